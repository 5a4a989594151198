// Snapshots and a model for them, for the tests that need some.
#pragma once

#include <cmath>
#include <numbers>

#include "rom/mlasdi/reduced_model.h"
#include "rom/npy/output.h"
#include "support.h"

namespace rom::test {

// Snapshots of rank 4 with a mean, plus a little of a fifth and sixth direction; two cases.
inline std::string write_snapshots(const TemporaryFolder& folder, Index times, Index points) {
    std::vector<double> values;
    for (int c = 0; c < 2; ++c)
        for (Index k = 0; k < times; ++k)
            for (Index j = 0; j < points; ++j) {
                const double t = 0.05 * static_cast<double>(k);
                const double x = 2 * std::numbers::pi * static_cast<double>(j) / static_cast<double>(points);
                values.push_back(3 + std::sin(x) +
                                 (1 + 0.1 * c) * (std::cos(2 * t) * std::sin(x) + std::sin(2 * t) * std::cos(x)) +
                                 0.2 * std::cos(3 * t) * std::sin(2 * x) + 0.1 * std::sin(3 * t) * std::cos(3 * x) +
                                 1e-4 * std::cos(5 * t) * std::cos(7 * x) + 1e-4 * std::sin(5 * t) * std::sin(7 * x));
            }
    npy::write_array(folder.file("u.npy"), npy::Type::float64, {2, times, points}, values);
    return folder.file("u.npy");
}

inline Eigen::MatrixXd dense(const snapshots::Snapshots& snapshots) {
    const auto values = snapshots.array.read_all();
    return Eigen::Map<const Eigen::MatrixXd>(values.data(), snapshots.size(), snapshots.count());
}

inline mlasdi::ReducedModel small_model(const snapshots::Snapshots& snapshots, Precision precision) {
    mlasdi::ReducedModel model;
    model.precision = precision;
    model.cases = snapshots.cases;
    model.grid = TimeGrid::uniform(snapshots.times, 0.05);
    model.time_unit = 0.5;
    model.coordinates = snapshots::make_coordinates(snapshots, snapshots::CoordinateSystem::data,
                                                    snapshots::Scaling::deviation, {1e-3});
    mlasdi::round_to_precision(model);
    return model;
}

}  // namespace rom::test
