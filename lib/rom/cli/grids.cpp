#include "rom/cli/grids.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <vector>

#include "rom/base/error.h"
#include "rom/base/memory.h"
#include "rom/base/text.h"

namespace rom::cli {
namespace {

constexpr std::int64_t kMost = 10000000;  // values of a grid

// FIRST:LAST:COUNT, or with :log.
struct Span {
    double first;
    double last;
    std::int64_t count;
    bool logarithmic;
};

constexpr double kNearlyWhole = 1e-14;  // of a power of ten, what may be rounding

std::optional<Span> span_in(const std::string& text) {
    const std::vector<std::string> parts = split(text, ':');
    const bool logarithmic = parts.size() == 4 && parts[3] == "log";
    if (parts.size() != (logarithmic ? 4 : 3)) return std::nullopt;
    const auto first = number_in(parts[0]);
    const auto last = number_in(parts[1]);
    const auto count = integer_in(parts[2]);
    if (!first || !last || !count || *count < 1 || !std::isfinite(*last - *first)) return std::nullopt;
    if (logarithmic && (*first <= 0 || *last <= 0)) return std::nullopt;
    return Span{*first, *last, *count, logarithmic};
}

// Both ends are as they were given, and what is whole but for rounding is whole.
Eigen::VectorXd values_of(const Span& span) {
    if (span.count > kMost)
        throw Error(counted(span.count, "value") + " from FIRST to LAST are more than " + std::to_string(kMost) +
                        "; give a smaller COUNT",
                    2);
    if (!span.logarithmic) return Eigen::VectorXd::LinSpaced(span.count, span.first, span.last);
    Eigen::VectorXd values = Eigen::VectorXd::LinSpaced(span.count, std::log10(span.first), std::log10(span.last));
    for (double& value : values) {
        value = std::pow(10, value);
        if (const double whole = std::round(value); std::abs(value - whole) <= kNearlyWhole * whole) value = whole;
    }
    if (span.count > 1) values[0] = span.first;
    values[span.count - 1] = span.last;
    return values;
}

bool is_file_of_times(const std::string& text) {
    return text.ends_with(".npy") || text == "-" || std::filesystem::is_regular_file(text);
}

bool are_times(const std::string& text) {
    const auto span = span_in(text);
    return is_file_of_times(text) || (span && !span->logarithmic);
}

bool is_grid(const std::string& text) {
    return std::ranges::all_of(split(text, ','), [](const std::string& axis) { return span_in(axis).has_value(); });
}

bool is_file_of_candidates(const std::string& text) {
    return text == "-" || text.find(':') == std::string::npos || text.ends_with(".npy");
}

constexpr const char* kGrid =
    "FIRST:LAST:COUNT, or FIRST:LAST:COUNT:log with positive ends, for each dimension, such as 0.7:0.9:21,1:10:5:log";

}  // namespace

Check times_check() { return spelled(are_times, "a .npy file, or FIRST:LAST:COUNT such as 0:10:1001"); }
Check grid_check() { return spelled(is_grid, kGrid); }
Check candidates_check() {
    return spelled([](const std::string& text) { return is_file_of_candidates(text) || is_grid(text); }, kGrid);
}

Eigen::VectorXd listed_times(const std::string& text) {
    if (is_file_of_times(text)) return files::read_times(text).values;
    const auto span = span_in(text);
    if (!span || span->logarithmic) throw Error("--times is " + text + "; it must be " + times_check().must, 2);
    return values_of(*span);
}

TimeGrid times_in(const std::string& text, const TimeGrid& trained) {
    if (text.empty()) return trained;
    const Eigen::VectorXd times = listed_times(text);
    try {
        return TimeGrid::listed(times, trained.start());
    } catch (const Error& error) {
        const bool listed = std::filesystem::is_regular_file(text);
        throw Error((listed ? text : std::string("--times")) + ": " + error.what(), listed ? 1 : 2);
    }
}

files::Parameters candidates_in(const std::string& text) {
    if (is_file_of_candidates(text)) return files::read_parameters(text);
    return {"the grid " + text, {}, grid_in(text)};
}

Eigen::MatrixXd grid_in(const std::string& text) {
    std::vector<Eigen::VectorXd> axes;
    double all = 1;
    for (const std::string& axis : split(text, ',')) {
        const auto span = span_in(axis);
        if (!span) throw Error("candidates: '" + axis + "' is not " + kGrid, 2);
        axes.push_back(values_of(*span));
        all *= static_cast<double>(axes.back().size());
    }
    if (all * static_cast<double>(axes.size()) > static_cast<double>(kMost))
        throw Error("candidates: " + text + " are more than " + std::to_string(kMost) + " numbers; give smaller COUNTs",
                    2);
    const auto count = static_cast<Index>(all);
    Eigen::MatrixXd points(count, static_cast<Index>(axes.size()));
    for (Index p = 0; p < count; ++p) {
        Index rest = p;
        for (Index d = points.cols() - 1; d >= 0; --d) {
            const Eigen::VectorXd& axis = axes[static_cast<std::size_t>(d)];
            points(p, d) = axis[rest % axis.size()];
            rest /= axis.size();
        }
    }
    return points;
}

}  // namespace rom::cli
