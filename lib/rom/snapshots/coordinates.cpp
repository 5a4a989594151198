#include "rom/snapshots/coordinates.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "rom/base/decompositions.h"
#include "rom/base/error.h"
#include "rom/base/memory.h"
#include "rom/base/parallel.h"
#include "rom/base/text.h"
#include "rom/dynamics/derivative_choice.h"
#include "rom/snapshots/subspace.h"

namespace rom::snapshots {
namespace {

// Over all times, in deviations of the snapshots: less is rounding in single precision.
constexpr double kLeastChange = 1e-5;
constexpr double kLively = 1e-3;

constexpr Index kTogether = 4096;  // snapshots whose coordinates are summed over the parts of the rows

// The mean of the snapshots, of which each rank adds up its rows, one snapshot after the other.
Eigen::VectorXd mean_of(const Snapshots& data) {
    constexpr Index tile = 4096;
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(data.size());
    for (const Share& part : own_of(parts_of(rows_of(data))))
        for_snapshot_blocks(data, part, [&](Index, const auto& block) {
            parallel_for((part.count + tile - 1) / tile, block.size() > 100000, [&](Index k) {
                const Index first = k * tile;
                const Index count = std::min(tile, part.count - first);
                auto of_tile = sum.segment(part.first + first, count);
                for (Index j = 0; j < block.cols(); ++j) of_tile += block.col(j).segment(first, count);
            });
        });
    sum /= static_cast<double>(data.count());
    if (are_divided(rows_of(data)))
        complete_from_ranks<double>({sum.data(), static_cast<std::size_t>(sum.size())}, ends_of_rows(rows_of(data)));
    return sum;
}

// The sum of squares about the mean, and the largest value.
struct Spread {
    double energy = 0;
    double largest = 0;
};
Spread spread_of(const Snapshots& data, const Eigen::VectorXd& mean) {
    Spread spread;
    spread.energy = sum_of_parts(parts_of(rows_of(data)), 1, 1, [&](const Share& part) {
        double energy = 0;
        for_snapshot_blocks(data, part, [&](Index, const auto& block) {
            Eigen::VectorXd squares(block.cols());
            Eigen::VectorXd values(block.cols());
            parallel_for(block.cols(), block.size() > 100000, [&](Index j) {
                squares[j] = (block.col(j) - mean.segment(part.first, part.count)).squaredNorm();
                values[j] = block.col(j).cwiseAbs().maxCoeff();
            });
            for (const double square : squares) energy += square;
            spread.largest = std::max(spread.largest, values.maxCoeff());
        });
        return Eigen::MatrixXd::Constant(1, 1, energy);
    })(0, 0);
    spread.largest = largest_of_ranks(spread.largest);
    return spread;
}

// The parts of the rows, counted from the first row of this rank.
Eigen::MatrixXd gram_of_rows(const Eigen::MatrixXd& basis, const RowCount& state) {
    const Index first = own_rows(state).first;
    return sum_of_parts(parts_of(state), basis.cols(), basis.cols(), [&](const Share& part) {
        Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(basis.cols(), basis.cols());
        add_gram(basis.middleRows(part.first - first, part.count), gram);
        return gram;
    });
}

// Columns made orthonormal to working precision (Cholesky QR, twice).
void orthonormalise(Eigen::MatrixXd& basis, const RowCount& state) {
    for (int pass = 0; pass < 2; ++pass) Cholesky(gram_of_rows(basis, state)).divide_by_upper(basis);
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

// The coordinates of these snapshots, in a basis.
Eigen::MatrixXd project_some(const Coordinates& coordinates, const Snapshots& data, const Share& which) {
    const Index first = coordinates.rows().first;
    return sum_of_parts(parts_of(rows_of(coordinates)), coordinates.rank(), which.count, [&](const Share& part) {
        const auto modes = coordinates.basis.middleRows(part.first - first, part.count);
        Eigen::MatrixXd sum(coordinates.rank(), which.count);
        for_snapshot_blocks(data, part, which, [&](Index start, auto block) {
            block.colwise() -= coordinates.mean.segment(part.first, part.count);
            block /= coordinates.scale;
            sum.middleCols(start - which.first, block.cols()).noalias() = modes.transpose() * block;
        });
        return sum;
    });
}

}  // namespace

Index entries_of_state(const Snapshots& data, Index entries) {
    if (data.stands_for > 0) return data.stands_for;
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
    const Eigen::VectorXd mean = mean_of(data);
    auto [energy, largest] = spread_of(data, mean);
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
    const Share rows = own_rows(rows_of(data));
    require_memory(8 * static_cast<double>(rows.count) * static_cast<double>(leading.values.size()),
                   format("the POD basis, of %ld modes,", static_cast<long>(leading.values.size())),
                   "raise --basis-tolerance, or share it among ranks, rom-hpc(7)");
    if (leading.of_space) {
        coordinates.basis = leading.vectors.middleRows(rows.first, rows.count);
    } else {
        const Eigen::MatrixXd right = leading.vectors * leading.values.cwiseSqrt().cwiseInverse().asDiagonal();
        coordinates.basis.resize(rows.count, right.cols());
        for (const Share& part : own_of(parts_of(rows_of(data))))
            for_space_blocks(data, part, [&](Index first, auto block) {
                block.colwise() -= coordinates.mean.segment(first, block.rows());
                coordinates.basis.middleRows(first - rows.first, block.rows()).noalias() = block * right;
            });
    }
    orthonormalise(coordinates.basis, rows_of(data));
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

Eigen::MatrixXd inside_basis(const Coordinates& coordinates, const Eigen::Ref<const Eigen::MatrixXd>& x) {
    if (coordinates.on_mesh()) return x;
    const Index first = coordinates.rows().first;
    return sum_of_parts(parts_of(rows_of(coordinates)), coordinates.rank(), x.cols(), [&](const Share& part) {
        return Eigen::MatrixXd(coordinates.basis.middleRows(part.first - first, part.count).transpose() *
                               x.middleRows(part.first - first, part.count));
    });
}

void for_each_mode(const Coordinates& coordinates, const std::function<void(std::span<const double> mode)>& visit) {
    if (coordinates.on_mesh() || !are_divided(rows_of(coordinates))) {
        for (const auto& mode : coordinates.basis.colwise())
            visit({mode.data(), static_cast<std::size_t>(mode.size())});
        return;
    }
    meet_first_rank();
    const std::vector<Index> ends = ends_of_rows(rows_of(coordinates));
    std::vector<double> whole(is_first_rank() ? static_cast<std::size_t>(coordinates.size()) : 0);
    FirstFailure failure;
    for (Index k = 0; k < coordinates.rank(); ++k) {
        const auto mode = coordinates.basis.col(k);
        collect_on_first({mode.data(), static_cast<std::size_t>(mode.size())}, ends, whole);
        if (is_first_rank() && !failure.by(k)) failure.guard(k, [&] { visit(whole); });
    }
    failure.rethrow();
}

template <class Scalar>
Matrix<Scalar> project(const Coordinates& coordinates, const Snapshots& data) {
    Matrix<Scalar> result(coordinates.rank(), data.count());
    const Snapshots seen = with_fields(data, coordinates.fields);
    if (coordinates.on_mesh()) {
        for_snapshot_blocks(seen, [&](Index start, auto block) {
            block.colwise() -= coordinates.mean;
            block /= coordinates.scale;
            result.middleCols(start, block.cols()) = block.template cast<Scalar>();
        });
    } else {
        for (Index start = 0; start < data.count(); start += kTogether) {
            const Share which{start, std::min(kTogether, data.count() - start)};
            result.middleCols(start, which.count) = project_some(coordinates, seen, which).template cast<Scalar>();
        }
    }
    if (!result.allFinite())
        throw Error(data.array.name() +
                    ": its values are too large for single precision; divide them by a constant, or train with "
                    "--precision double");
    return result;
}

template Matrix<float> project(const Coordinates&, const Snapshots&);
template Matrix<double> project(const Coordinates&, const Snapshots&);

Eigen::MatrixXd project_first(const Coordinates& coordinates, const Snapshots& data) {
    const Share rows = coordinates.rows();
    Eigen::MatrixXd first(rows.count, data.cases);
    const Snapshots seen = with_fields(data, coordinates.fields);
    for (Index c = 0; c < data.cases; ++c)
        read_entries(seen, c * data.times, rows.first, {first.col(c).data(), static_cast<std::size_t>(rows.count)});
    first = (first.colwise() - coordinates.mean.segment(rows.first, rows.count)) / coordinates.scale;
    return inside_basis(coordinates, first);
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
