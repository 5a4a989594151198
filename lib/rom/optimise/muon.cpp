#include "rom/optimise/muon.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "rom/base/parallel.h"
#include "rom/base/ranks.h"

namespace rom::optimise {
namespace {

constexpr double kMomentum = 0.9;
constexpr double kSpectralNorm = 2.5;   // of a step at rate 1
constexpr Index kColumns = 64;          // of a share of a product
constexpr double kSerialWork = 100000;  // products of fewer multiplications are not worth threads

// a x + b x^3 + c x^5, each the nearest to 1 in the maximum norm on what the one before makes of [0.01, 1].
struct Quintic {
    double a;
    double b;
    double c;
};
constexpr std::array<Quintic, 3> kQuintics = {
    {{8.093373, -23.620454, 17.446171}, {3.636586, -2.721927, 0.536546}, {2.661300, -1.977154, 0.452616}}};

// columns(first, count) for shares of all columns of a product with `work` multiplications.
template <class Columns>
void by_columns(Index all, double work, const Columns& columns) {
    parallel_for((all + kColumns - 1) / kColumns, work > kSerialWork, [&](Index share) {
        const Index first = share * kColumns;
        columns(first, std::min(kColumns, all - first));
    });
}

double multiplications(Index rows, Index inner, Index columns) {
    return static_cast<double>(rows) * static_cast<double>(inner) * static_cast<double>(columns);
}

// `result` = a b, for a b symmetric: what lies below the diagonal, mirrored.
template <class Scalar, class Right>
void symmetric_product(const Matrix<Scalar>& a, const Right& b, Matrix<Scalar>& result) {
    const Index n = a.rows();
    result.resize(n, n);
    by_columns(n, multiplications(n, a.cols(), n), [&](Index first, Index count) {
        result.block(first, first, n - first, count).noalias() = a.bottomRows(n - first) * b.middleCols(first, count);
    });
    for (Index j = 0; j < n; ++j) result.row(j).tail(n - j - 1) = result.col(j).tail(n - j - 1).transpose();
}

}  // namespace

template <class Scalar>
Matrix<Scalar> orthogonal_factor(Matrix<Scalar> x) {
    const bool tall = x.rows() > x.cols();
    if (tall) x.transposeInPlace();
    x /= std::max(x.norm(), std::numeric_limits<Scalar>::min());
    Matrix<Scalar> square;
    Matrix<Scalar> factor;
    Matrix<Scalar> product(x.rows(), x.cols());
    for (const Quintic& p : kQuintics) {
        symmetric_product(x, x.transpose(), square);
        symmetric_product(square, square, factor);
        factor = static_cast<Scalar>(p.b) * square + static_cast<Scalar>(p.c) * factor;
        factor.diagonal().array() += static_cast<Scalar>(p.a);
        by_columns(x.cols(), multiplications(x.rows(), x.rows(), x.cols()), [&](Index first, Index count) {
            product.middleCols(first, count).noalias() = factor * x.middleCols(first, count);
        });
        x.swap(product);
    }
    if (tall) x.transposeInPlace();
    return x;
}

template <class Scalar>
void muon_step(Vector<Scalar>& weights, const Vector<Scalar>& gradient, MuonState<Scalar>& state, double rate,
               std::span<const RateGroup> groups) {
    std::vector<RateGroup> vectors;
    for (const RateGroup& group : groups)
        if (group.rows == 0) vectors.push_back(group);
    adam_step(weights, gradient, state.adam, rate, std::span<const RateGroup>(vectors));
    // Ranks take turns: the largest matrices, of the first and the last layer, come first and last.
    int turn = 0;
    const auto owner_of_next = [&] { return turn++ % rank_count(); };
    for (const RateGroup& group : groups) {
        if (group.rows == 0) continue;
        const Index count = group.end - group.begin;
        const Index columns = count / group.rows;
        auto momentum = state.adam.first_moment.segment(group.begin, count);
        momentum += static_cast<Scalar>(1 - kMomentum) * (gradient.segment(group.begin, count) - momentum);
        if (owner_of_next() != rank()) continue;
        const Matrix<Scalar> direction = orthogonal_factor<Scalar>(momentum.reshaped(group.rows, columns));
        const double size = group.factor * rate * kSpectralNorm;
        weights.segment(group.begin, count) -= static_cast<Scalar>(size) * direction.reshaped();
    }
    if (rank_count() == 1) return;
    turn = 0;
    for (const RateGroup& group : groups) {
        if (group.rows == 0) continue;
        const auto count = static_cast<std::size_t>(group.end - group.begin);
        take_from_rank<Scalar>(owner_of_next(), {weights.data() + group.begin, count});
    }
}

#define ROM_INSTANTIATE(Scalar)                                                                 \
    template Matrix<Scalar> orthogonal_factor(Matrix<Scalar>);                                  \
    template void muon_step(Vector<Scalar>&, const Vector<Scalar>&, MuonState<Scalar>&, double, \
                            std::span<const RateGroup>);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::optimise
