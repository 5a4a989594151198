#include "rom/snapshots/fields.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "rom/base/error.h"
#include "rom/snapshots/snapshots.h"

namespace rom::snapshots {
namespace {

// What stands for missing values: netCDF's, CMIP's, and those of older data.
constexpr std::array kFills = {9.9692099683868690e36, 1e20, -1e20, 1e30, -1e30, -9999.0, -999.0, -99999.0};
constexpr double kConstant = 1e-12;

bool same_value(double a, double b) { return (std::isnan(a) && std::isnan(b)) || a == b; }

// As far as numbers of the file's type tell.
bool stands_for_missing(double value, MaskKind kind, npy::Element element) {
    if (std::isnan(value)) return true;
    const double rounding = element == npy::Element::float16 ? 0x1p-11 : 0x1p-24;
    return kind == MaskKind::automatic && std::ranges::any_of(kFills, [&](double fill) {
               return std::abs(value - fill) <= rounding * std::abs(fill);
           });
}

Eigen::VectorXd raw_snapshot(const Snapshots& data, Index which) {
    Eigen::VectorXd state(data.size());
    data.array.read_any<double>(data.offset(which), {state.data(), static_cast<std::size_t>(state.size())});
    return state;
}

void make_gaps(Snapshots& data, const std::vector<bool>& gap) {
    Eigen::VectorXd& units = data.fields.units;
    if (units.size() == 0) units.setOnes(data.size());
    for (Index i = 0; i < data.size(); ++i)
        if (gap[static_cast<std::size_t>(i)]) units[i] = 0;
    if (units.maxCoeff() == 0)
        throw Error(data.array.name() + ": all " + std::to_string(data.size()) + " points are masked; nothing is left");
}

}  // namespace

Fields fields_along(const npy::Shape& space, std::vector<std::string> names, std::optional<Index> axis) {
    const auto fields = static_cast<Index>(names.size());
    const auto axes = static_cast<Index>(space.size());
    const auto extent = [&](Index a) { return static_cast<Index>(space[static_cast<std::size_t>(a)]); };
    if (axis && (*axis < -axes || *axis >= axes))
        throw Error("--fields-axis is " + std::to_string(*axis) + " but states of shape " + npy::to_string(space) +
                        " have " + std::to_string(axes) + (axes == 1 ? " axis" : " axes") + ", counted from 0",
                    2);
    Index along = axis ? (*axis + axes) % axes : -1;
    for (Index a = 0; a < axes && !axis; ++a) {
        if (extent(a) != fields) continue;
        if (along >= 0)
            throw Error(std::to_string(fields) + " fields may lie along more than one axis of states of shape " +
                            npy::to_string(space) + "; say which with --fields-axis",
                        2);
        along = a;
    }
    along = std::max<Index>(along, 0);
    if (fields == 0 || extent(along) % fields != 0)
        throw Error("there are " + std::to_string(fields) + " fields but axis " + std::to_string(along) +
                    " of states of shape " + npy::to_string(space) + " has " + std::to_string(extent(along)) +
                    " entries, which they do not divide; give --fields-axis, or another number");
    Index inner = 1;
    for (Index a = along + 1; a < axes; ++a) inner *= extent(a);
    Fields result;
    result.names = std::move(names);
    result.axis = along;
    result.of_entry.resize(static_cast<std::size_t>(npy::element_count(space)));
    for (std::size_t i = 0; i < result.of_entry.size(); ++i)
        result.of_entry[i] = static_cast<Index>(i) / inner % extent(along) / (extent(along) / fields);
    return result;
}

Fields repeated(const Fields& fields, Index times) {
    Fields result = fields;
    for (Index k = 1; k < times; ++k)
        result.of_entry.insert(result.of_entry.end(), fields.of_entry.begin(), fields.of_entry.end());
    result.units = fields.units.replicate(times, 1);
    return result;
}

std::vector<std::vector<Index>> entries_of_fields(const Fields& fields, Index size) {
    const bool several = !fields.of_entry.empty();
    std::vector<std::vector<Index>> entries(several ? fields.names.size() : 1);
    for (Index i = 0; i < size; ++i) {
        if (fields.units.size() > 0 && fields.units[i] == 0) continue;
        const Index field = several ? fields.of_entry[static_cast<std::size_t>(i)] : 0;
        entries[static_cast<std::size_t>(field)].push_back(i);
    }
    return entries;
}

std::vector<std::vector<Index>> entries_within(const std::vector<std::vector<Index>>& entries, const Share& rows) {
    std::vector<std::vector<Index>> result;
    for (const std::vector<Index>& of_field : entries) {
        const auto begin = std::ranges::lower_bound(of_field, rows.first);
        const auto end = std::ranges::lower_bound(of_field, rows.first + rows.count);
        for (Index& entry : result.emplace_back(begin, end)) entry -= rows.first;
    }
    return result;
}

Eigen::VectorXd field_deviations(const Snapshots& data) {
    const auto fields = static_cast<Index>(data.fields.names.size());
    Eigen::VectorXd mean = Eigen::VectorXd::Zero(data.size());
    Eigen::VectorXd squares = Eigen::VectorXd::Zero(data.size());
    const auto count = static_cast<double>(data.count());
    for_snapshot_blocks(data, [&](Index, const auto& block) { mean += block.rowwise().sum() / count; });
    for_snapshot_blocks(
        data, [&](Index, const auto& block) { squares += (block.colwise() - mean).rowwise().squaredNorm() / count; });
    Eigen::VectorXd sums = Eigen::VectorXd::Zero(fields);
    Eigen::VectorXd entries = Eigen::VectorXd::Zero(fields);
    Eigen::VectorXd largest = Eigen::VectorXd::Zero(fields);
    for (Index i = 0; i < data.size(); ++i) {
        if (data.fields.units.size() > 0 && data.fields.units[i] == 0) continue;
        const Index f = data.fields.of_entry[static_cast<std::size_t>(i)];
        sums[f] += squares[i];
        entries[f] += 1;
        largest[f] = std::max(largest[f], std::abs(mean[i]));
    }
    Eigen::VectorXd deviations = (sums.array() / entries.array().max(1)).sqrt();
    for (Index f = 0; f < fields; ++f)
        if (!(deviations[f] > kConstant * largest[f])) deviations[f] = 0;
    return deviations;
}

void scale_fields(Fields& fields, const Eigen::VectorXd& deviations, const Eigen::VectorXd& weights, Index size) {
    if (fields.units.size() == 0) fields.units.setOnes(size);
    for (Index i = 0; i < size; ++i) {
        const Index f = fields.of_entry[static_cast<std::size_t>(i)];
        if (deviations[f] > 0) fields.units[i] *= deviations[f] / weights[f];
    }
}

std::vector<double> find_gaps(Snapshots& data, MaskKind kind) {
    if (kind == MaskKind::none) return {};
    const Eigen::VectorXd first = raw_snapshot(data, 0);
    std::vector<bool> gap(static_cast<std::size_t>(data.size()));
    Index count = 0;
    for (Index i = 0; i < data.size(); ++i)
        if (stands_for_missing(first[i], kind, data.array.header().element)) {
            gap[static_cast<std::size_t>(i)] = true;
            ++count;
        }
    for (Index s = 1; s < data.count() && count > 0; ++s) {
        const Eigen::VectorXd state = raw_snapshot(data, s);
        for (Index i = 0; i < data.size(); ++i) {
            if (!gap[static_cast<std::size_t>(i)] || same_value(state[i], first[i])) continue;
            gap[static_cast<std::size_t>(i)] = false;
            --count;
        }
    }
    if (count == 0) return {};
    make_gaps(data, gap);
    std::vector<double> fills;
    for (Index i = 0; i < data.size(); ++i)
        if (gap[static_cast<std::size_t>(i)] &&
            std::ranges::none_of(fills, [&](double fill) { return same_value(fill, first[i]); }))
            fills.push_back(first[i]);
    if (fills.size() == 1) data.fields.fill = fills.front();
    return fills;
}

void set_gaps(Snapshots& data, std::span<const double> mask) {
    std::vector<bool> gap(mask.size());
    std::transform(mask.begin(), mask.end(), gap.begin(), [](double value) { return value != 0; });
    make_gaps(data, gap);
}

void to_units(const Fields& fields, Index first, std::span<double> entries) {
    if (fields.units.size() == 0) return;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const double unit = fields.units[first + static_cast<Index>(i)];
        entries[i] = unit > 0 ? entries[i] / unit : 0;
    }
}

template <class Scalar>
void fill_gaps(const Fields& fields, const Share& rows, std::span<Scalar> states) {
    if (!fields.has_gaps()) return;
    const auto size = static_cast<std::size_t>(rows.count);
    for (std::size_t i = 0; i < states.size(); ++i)
        if (fields.units[rows.first + static_cast<Index>(i % size)] == 0) states[i] = static_cast<Scalar>(fields.fill);
}

template void fill_gaps(const Fields&, const Share&, std::span<float>);
template void fill_gaps(const Fields&, const Share&, std::span<double>);

}  // namespace rom::snapshots
