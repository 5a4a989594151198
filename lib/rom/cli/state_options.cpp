#include "rom/cli/state_options.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/tuning.h"
#include "rom/files/provenance.h"
#include "rom/npy/reader.h"
#include "rom/snapshots/rows.h"

namespace rom::cli {
namespace {

using snapshots::Snapshots;

constexpr std::array kMaskWords = {"nan", "none", "auto"};

// How --fields and --fields-axis are spelled.
bool name_fields(const std::string& text) {
    if (const auto count = integer_in(text)) return *count >= 1 && static_cast<double>(*count) <= kMostFields;
    std::vector<std::string> names = split(text, ',');
    std::ranges::sort(names);
    return std::ranges::adjacent_find(names) == names.end() && !names.front().empty();
}
bool is_axis(const std::string& text) { return text == "auto" || integer_in(text).has_value(); }

std::optional<Index> axis_of(const StateOptions& o) {
    if (o.axis == "auto") return {};
    return integer_in(o.axis);
}

// Gaps may have any value.
std::vector<double> entries_in(const std::string& path, const Snapshots& data, bool finite) {
    const npy::Array array = npy::Array::open(path, npy::Accept::counts);
    if (array.shape() != data.space)
        throw Error(array.name() + " has shape " + npy::to_string(array.shape()) + " but the states of " +
                    data.array.name() + " have " + npy::to_string(data.space) + "; they must match");
    std::vector<double> entries(static_cast<std::size_t>(data.size()));
    array.read_any(0, std::span<double>(entries));
    for (std::size_t i = 0; i < entries.size(); ++i)
        if (finite || data.fields.units.size() == 0 || data.fields.units[static_cast<Index>(i)] > 0)
            array.require_finite(static_cast<Index>(i), std::span<const double>(&entries[i], 1));
    return entries;
}

std::string text_of(const std::vector<double>& fills) {
    std::string text;
    for (const double fill : fills)
        text += (text.empty() ? "" : ", ") + (std::isnan(fill) ? "NaN" : format("%g", fill));
    return text;
}

void find_gaps(const Tool& tool, const StateOptions& o, Snapshots& data) {
    using snapshots::MaskKind;
    std::string reason;
    if (o.mask == "auto") {
        const std::vector<double> fills = snapshots::find_gaps(data, MaskKind::automatic);
        reason = " (" + text_of(fills) + " in all snapshots; --mask none takes it for data)";
    } else if (o.mask == "nan") {
        if (snapshots::find_gaps(data, MaskKind::nan).empty())
            tool.warn(data.array.name() + ": no entry is NaN in all snapshots; nothing is masked");
    } else if (o.mask != "none") {
        snapshots::set_gaps(data, entries_in(o.mask, data, true));
    }
    if (!data.fields.has_gaps()) return;
    const Index count = data.size() - data.fields.without_gaps(data.size());
    tool.say(
        format("%ld of %ld entries of a state are masked", static_cast<long>(count), static_cast<long>(data.size())) +
        reason);
}

}  // namespace

std::vector<Option> options_of(StateOptions& o) {
    return {
        {"--fields", &o.fields,
         "Names of the fields of a state, such as u,v,p, or their number: each counts by its own deviation", kNoDefault,
         spelled(name_fields, "names of their own such as u,v,p, or their number, from 1 to 1000000")},
        {"--fields-axis", &o.axis,
         "Axis of space, from 0, along which the fields lie or are stacked; auto: the one with an entry for each, else "
         "the first",
         0, spelled(is_axis, "auto, or an axis of space, counted from 0, or from the last, -1")},
        {"--mask", &o.mask,
         "Entries that are no state, such as land: .npy of the shape of space, not zero there; nan: those that are NaN "
         "in all snapshots; none; auto: NaN, or a value that stands for missing ones, in all snapshots",
         0, word_or_file(kMaskWords)},
    };
}

Option weights_option(StateOptions& o) {
    return {"--field-weights", &o.weights, "How much each field counts; else all alike", kNoDefault, positive()};
}

std::vector<std::string> field_names(const std::string& fields) {
    if (fields.empty()) return {};
    if (const auto count = integer_in(fields)) {
        std::vector<std::string> names;
        for (Index k = 0; k < *count; ++k) names.push_back("field-" + std::to_string(k));
        return names;
    }
    return split(fields, ',');
}

Snapshots open_states(const Tool& tool, const StateOptions& o, const std::string& path, bool one_case) {
    Snapshots data = snapshots::open_snapshots(path, one_case);
    std::vector<std::string> names = field_names(o.fields);
    const auto count = static_cast<Index>(names.size());
    if (const auto weights = static_cast<Index>(o.weights.size()); weights > 0 && weights != count)
        throw Error("--field-weights has " + counted(weights, "number") + " but --fields names " +
                        std::to_string(count) + "; give one for each",
                    2);
    if (count < 2 && o.axis != "auto") throw Error("--fields-axis is for several --fields; name them", 2);
    if (count > 1)
        data.fields = snapshots::fields_along(data.space, std::move(names), axis_of(o));
    else
        data.fields.names = std::move(names);
    find_gaps(tool, o, data);
    return with_progress(tool, std::move(data));
}

Snapshots with_progress(const Tool& tool, Snapshots data) {
    const auto bytes = static_cast<Index>(npy::item_size(data.array.header().element));
    data.seen = reading_progress(tool, bytes * data.count() * snapshots::own_rows(snapshots::rows_of(data)).count);
    return data;
}

Eigen::VectorXd read_state(const std::string& path, const Snapshots& data) {
    const std::vector<double> entries = entries_in(path, data, false);
    return Eigen::Map<const Eigen::VectorXd>(entries.data(), static_cast<Index>(entries.size()));
}

void scale_fields(const StateOptions& o, Snapshots& data) {
    const auto count = static_cast<Index>(data.fields.names.size());
    if (count < 2) return;
    Eigen::VectorXd weights = Eigen::VectorXd::Ones(count);
    if (!o.weights.empty()) weights = Eigen::Map<const Eigen::VectorXd>(o.weights.data(), count);
    snapshots::scale_fields(data.fields, snapshots::field_deviations(data), weights, data.size());
}

Record identity_with(const StateOptions& o, Record identity) {
    if (o.mask != "auto" && o.mask != "nan" && o.mask != "none")
        identity.push_back({"gaps", files::file_sha256(o.mask)});
    return identity;
}

std::string words_of(const StateOptions& o) {
    std::string words;
    const auto add = [&](const char* name, const std::string& value) {
        words += std::string(" ") + name + " " + shell_word(value);
    };
    if (!o.fields.empty()) add("--fields", o.fields);
    if (o.axis != "auto") add("--fields-axis", o.axis);
    std::string weights;
    for (const double weight : o.weights) weights += (weights.empty() ? "" : ",") + format("%.15g", weight);
    if (!weights.empty()) add("--field-weights", weights);
    if (o.mask != "auto") add("--mask", o.mask);
    return words;
}

}  // namespace rom::cli
