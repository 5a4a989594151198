#include "rom/training/subspace.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace rom::training {
namespace {

constexpr Index kPanel = 32;

// The eigenvalues and vectors, falling, of a symmetric matrix given by its lower triangle, as many as it takes to
// leave out at most tolerance^2 of `total`.
Subspace leading_eigenvectors(const Eigen::MatrixXd& gram, double total, double tolerance) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram);
    const Eigen::VectorXd values = solver.eigenvalues().reverse().cwiseMax(0.0);
    double left = total - values.sum();
    Index rank = values.size();
    while (rank > 1 && left + values[rank - 1] <= tolerance * tolerance * total) left += values[--rank];
    return {false, values.head(rank), solver.eigenvectors().rowwise().reverse().leftCols(rank),
            std::sqrt(std::max(left, 0.0) / total)};
}

// Visits A, or with `of_space` its transpose, in blocks of rows; never all of it.
template <class Visit>
void for_blocks(const Snapshots& snapshots, const Eigen::VectorXd& mean, bool of_space, Visit&& visit) {
    if (of_space)
        for_snapshot_blocks(snapshots, [&](Index, auto block) {
            block.colwise() -= mean;
            visit(block.transpose());
        });
    else
        for_space_blocks(snapshots, [&](Index first, auto block) {
            block.colwise() -= mean.segment(first, block.rows());
            visit(block);
        });
}

// Orthonormal columns that span those of `columns`.
Eigen::MatrixXd orthonormal(const Eigen::MatrixXd& columns) {
    const Eigen::HouseholderQR<Eigen::MatrixXd> factor(columns);
    return factor.householderQ() * Eigen::MatrixXd::Identity(columns.rows(), columns.cols());
}

// W = A^T A Q.
template <class Apply>
Eigen::MatrixXd apply_gram(const Apply& for_each_block, const Eigen::MatrixXd& q) {
    Eigen::MatrixXd w = Eigen::MatrixXd::Zero(q.rows(), q.cols());
    for_each_block([&](const auto& block) {
#pragma omp parallel for schedule(dynamic) if (block.size() > 10000)
        for (Index first = 0; first < q.cols(); first += kPanel) {
            const Index count = std::min(kPanel, q.cols() - first);
            const Eigen::MatrixXd image = block * q.middleCols(first, count);
            w.middleCols(first, count).noalias() += block.transpose() * image;
        }
    });
    return w;
}

}  // namespace

void add_gram(const Eigen::Ref<const Eigen::MatrixXd>& block, Eigen::MatrixXd& gram) {
    constexpr Index panel = 64;
#pragma omp parallel for schedule(dynamic) if (gram.cols() > panel)
    for (Index first = 0; first < gram.cols(); first += panel) {
        const Index count = std::min(panel, gram.cols() - first);
        gram.block(first, first, gram.rows() - first, count).noalias() +=
            block.rightCols(gram.rows() - first).transpose() * block.middleCols(first, count);
    }
}

Subspace leading_subspace(const Snapshots& snapshots, const Eigen::VectorXd& mean, double energy, double tolerance,
                          Index direct) {
    constexpr Index first_guess = 64;
    constexpr Index spare = 10;  // columns beyond the rank, without which the last vectors converge slowly
    constexpr int iterations = 3;
    const bool of_space = snapshots.size() <= snapshots.count();
    const Index side = std::min(snapshots.size(), snapshots.count());
    const auto for_each_block = [&](const auto& visit) { for_blocks(snapshots, mean, of_space, visit); };

    if (side > direct) {
        std::mt19937_64 engine(0);
        Eigen::MatrixXd q(side, 0);
        for (Index width = first_guess; width <= side / 2; width *= 2) {
            Eigen::MatrixXd wider(side, width);
            wider.leftCols(q.cols()) = q;
            for (double& entry : wider.rightCols(width - q.cols()).reshaped())
                entry = static_cast<double>(engine()) * 0x1p-63 - 1;
            q = orthonormal(wider);
            for (int k = 1; k < iterations; ++k) q = orthonormal(apply_gram(for_each_block, q));
            Subspace subspace = leading_eigenvectors(q.transpose() * apply_gram(for_each_block, q), energy, tolerance);
            if (subspace.discarded > tolerance || subspace.values.size() + spare > width) continue;
            subspace.of_space = of_space;
            subspace.vectors = q * subspace.vectors;
            return subspace;
        }
    }
    Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(side, side);
    for_each_block([&](const auto& block) { add_gram(block, gram); });
    Subspace subspace = leading_eigenvectors(gram, gram.trace(), tolerance);
    subspace.of_space = of_space;
    return subspace;
}

}  // namespace rom::training
