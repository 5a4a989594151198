#include "rom/exchange/report.h"

#include <algorithm>
#include <cmath>

#include "rom/base/text.h"

namespace rom::exchange {
namespace {

std::string with_unit(const std::string& text, const std::string& unit) {
    return unit.empty() ? text : text + " [" + unit + "]";
}

std::string times_text(const std::vector<double>& times, const std::string& units) {
    if (times.empty()) return "";
    std::string text = format("; times %.6g to %.6g", times.front(), times.back());
    if (!units.empty()) text += " [" + units + "]";
    if (times.size() < 2) return text;
    const double step = (times.back() - times.front()) / static_cast<double>(times.size() - 1);
    double most = 0;
    for (std::size_t k = 1; k < times.size(); ++k) most = std::max(most, std::abs(times[k] - times[k - 1] - step));
    return text + (most <= 1e-4 * std::abs(step) ? format(", %.9g apart", step) : ", not equally far apart");
}

}  // namespace

std::string sentence_of(const Imported& imported, std::size_t files) {
    std::string text;
    for (std::size_t k = 0; k < imported.variables.size(); ++k)
        text += (k > 0 ? ", " : "") + with_unit(imported.variables[k], imported.units[k]);
    text +=
        ", " + npy::to_string(imported.shape) + (imported.type == npy::Type::float32 ? ", float32: " : ", float64: ");
    text += counted(static_cast<std::int64_t>(files), "file");
    switch (imported.stack) {
        case Stack::cases:
            text += files == 1 ? ", a case" : ", a case each";
            break;
        case Stack::times:
            text += ", times of one case";
            break;
        case Stack::none:
            text += " of cases";
            break;
    }
    text += times_text(imported.times, imported.time_units);
    if (imported.gaps > 0 && imported.other_gaps.empty())
        text += format("; %ld of %ld entries are gaps", static_cast<long>(imported.gaps),
                       static_cast<long>(npy::element_count(imported.shape) / (imported.shape[0] * imported.shape[1])));
    return text;
}

std::vector<std::string> warnings_of(const Imported& imported) {
    std::vector<std::string> warnings = imported.warnings;
    if (!imported.other_gaps.empty())
        warnings.push_back("the array holds " + counted(imported.missing, "missing value") +
                           " (NaN), but not at the same places in all snapshots: " + imported.other_gaps +
                           " has others than the first; rom-encode refuses that, only what is always missing is a gap");
    if (imported.infinite > 0)
        warnings.push_back("the array holds " + counted(imported.infinite, "infinite value") +
                           ": has a simulation diverged?");
    return warnings;
}

std::string table_of(const Source& source) {
    std::string text;
    for (const Variable& one : source.variables) {
        std::string axes;
        for (const std::string& name : one.dimensions) axes += (axes.empty() ? "" : ", ") + (name.empty() ? "?" : name);
        text += format("%s\t%s\t%s\t%s\t%s\n", one.name.c_str(), npy::to_string(one.shape).c_str(), one.type.c_str(),
                       axes.c_str(), one.units.c_str());
    }
    for (const Attribute& one : source.attributes) {
        if (one.values.empty()) continue;
        text += "attribute " + one.name + "\t";
        for (std::size_t k = 0; k < std::min<std::size_t>(one.values.size(), 8); ++k)
            text += format("%s%.9g", k > 0 ? " " : "", one.values[k]);
        text += "\n";
    }
    return text;
}

}  // namespace rom::exchange
