#include "rom/training/snapshots.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "rom/dynamics/derivative.h"
#include "rom/error.h"

namespace rom::training {
namespace {

constexpr Index kBlockElements = Index{1} << 23;

// The entries first .. first + rows of snapshots start .. start + columns, one snapshot per column.
Eigen::MatrixXd read_block(const Snapshots& snapshots, Index first, Index rows, Index start, Index columns) {
    Eigen::MatrixXd block(rows, columns);
    const Index size = snapshots.size();
    if (rows == size) {
        snapshots.array.read<double>(start * size, {block.data(), static_cast<std::size_t>(block.size())});
        return block;
    }
    for (Index j = 0; j < columns; ++j)
        snapshots.array.read<double>((start + j) * size + first, {block.col(j).data(), static_cast<std::size_t>(rows)});
    return block;
}

// visit(first, block) for blocks of whole snapshots, one per column.
template <class Visit>
void for_snapshot_blocks(const Snapshots& snapshots, Visit&& visit) {
    const Index columns = std::max<Index>(1, kBlockElements / snapshots.size());
    for (Index start = 0; start < snapshots.count(); start += columns) {
        const Index count = std::min(columns, snapshots.count() - start);
        visit(start, read_block(snapshots, 0, snapshots.size(), start, count));
    }
}

// visit(first, block) for blocks of entries of all snapshots.
template <class Visit>
void for_space_blocks(const Snapshots& snapshots, Visit&& visit) {
    const Index rows = std::max<Index>(1, kBlockElements / snapshots.count());
    for (Index first = 0; first < snapshots.size(); first += rows) {
        const Index count = std::min(rows, snapshots.size() - first);
        visit(first, read_block(snapshots, first, count, 0, snapshots.count()));
    }
}

// gram += B^T B, lower triangle, in parallel over fixed panels.
void add_gram(const Eigen::MatrixXd& block, Eigen::MatrixXd& gram) {
    constexpr Index panel = 64;
#pragma omp parallel for schedule(dynamic)
    for (Index first = 0; first < gram.cols(); first += panel) {
        const Index count = std::min(panel, gram.cols() - first);
        gram.block(first, first, gram.rows() - first, count).noalias() +=
            block.rightCols(gram.rows() - first).transpose() * block.middleCols(first, count);
    }
}

// Eigenvectors (by falling eigenvalue) that together leave out at most tolerance^2 of the trace.
struct Leading {
    Eigen::VectorXd values;
    Eigen::MatrixXd vectors;
    double discarded = 0;
};

Leading leading_eigenvectors(const Eigen::MatrixXd& gram, double tolerance) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram);  // reads the lower triangle; rising order
    const Eigen::VectorXd& values = solver.eigenvalues();
    const double total = values.cwiseMax(0.0).sum();
    double tail = 0;
    Index dropped = 0;
    while (dropped + 1 < values.size()) {
        const double next = tail + std::max(values[dropped], 0.0);
        if (next > tolerance * tolerance * total) break;
        tail = next;
        ++dropped;
    }
    const Index rank = values.size() - dropped;
    return {values.tail(rank).reverse(), solver.eigenvectors().rightCols(rank).rowwise().reverse(),
            std::sqrt(tail / total)};
}

// Columns made orthonormal to working precision (Cholesky QR).
void orthonormalise(Eigen::MatrixXd& basis) {
    for (int pass = 0; pass < 2; ++pass) {
        Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(basis.cols(), basis.cols());
        add_gram(basis, gram);
        const Eigen::LLT<Eigen::MatrixXd> factor(gram);
        factor.matrixU().solveInPlace<Eigen::OnTheRight>(basis);
    }
}

}  // namespace

Snapshots open_snapshots(const std::string& path, bool one_case) {
    npy::Array array = npy::Array::open(path);
    const npy::Shape& shape = array.shape();
    const std::size_t leading = one_case ? 1 : 2;
    if (shape.size() <= leading)
        throw Error(array.name() + " has " + std::to_string(shape.size()) + (shape.size() == 1 ? " axis" : " axes") +
                    " but snapshots need at least " + std::to_string(leading + 1) +
                    (one_case ? ", [times, ...space]"
                              : ", [cases, times, ...space]; for one case as [times, ...space] add --one-case"));
    if (npy::element_count(shape) == 0)
        throw Error(array.name() + " has shape " + npy::to_string(shape) + ", which holds nothing");
    Snapshots snapshots{array, one_case ? 1 : static_cast<Index>(shape[0]), static_cast<Index>(shape[leading - 1]), {}};
    snapshots.space.assign(shape.begin() + static_cast<std::ptrdiff_t>(leading), shape.end());
    return snapshots;
}

Coordinates make_coordinates(const Snapshots& snapshots, Basis basis, Scaling scaling, double tolerance) {
    const Index size = snapshots.size();
    const auto count = static_cast<double>(snapshots.count());
    Coordinates coordinates{snapshots.space, Eigen::VectorXd::Zero(size), 1, {}, 0};
    Eigen::VectorXd mean = Eigen::VectorXd::Zero(size);
    for_snapshot_blocks(snapshots, [&](Index, const Eigen::MatrixXd& block) { mean += block.rowwise().sum() / count; });
    double energy = 0;
    double largest = 0;
    for_snapshot_blocks(snapshots, [&](Index, const Eigen::MatrixXd& block) {
        energy += (block.colwise() - mean).squaredNorm();
        largest = std::max(largest, block.cwiseAbs().maxCoeff());
    });
    const double deviation = std::sqrt(energy / (count * static_cast<double>(size)));
    if (!(deviation > 1e-12 * largest))
        throw Error(snapshots.array.name() + ": all snapshots are equal; there are no dynamics to learn");
    if (scaling == Scaling::deviation) {
        coordinates.mean = mean;
        coordinates.scale = deviation;
    }
    if (basis == Basis::mesh) return coordinates;

    if (size <= snapshots.count()) {
        Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(size, size);
        for_snapshot_blocks(snapshots, [&](Index, const Eigen::MatrixXd& block) {
            add_gram((block.colwise() - coordinates.mean).transpose(), gram);
        });
        Leading leading = leading_eigenvectors(gram, tolerance);
        coordinates.basis = std::move(leading.vectors);
        coordinates.discarded = leading.discarded;
    } else {
        const auto centred = [&](Index first, const Eigen::MatrixXd& block) -> Eigen::MatrixXd {
            return block.colwise() - coordinates.mean.segment(first, block.rows());
        };
        Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(snapshots.count(), snapshots.count());
        for_space_blocks(snapshots,
                         [&](Index first, const Eigen::MatrixXd& block) { add_gram(centred(first, block), gram); });
        const Leading leading = leading_eigenvectors(gram, tolerance);
        const Eigen::MatrixXd right = leading.vectors * leading.values.cwiseSqrt().cwiseInverse().asDiagonal();
        coordinates.basis.resize(size, right.cols());
        for_space_blocks(snapshots, [&](Index first, const Eigen::MatrixXd& block) {
            coordinates.basis.middleRows(first, block.rows()).noalias() = centred(first, block) * right;
        });
        coordinates.discarded = leading.discarded;
    }
    orthonormalise(coordinates.basis);
    return coordinates;
}

template <class Scalar>
Matrix<Scalar> project(const Coordinates& coordinates, const Snapshots& snapshots) {
    Matrix<Scalar> result(coordinates.rank(), snapshots.count());
    for_snapshot_blocks(snapshots, [&](Index start, Eigen::MatrixXd block) {
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
