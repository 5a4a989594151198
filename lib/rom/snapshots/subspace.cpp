#include "rom/snapshots/subspace.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "rom/base/decompositions.h"
#include "rom/base/parallel.h"
#include "rom/snapshots/rows.h"

namespace rom::snapshots {
namespace {

constexpr Index kPanel = 32;
constexpr Index kFirstGuess = 64;  // of the width of a subspace
constexpr Index kSpare = 10;       // columns beyond the rank, without which the last vectors converge slowly
constexpr int kIterations = 3;
constexpr Index kLeastOfNoise = 10;  // directions: in fewer any rest looks like noise

// The variance of white noise in an m x n matrix that has `left` as its sum of squares without r singular vectors.
double noise_variance(double left, Index m, Index n, Index r) {
    return left / (static_cast<double>(m - r) * static_cast<double>(n - r));
}

// The square of the optimal hard threshold for singular values of an m x n matrix in such noise.
double squared_threshold(double variance, Index m, Index n) {
    const auto more = static_cast<double>(std::max(m, n));
    const double b = static_cast<double>(std::min(m, n)) / more;
    return (2 * (b + 1) + 8 * b / (b + 1 + std::sqrt(b * b + 14 * b + 1))) * more * variance;
}

// The eigenvalues and vectors, falling, of a symmetric matrix given by its lower triangle: a Gram matrix of `data`, or
// one in a subspace, of which `total` is the trace of the whole. As many as the truncation leaves.
Subspace leading_eigenvectors(const Eigen::MatrixXd& gram, double total, const Snapshots& data,
                              const Truncation& truncation) {
    const SymmetricEigen eigen = symmetric_eigen(gram);
    const Eigen::VectorXd values = eigen.values.reverse().cwiseMax(0.0);
    Eigen::VectorXd left(values.size() + 1);  // by the number of those that are kept
    left[values.size()] = total - values.sum();
    for (Index k = values.size(); k > 0; --k) left[k - 1] = left[k] + values[k - 1];
    Index rank = values.size();
    while (rank > 1 && left[rank - 1] <= truncation.tolerance * truncation.tolerance * total) --rank;
    double noise = 0;
    const Index size = data.fields.without_gaps(data.size());
    const Index last = truncation.above_noise ? std::min(size, data.count()) - kLeastOfNoise : 0;
    for (Index k = 1; k < std::min(rank, last + 1) && noise == 0; ++k) {
        const double variance = noise_variance(left[k], size, data.count(), k);
        if (values[k] > squared_threshold(variance, size, data.count())) continue;
        noise = std::sqrt(variance);
        rank = k;
    }
    return {false, values.head(rank), eigen.vectors.rowwise().reverse().leftCols(rank),
            std::sqrt(std::max(left[rank], 0.0) / total), noise};
}

// A, or with `of_space` its transpose, in parts of its rows, which are seen in blocks; never all of it. The transpose,
// of small states, is one part.
struct LongSide {
    const Snapshots& data;
    const Eigen::VectorXd& mean;
    bool of_space;

    std::vector<Share> parts() const {
        return of_space ? std::vector<Share>{{0, data.count()}} : parts_of(rows_of(data));
    }

    template <class Visit>
    void visit(const Share& part, const Visit& visit) const {
        if (of_space)
            for_snapshot_blocks(data, [&](Index, auto block) {
                block.colwise() -= mean;
                visit(block.transpose());
            });
        else
            for_space_blocks(data, part, [&](Index first, auto block) {
                block.colwise() -= mean.segment(first, block.rows());
                visit(block);
            });
    }
};

// That part of A^T A Q.
Eigen::MatrixXd apply_gram(const LongSide& a, const Share& part, const Eigen::MatrixXd& q) {
    Eigen::MatrixXd w = Eigen::MatrixXd::Zero(q.rows(), q.cols());
    a.visit(part, [&](const auto& block) {
        const auto add_panel = [&](Index p) {
            const Index first = p * kPanel;
            const Index count = std::min(kPanel, q.cols() - first);
            const Eigen::MatrixXd image = block * q.middleCols(first, count);
            w.middleCols(first, count).noalias() += block.transpose() * image;
        };
        parallel_for((q.cols() + kPanel - 1) / kPanel, block.size() > 10000, add_panel);
    });
    return w;
}

Eigen::MatrixXd apply_gram(const LongSide& a, const Eigen::MatrixXd& q) {
    return sum_of_parts(a.parts(), q.rows(), q.cols(), [&](const Share& part) { return apply_gram(a, part, q); });
}

}  // namespace

void add_gram(const Eigen::Ref<const Eigen::MatrixXd>& block, Eigen::MatrixXd& gram) {
    constexpr Index panel = 64;
    const auto add_panel = [&](Index p) {
        const Index first = p * panel;
        const Index count = std::min(panel, gram.cols() - first);
        gram.block(first, first, gram.rows() - first, count).noalias() +=
            block.rightCols(gram.rows() - first).transpose() * block.middleCols(first, count);
    };
    parallel_for((gram.cols() + panel - 1) / panel, gram.cols() > panel, add_panel);
}

Subspace leading_subspace(const Snapshots& data, const Eigen::VectorXd& mean, double energy,
                          const Truncation& truncation, Index direct) {
    const bool of_space = data.size() <= data.count();
    const Index side = std::min(data.size(), data.count());
    const LongSide a{data, mean, of_space};

    if (side > direct) {
        std::mt19937_64 engine(0);
        Eigen::MatrixXd q(side, 0);
        for (Index width = kFirstGuess; width <= side / 2; width *= 2) {
            Eigen::MatrixXd wider(side, width);
            wider.leftCols(q.cols()) = q;
            for (double& entry : wider.rightCols(width - q.cols()).reshaped())
                entry = static_cast<double>(engine()) * 0x1p-63 - 1;
            q = orthonormal(wider);
            for (int k = 1; k < kIterations; ++k) q = orthonormal(apply_gram(a, q));
            Subspace subspace = leading_eigenvectors(q.transpose() * apply_gram(a, q), energy, data, truncation);
            const bool enough = subspace.noise > 0 || subspace.discarded <= truncation.tolerance;
            if (!enough || subspace.values.size() + kSpare > width) continue;
            subspace.of_space = of_space;
            subspace.vectors = q * subspace.vectors;
            return subspace;
        }
    }
    const Eigen::MatrixXd gram = sum_of_parts(a.parts(), side, side, [&](const Share& part) {
        Eigen::MatrixXd of_part = Eigen::MatrixXd::Zero(side, side);
        a.visit(part, [&](const auto& block) { add_gram(block, of_part); });
        return of_part;
    });
    Subspace subspace = leading_eigenvectors(gram, gram.trace(), data, truncation);
    subspace.of_space = of_space;
    return subspace;
}

SubspaceWork work_of(Index size, Index count, Index rank, Index direct) {
    const Index side = std::min(size, count);
    const double entries = static_cast<double>(size) * static_cast<double>(count);
    const auto of_side = static_cast<double>(side);
    SubspaceWork work;
    for (Index width = kFirstGuess; side > direct && width <= side / 2; width *= 2) {
        const auto w = static_cast<double>(width);
        work.passes += kIterations;
        work.flops += kIterations * (4 * entries * w + 4 * of_side * w * w);
        work.entries = 4 * of_side * w;
        if (rank + kSpare <= width) return work;
    }
    ++work.passes;
    work.flops += entries * of_side + 9 * of_side * of_side * of_side;
    work.entries = std::max(work.entries, 3 * of_side * of_side);
    return work;
}

}  // namespace rom::snapshots
