#include "rom/ldnet/data.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>

#include "rom/base/error.h"

namespace rom::ldnet {
namespace {

// `rows` rows of `columns` values of an array, from row `first` on.
RowMajor read_rows(const npy::Array& array, Index first, Index rows, Index columns) {
    RowMajor values(rows, columns);
    array.read<double>(first * columns, {values.data(), static_cast<std::size_t>(values.size())});
    return values;
}

// The range of `rows` rows of `columns` values, read in pieces.
Range range_of_rows(const npy::Array& array, Index rows, Index columns) {
    constexpr Index piece = 1 << 16;
    Range range{Eigen::VectorXd::Constant(columns, std::numeric_limits<double>::infinity()),
                Eigen::VectorXd::Constant(columns, -std::numeric_limits<double>::infinity())};
    for (Index first = 0; first < rows; first += piece) {
        const RowMajor values = read_rows(array, first, std::min(piece, rows - first), columns);
        range.low = range.low.cwiseMin(values.colwise().minCoeff().transpose());
        range.high = range.high.cwiseMax(values.colwise().maxCoeff().transpose());
    }
    return range;
}

// `chosen` different numbers below `count`, in rising order.
std::vector<Index> choose(Index count, Index chosen, std::mt19937_64& random) {
    std::vector<Index> all(static_cast<std::size_t>(count));
    std::iota(all.begin(), all.end(), Index{0});
    for (std::size_t k = 0; k < static_cast<std::size_t>(chosen); ++k)
        std::swap(all[k], all[k + random() % (all.size() - k)]);
    all.resize(static_cast<std::size_t>(chosen));
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace

PointAxes point_axes(const npy::Array& points, Index cases, Index times) {
    const npy::Shape& shape = points.shape();
    const std::size_t axes = shape.size();
    if (axes < 1 || axes > 4 || npy::element_count(shape) == 0)
        throw Error(
            points.name() + " has shape " + npy::to_string(shape) +
            " but points are [points, dimensions], [cases, points, dimensions] or [cases, times, points, dimensions]");
    if (axes >= 3 && shape[0] != cases)
        throw Error(points.name() + " has points of " + std::to_string(shape[0]) + " cases but there are " +
                    std::to_string(cases) + "; they must match");
    if (axes == 4 && shape[1] != times)
        throw Error(points.name() + " has points of " + std::to_string(shape[1]) + " times but there are " +
                    std::to_string(times) + "; they must match");
    if (axes == 1) return {1, shape[0], 1};
    return {axes == 2 ? 1 : axes == 3 ? cases : cases * times, shape[axes - 2], shape[axes - 1]};
}

FieldFiles check_files(const npy::Array& snapshots, const npy::Array& points, Index fields) {
    const npy::Shape& shape = snapshots.shape();
    const std::size_t least = fields > 1 ? 4 : 3;
    if (shape.size() < least || npy::element_count(shape) == 0)
        throw Error(snapshots.name() + " has shape " + npy::to_string(shape) +
                    " but snapshots are [cases, times, ...points" + (fields > 1 ? ", fields]" : "]"));
    if (fields > 1 && shape.back() != fields)
        throw Error(snapshots.name() + " has " + std::to_string(shape.back()) + " as its last axis but --fields is " +
                    std::to_string(fields) + "; they must match");
    FieldFiles files{snapshots, points, shape[0], shape[1], 0, 0, fields, 1};
    files.count = npy::element_count(shape) / (shape[0] * shape[1] * fields);
    const PointAxes axes = point_axes(points, files.cases, files.times);
    files.sets = axes.sets;
    files.dimensions = axes.dimensions;
    if (axes.count != files.count)
        throw Error(points.name() + " has " + std::to_string(axes.count) + " points but " + snapshots.name() + " has " +
                    std::to_string(files.count) + " a snapshot; they must match" +
                    (files.count == axes.count * shape.back() ? ", or give --fields" : ""));
    if (files.times < 2) throw Error(snapshots.name() + " has one time only; latent dynamics need at least two");
    return files;
}

Range range_of_points(const FieldFiles& files) {
    return range_of_rows(files.points, files.sets * files.count, files.dimensions);
}

Range range_of_fields(const FieldFiles& files) {
    return range_of_rows(files.snapshots, files.cases * files.times * files.count, files.fields);
}

Range range_of(const Eigen::MatrixXd& values) {
    return {values.colwise().minCoeff().transpose(), values.colwise().maxCoeff().transpose()};
}

CaseInputs map_inputs(const LatentDynamicsNetwork& model, Index cases, Index times, const Eigen::MatrixXd& parameters,
                      const Eigen::MatrixXd& signals) {
    CaseInputs inputs{cases, times, Eigen::MatrixXd(model.parameters.size(), cases),
                      Eigen::MatrixXd(model.signals.size(), cases * times)};
    for (Index i = 0; i < inputs.parameters.rows(); ++i)
        for (Index c = 0; c < cases; ++c) inputs.parameters(i, c) = model.parameters.to_unit(i, parameters(c, i));
    for (Index i = 0; i < inputs.signals.rows(); ++i)
        for (Index g = 0; g < cases * times; ++g) inputs.signals(i, g) = model.signals.to_unit(i, signals(g, i));
    return inputs;
}

Index suitable_points(const FieldFiles& files, Index weights) {
    constexpr Index values_per_weight = 500;
    const Index of_a_point = files.cases * files.times * files.fields;
    return std::min(files.count, (values_per_weight * weights + of_a_point - 1) / of_a_point);
}

Observations read_observations(const LatentDynamicsNetwork& model, const FieldFiles& files, Index sampled,
                               std::uint64_t seed) {
    const bool all = sampled == 0 || sampled >= files.count;
    const Index groups = files.cases * files.times;
    const Index dimensions = files.dimensions;
    Observations result;
    result.points = all ? files.count : sampled;
    result.sets = all ? files.sets : groups;
    result.coordinates.resize(result.points, dimensions * result.sets);
    result.fields.resize(result.points, files.fields * groups);
    std::mt19937_64 random(seed);
    const auto set_points = [&](Index set, const RowMajor& from, auto&& index) {
        for (Index d = 0; d < dimensions; ++d)
            for (Index p = 0; p < result.points; ++p)
                result.coordinates(p, set * dimensions + d) = model.points.to_unit(d, from(index(p), d));
    };
    const auto same = [](Index p) { return p; };
    if (all)
        for (Index set = 0; set < files.sets; ++set)
            set_points(set, read_rows(files.points, set * files.count, files.count, dimensions), same);
    RowMajor points;
    for (Index group = 0; group < groups; ++group) {
        const RowMajor values = read_rows(files.snapshots, group * files.count, files.count, files.fields);
        const auto fill = [&](auto&& index) {
            for (Index f = 0; f < files.fields; ++f)
                for (Index p = 0; p < result.points; ++p)
                    result.fields(p, group * files.fields + f) = model.fields.to_unit(f, values(index(p), f));
        };
        if (all) {
            fill(same);
            continue;
        }
        const bool other_points = group == 0 || files.sets == groups || (files.sets > 1 && group % files.times == 0);
        if (other_points) {
            const Index set = files.sets == 1 ? 0 : files.sets == groups ? group : group / files.times;
            points = read_rows(files.points, set * files.count, files.count, dimensions);
        }
        const std::vector<Index> chosen = choose(files.count, sampled, random);
        const auto index = [&](Index p) { return chosen[static_cast<std::size_t>(p)]; };
        fill(index);
        set_points(group, points, index);
    }
    return result;
}

}  // namespace rom::ldnet
