#include "rom/cli/grids.h"

#include <cmath>
#include <filesystem>
#include <optional>
#include <vector>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/inputs.h"

namespace rom::cli {
namespace {

constexpr std::int64_t kMost = 10000000;  // values of a grid

// FIRST:LAST:COUNT, and what follows.
struct Span {
    double first;
    double last;
    std::int64_t count;
    std::vector<std::string> rest;
};

std::optional<Span> span_in(const std::string& text) {
    const std::vector<std::string> parts = split(text, ':');
    if (parts.size() < 3) return std::nullopt;
    const auto first = number_in(parts[0]);
    const auto last = number_in(parts[1]);
    const auto count = integer_in(parts[2]);
    if (!first || !last || !count || *count < 1 || *count > kMost || !std::isfinite(*first) || !std::isfinite(*last))
        return std::nullopt;
    return Span{*first, *last, *count, {parts.begin() + 3, parts.end()}};
}

Eigen::VectorXd axis_in(const std::string& text) {
    const auto span = span_in(text);
    const bool logarithmic = span && span->rest == std::vector<std::string>{"log"};
    if (!span || (!logarithmic && !span->rest.empty()) || (logarithmic && (span->first <= 0 || span->last <= 0)))
        throw Error("candidates: '" + text +
                        "' is neither FIRST:LAST:COUNT nor FIRST:LAST:COUNT:log with positive ends, such as 0.7:0.9:21",
                    2);
    if (!logarithmic) return Eigen::VectorXd::LinSpaced(span->count, span->first, span->last);
    return Eigen::VectorXd::LinSpaced(span->count, std::log(span->first), std::log(span->last)).array().exp();
}

}  // namespace

Eigen::VectorXd listed_times(const std::string& text) {
    if (text.ends_with(".npy") || text == "-" || std::filesystem::is_regular_file(text))
        return files::read_times(text).values;
    const auto span = span_in(text);
    if (!span || !span->rest.empty())
        throw Error("--times: '" + text + "' is neither a .npy file nor FIRST:LAST:COUNT, such as 0:10:1001", 2);
    return Eigen::VectorXd::LinSpaced(span->count, span->first, span->last);
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

Eigen::MatrixXd grid_in(const std::string& text) {
    std::vector<Eigen::VectorXd> axes;
    const std::vector<std::string> texts = split(text, ',');
    Index count = 1;
    for (const std::string& axis : texts) {
        axes.push_back(axis_in(axis));
        count *= axes.back().size();
        if (count * static_cast<Index>(texts.size()) > kMost)
            throw Error("candidates: '" + text + "' are more than " + std::to_string(kMost) + " numbers; give fewer",
                        2);
    }
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
