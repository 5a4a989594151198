#include "rom/exchange/times.h"

#include <algorithm>
#include <cmath>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/exchange/formats.h"

namespace rom::exchange {
namespace {

constexpr std::int64_t kMostTimes = std::int64_t{1} << 24;

std::string base_name(const std::string& name) { return name.substr(name.rfind('/') + 1); }

bool has_variable(const Source& source, const std::string& name) {
    return std::any_of(source.variables.begin(), source.variables.end(),
                       [&](const Variable& one) { return one.name == name; });
}

// The first that is no number or does not come after the one before; nothing if there is none.
std::optional<std::size_t> first_fall(const std::vector<double>& times) {
    for (std::size_t k = 0; k < times.size(); ++k)
        if (!std::isfinite(times[k]) || (k > 0 && times[k] <= times[k - 1])) return k;
    return std::nullopt;
}

bool has_one_axis(const Variable& variable) {
    return std::count_if(variable.shape.begin(), variable.shape.end(), [](std::int64_t n) { return n != 1; }) <= 1;
}

// The variables that may hold the times, the most likely first.
std::vector<std::size_t> clocks_of(const Source& source, const std::string& time) {
    const bool named = !time.empty() && !is_axis_number(source, time);
    std::vector<std::size_t> clocks;
    std::vector<std::string> names;
    for (std::size_t k = 0; k < source.variables.size(); ++k) {
        const Variable& one = source.variables[k];
        const bool wanted =
            named ? one.name == time : has_one_axis(one) && (is_time(base_name(one.name)) || one.holds_times);
        if (wanted && one.refusal.empty() && npy::element_count(one.shape) <= kMostTimes) clocks.push_back(k);
        if (!clocks.empty() && clocks.back() == k) names.push_back(base_name(one.name));
    }
    if (const auto first = time_among(names)) std::swap(clocks[0], clocks[*first]);
    return clocks;
}

std::optional<std::size_t> axis_named(const Variable& variable, const std::string& name) {
    const auto at = std::find(variable.dimensions.begin(), variable.dimensions.end(), name);
    if (name.empty() || at == variable.dimensions.end()) return std::nullopt;
    return static_cast<std::size_t>(at - variable.dimensions.begin());
}

// The axis that a variable of the times belongs to.
std::optional<std::size_t> axis_of_clock(const Variable& variable, const Variable& clock) {
    const std::string own = clock.dimensions.size() == 1 ? clock.dimensions[0] : "";
    if (!own.empty()) {
        if (const auto named = axis_named(variable, own)) return named;
        const auto is_named = [](const std::string& name) { return !name.empty(); };
        if (std::all_of(variable.dimensions.begin(), variable.dimensions.end(), is_named)) return std::nullopt;
    }
    const std::int64_t count = npy::element_count(clock.shape);
    if (count < 2 || std::count(variable.shape.begin(), variable.shape.end(), count) != 1) return std::nullopt;
    const auto at = std::find(variable.shape.begin(), variable.shape.end(), count);
    return static_cast<std::size_t>(at - variable.shape.begin());
}

// Whether a variable may tell which axis is that of the times. T is a temperature as often, and on a mesh all is as
// long as its points.
bool tells_axis(const Source& source, const Variable& variable, std::size_t clock, const std::string& time) {
    const Variable& one = source.variables[clock];
    if (source.mesh || one.name == variable.name) return false;
    if (one.name == time) return true;
    return base_name(one.name) != "T" && !first_fall(values_of(source, clock));
}

// The values that the axis of times leaves of all; nothing if they do not fit.
std::optional<std::vector<double>> fitted(const Fields& fields, const std::vector<double>& all) {
    const Part& part = fields.parts.front();
    const auto count = static_cast<std::int64_t>(all.size());
    if (!fields.timed && all.size() == 1) return all;
    const auto own = fields.timed ? std::optional(part.view.axes[fields.time_axis]) : fields.dropped_times;
    if (!own || count != fields.variable(part).shape[*own]) return std::nullopt;
    const Range& range = part.view.slab[*own];
    std::vector<double> values;
    for (std::int64_t k = 0; k < range.count; ++k)
        values.push_back(all[static_cast<std::size_t>(range.start + k * range.step)]);
    return values;
}

}  // namespace

bool is_axis_number(const Source& source, const std::string& time) {
    return integer_in(time) && !has_variable(source, time);
}

std::optional<std::size_t> time_axis(const Source& source, const Variable& variable, const std::string& time) {
    const auto rank = static_cast<std::int64_t>(variable.shape.size());
    if (is_axis_number(source, time)) {
        const std::int64_t number = *integer_in(time);
        if (number < -rank || number >= rank)
            throw Error(source.name + ": " + variable.name + " has shape " + npy::to_string(variable.shape) +
                            " but --time " + time + " is the number of no axis; they count from 0, or from -1 back",
                        2);
        return static_cast<std::size_t>(number < 0 ? number + rank : number);
    }
    if (!time.empty()) {
        if (const auto named = axis_named(variable, time)) return named;
    } else {
        for (std::size_t k = 0; k < variable.dimensions.size(); ++k)
            if (is_time(base_name(variable.dimensions[k]))) return k;
    }
    for (const std::size_t clock : clocks_of(source, time))
        if (tells_axis(source, variable, clock, time))
            if (const auto axis = axis_of_clock(variable, source.variables[clock])) return axis;
    return std::nullopt;
}

Times times_of(const Fields& fields, const std::string& name) {
    const Source& source = fields.source;
    const Variable& variable = fields.variable(fields.parts.front());
    const bool named = !name.empty() && !is_axis_number(source, name);
    const std::string needed =
        fields.timed ? counted(fields.parts.front().view.shape[fields.time_axis], "time") : "one time";
    Times times;
    for (const std::size_t k : clocks_of(source, name)) {
        const Variable& one = source.variables[k];
        if (auto values = fitted(fields, values_of(source, k))) return {*values, one.units, ""};
        const bool imported =
            std::any_of(fields.parts.begin(), fields.parts.end(), [&](const Part& part) { return part.variable == k; });
        if (!named && (imported || source.mesh || npy::element_count(one.shape) < 2)) continue;
        times.misfit = one.name + " has shape " + npy::to_string(one.shape) + " but " + variable.name + " " +
                       npy::to_string(variable.shape) + " has " + needed +
                       "; number the axis of the times with --time, or name it first in --axes";
    }
    for (const Attribute& one : source.attributes)
        if (named ? one.name == name : is_time(base_name(one.name)))
            if (auto values = fitted(fields, one.values)) return {*values, "", ""};
    if (named && !times.misfit.empty()) throw Error(source.name + ": " + times.misfit);
    if (named && !time_axis(source, variable, name))
        throw Error(source.name + ": has no time '" + name + "'; it has " + list_of_variables(source));
    return times;
}

void require_rising(const std::string& file, const std::vector<double>& times) {
    if (const auto k = first_fall(times))
        throw Error(file + format(": its time at index %zu is %g", *k, times[*k]) +
                    (*k > 0 ? format(" after %g", times[*k - 1]) : "") +
                    ", but times rise; mend them, name others with --time, or give it the number of their axis to "
                    "import without them");
}

std::string unit_of_times(const std::string& units) { return units.substr(0, units.find(" since ")); }

}  // namespace rom::exchange
