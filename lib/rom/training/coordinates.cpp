#include "rom/training/coordinates.h"

#include <algorithm>
#include <cmath>

#include "rom/dynamics/derivative.h"
#include "rom/error.h"
#include "rom/training/subspace.h"

namespace rom::training {
namespace {

// Columns made orthonormal to working precision (Cholesky QR, twice).
void orthonormalise(Eigen::MatrixXd& basis) {
    for (int pass = 0; pass < 2; ++pass) {
        Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(basis.cols(), basis.cols());
        add_gram(basis, gram);
        const Eigen::LLT<Eigen::MatrixXd> factor(gram);
        factor.matrixU().solveInPlace<Eigen::OnTheRight>(basis);
    }
}

}  // namespace

Coordinates make_coordinates(const Snapshots& snapshots, Basis basis, Scaling scaling, double tolerance) {
    const Index size = snapshots.size();
    const auto count = static_cast<double>(snapshots.count());
    Coordinates coordinates{snapshots.space, Eigen::VectorXd::Zero(size), 1, {}, 0};
    Eigen::VectorXd mean = Eigen::VectorXd::Zero(size);
    for_snapshot_blocks(snapshots, [&](Index, const auto& block) { mean += block.rowwise().sum() / count; });
    double energy = 0;
    double largest = 0;
    for_snapshot_blocks(snapshots, [&](Index, const auto& block) {
        energy += (block.colwise() - mean).squaredNorm();
        largest = std::max(largest, block.cwiseAbs().maxCoeff());
    });
    const double deviation = std::sqrt(energy / (count * static_cast<double>(size)));
    if (!(deviation > 1e-12 * largest))
        throw Error(snapshots.array.name() + ": all snapshots are equal; there are no dynamics to learn");
    if (scaling == Scaling::deviation) {
        coordinates.mean = mean;
        coordinates.scale = deviation;
    } else {
        energy += count * mean.squaredNorm();
    }
    if (basis == Basis::mesh) return coordinates;

    Subspace leading = leading_subspace(snapshots, coordinates.mean, energy, tolerance);
    coordinates.discarded = leading.discarded;
    if (leading.of_space) {
        coordinates.basis = std::move(leading.vectors);
    } else {
        const Eigen::MatrixXd right = leading.vectors * leading.values.cwiseSqrt().cwiseInverse().asDiagonal();
        coordinates.basis.resize(size, right.cols());
        for_space_blocks(snapshots, [&](Index first, auto block) {
            block.colwise() -= coordinates.mean.segment(first, block.rows());
            coordinates.basis.middleRows(first, block.rows()).noalias() = block * right;
        });
    }
    orthonormalise(coordinates.basis);
    return coordinates;
}

template <class Scalar>
Matrix<Scalar> project(const Coordinates& coordinates, const Snapshots& snapshots) {
    Matrix<Scalar> result(coordinates.rank(), snapshots.count());
    for_snapshot_blocks(snapshots, [&](Index start, auto block) {
        block.colwise() -= coordinates.mean;
        block /= coordinates.scale;
        auto columns = result.middleCols(start, block.cols());
        if (coordinates.basis.cols() > 0)
            columns = (coordinates.basis.transpose() * block).template cast<Scalar>();
        else
            columns = block.template cast<Scalar>();
    });
    return result;
}

template Matrix<float> project(const Coordinates&, const Snapshots&);
template Matrix<double> project(const Coordinates&, const Snapshots&);

double rate_of_change(const Eigen::Ref<const Eigen::MatrixXd>& coordinates, Index cases, double dt) {
    const Index times = coordinates.cols() / cases;
    const auto derivative = dynamics::make_derivative("sbp12", times, dt);
    double energy = 0;
    Eigen::MatrixXd velocity(coordinates.rows(), times);
    for (Index c = 0; c < cases; ++c) {
        derivative.apply(coordinates.middleCols(c * times, times), velocity);
        energy += velocity.squaredNorm();
    }
    const Eigen::VectorXd mean = coordinates.rowwise().mean();
    return std::sqrt(energy / (coordinates.colwise() - mean).squaredNorm());
}

}  // namespace rom::training
