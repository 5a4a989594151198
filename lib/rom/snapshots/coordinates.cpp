#include "rom/snapshots/coordinates.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "rom/base/decompositions.h"
#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/dynamics/derivative_choice.h"
#include "rom/snapshots/subspace.h"

namespace rom::snapshots {
namespace {

// Over all times, in deviations of the snapshots: less is rounding in single precision.
constexpr double kLeastChange = 1e-5;
constexpr double kLively = 1e-3;

// Columns made orthonormal to working precision (Cholesky QR, twice).
void orthonormalise(Eigen::MatrixXd& basis) {
    for (int pass = 0; pass < 2; ++pass) {
        Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(basis.cols(), basis.cols());
        add_gram(basis, gram);
        Cholesky(gram).divide_by_upper(basis);
    }
}

// Of each case, the sum of squares of dU/dt.
Eigen::VectorXd squared_velocities(const Eigen::Ref<const Eigen::MatrixXd>& coordinates, Index cases,
                                   const TimeGrid& grid) {
    const Index times = grid.size();
    const dynamics::LinearForm form = dynamics::derivative_form(dynamics::Derivative::sbp12, grid);
    Eigen::MatrixXd velocity(coordinates.rows(), times);
    Eigen::VectorXd squares(cases);
    for (Index c = 0; c < cases; ++c) {
        form.velocity(coordinates.middleCols(c * times, times), velocity);
        squares[c] = velocity.squaredNorm();
    }
    return squares;
}

}  // namespace

Index entries_of_state(const Snapshots& data, Index entries) {
    return entries == 0 && data.fields.has_gaps() ? data.fields.without_gaps(data.size()) : entries;
}

Coordinates make_coordinates(const Snapshots& data, CoordinateSystem system, Scaling scaling,
                             const Truncation& truncation, Index entries) {
    const Index size = data.size();
    const auto count = static_cast<double>(data.count());
    Coordinates coordinates;
    coordinates.space = data.space;
    coordinates.precision = data.array.header().type == npy::Type::float64 ? Precision::float64 : Precision::float32;
    coordinates.mean.setZero(size);
    coordinates.fields = data.fields;
    coordinates.delays = data.delays;
    coordinates.entries = entries_of_state(data, entries);
    Eigen::VectorXd mean = Eigen::VectorXd::Zero(size);
    for_snapshot_blocks(data, [&](Index, const auto& block) { mean += block.rowwise().sum() / count; });
    double energy = 0;
    double largest = 0;
    for_snapshot_blocks(data, [&](Index, const auto& block) {
        energy += (block.colwise() - mean).squaredNorm();
        largest = std::max(largest, block.cwiseAbs().maxCoeff());
    });
    const double deviation = std::sqrt(energy / (count * static_cast<double>(coordinates.state_size())));
    if (!std::isfinite(deviation))
        throw Error(data.array.name() + format(": its values reach %.1g, and their squares overflow; divide them by a "
                                               "constant",
                                               largest));
    if (!(deviation > 1e-12 * largest))
        throw Error(data.array.name() +
                    format(": all snapshots are equal to 12 digits of the largest value, %.3g; there "
                           "are no dynamics to learn, or it stands for missing ones: give --mask",
                           largest));
    if (scaling == Scaling::deviation) {
        coordinates.mean = mean;
        coordinates.scale = deviation;
    } else {
        energy += count * mean.squaredNorm();
    }
    if (system == CoordinateSystem::mesh) return coordinates;

    Subspace leading = leading_subspace(data, coordinates.mean, energy, truncation);
    coordinates.discarded = leading.discarded;
    coordinates.noise = leading.noise / deviation;
    if (coordinates.noise == 0)
        coordinates.outside =
            leading.discarded * std::sqrt(energy / (count * static_cast<double>(coordinates.valid())));
    if (leading.of_space) {
        coordinates.basis = std::move(leading.vectors);
    } else {
        const Eigen::MatrixXd right = leading.vectors * leading.values.cwiseSqrt().cwiseInverse().asDiagonal();
        coordinates.basis.resize(size, right.cols());
        for_space_blocks(data, [&](Index first, auto block) {
            block.colwise() -= coordinates.mean.segment(first, block.rows());
            coordinates.basis.middleRows(first, block.rows()).noalias() = block * right;
        });
    }
    orthonormalise(coordinates.basis);
    return coordinates;
}

Snapshots open_like(const Coordinates& coordinates, const std::string& path, bool one_case) {
    Snapshots data = open_snapshots(path, one_case);
    if (coordinates.delays > 0) data = with_delays(std::move(data), coordinates.delays);
    return with_fields(std::move(data), coordinates.fields);
}

npy::Shape state_shape(const Coordinates& coordinates) {
    npy::Shape shape = coordinates.space;
    if (coordinates.delays > 0) shape.insert(shape.begin(), coordinates.delays + 1);
    return shape;
}

void require_space(const npy::Shape& space, const Coordinates& coordinates, const std::string& what,
                   const std::string& name) {
    if (space != coordinates.space)
        throw Error(what + " has states of shape " + npy::to_string(space) + " but " + name + " was trained on " +
                    npy::to_string(coordinates.space) + "; they must match");
}

template <class Scalar>
Matrix<Scalar> project(const Coordinates& coordinates, const Snapshots& data) {
    Matrix<Scalar> result(coordinates.rank(), data.count());
    for_snapshot_blocks(with_fields(data, coordinates.fields), [&](Index start, auto block) {
        block.colwise() -= coordinates.mean;
        block /= coordinates.scale;
        auto columns = result.middleCols(start, block.cols());
        if (!coordinates.on_mesh())
            columns = (coordinates.basis.transpose() * block).template cast<Scalar>();
        else
            columns = block.template cast<Scalar>();
    });
    if (!result.allFinite())
        throw Error(data.array.name() +
                    ": its values are too large for single precision; divide them by a constant, or train with "
                    "--precision double");
    return result;
}

template Matrix<float> project(const Coordinates&, const Snapshots&);
template Matrix<double> project(const Coordinates&, const Snapshots&);

Eigen::MatrixXd project_first(const Coordinates& coordinates, const Snapshots& data) {
    Eigen::MatrixXd first(data.size(), data.cases);
    const Snapshots seen = with_fields(data, coordinates.fields);
    for (Index c = 0; c < data.cases; ++c) read_snapshot(seen, c * data.times, first.col(c));
    first = (first.colwise() - coordinates.mean) / coordinates.scale;
    if (coordinates.on_mesh()) return first;
    return coordinates.basis.transpose() * first;
}

Eigen::MatrixXd first_states(const Eigen::MatrixXd& coordinates, Index cases) {
    const Index times = coordinates.cols() / cases;
    Eigen::MatrixXd first(coordinates.rows(), cases);
    for (Index c = 0; c < cases; ++c) first.col(c) = coordinates.col(c * times);
    return first;
}

double rate_of_change(const Eigen::Ref<const Eigen::MatrixXd>& coordinates, Index cases, const TimeGrid& grid) {
    double energy = 0;
    for (const double of_case : squared_velocities(coordinates, cases, grid)) energy += of_case;
    const Eigen::VectorXd mean = coordinates.rowwise().mean();
    const double rate = std::sqrt(energy / (coordinates.colwise() - mean).squaredNorm());
    if (!(rate * grid.last() > kLeastChange))
        throw Error("the snapshots of a case do not change in time; there are no dynamics to learn");
    return rate;
}

double ratio_of_rates(const Eigen::Ref<const Eigen::MatrixXd>& coordinates, Index cases, const TimeGrid& grid) {
    const Eigen::VectorXd velocities = squared_velocities(coordinates, cases, grid).cwiseSqrt();
    Eigen::VectorXd sizes(cases);
    for (Index c = 0; c < cases; ++c) {
        const auto states = coordinates.middleCols(c * grid.size(), grid.size());
        sizes[c] = (states.colwise() - states.rowwise().mean()).norm();
    }
    double fastest = 0;
    double slowest = std::numeric_limits<double>::infinity();
    for (Index c = 0; c < cases; ++c) {
        if (!(sizes[c] > kLively * sizes.maxCoeff())) continue;
        fastest = std::max(fastest, velocities[c] / sizes[c]);
        slowest = std::min(slowest, velocities[c] / sizes[c]);
    }
    return fastest > 0 ? fastest / slowest : 1;
}

dynamics::Derivative suitable_derivative(const Coordinates& coordinates, const Eigen::MatrixXd& values,
                                         const TimeGrid& grid, Index latent) {
    const Index rows = coordinates.on_mesh() ? values.rows() : std::min(latent, values.rows());
    return dynamics::suitable_derivative(values.topRows(rows), grid);
}

}  // namespace rom::snapshots
