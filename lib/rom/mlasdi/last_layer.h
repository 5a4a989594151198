// A decoder's last, linear layer, solved for instead of trained: variable projection (Golub and Pereyra 1973). The
// loss is then a function of the other layers alone, and every evaluation has the best last layer for them.
#pragma once

#include <span>
#include <vector>

#include "rom/base/decompositions.h"
#include "rom/base/shares.h"

namespace rom::mlasdi {

// W = argmin ||T - W F||^2 + lambda ||W||^2, with features F [features + 1, count] whose last row is ones, targets T
// [outputs, count], and lambda = ridge * count. W is [outputs, features + 1], the layer's weight and bias side by side.
template <class Scalar>
class LastLayer {
public:
    LastLayer(Index features, Index outputs, std::vector<Share> shares, double ridge);

    // F of share k, [features + 1, count], for the caller to fill; its last row stays ones.
    Matrix<Scalar>& features(std::size_t k) { return pieces_[k].features; }

    // Takes in share k: its part of F F^T and F T^T. Different threads may take in different shares.
    void accumulate(std::size_t k, const Eigen::Ref<const Matrix<Scalar>, 0, Eigen::OuterStride<>>& targets);

    // Collective: solves with all shares, and gives lambda ||W||^2.
    double solve();

    const Matrix<Scalar>& weight() const { return weight_; }

private:
    struct Part {
        Matrix<Scalar> features;
        Matrix<Scalar> gram;  // lower triangle
        Matrix<Scalar> right;
    };  // of shares of other ranks without columns

    std::vector<Share> shares_;
    double ridge_;
    std::vector<Part> pieces_;
    std::vector<Vector<double>> sums_;  // of each share of this rank, gram and right
    Vector<double> sum_;
    Eigen::MatrixXd gram_;
    Eigen::MatrixXd right_;
    Cholesky factor_;
    Matrix<Scalar> weight_;
};

struct RidgeChoice {
    double ridge = 0;
    Eigen::MatrixXd weight;  // W for it
    double held_out = 0;     // the least error of what is left out, relative to its targets; 0 with one case
};

// The ridge by cross-validation over cases and over times, whichever err more: each of at most ten groups of cases is
// predicted by the W of the others, and every other time by the W of the times between, so that times far apart keep
// the decoder from bending between them. Of the candidates, given falling, it is the last whose error is within a tenth
// of the least (leaving out a case takes away more than lies between cases, which makes the least itself too careful).
// With one case it is the first.
// features: [features, count] without the row of ones; targets: [outputs, count].
RidgeChoice choose_ridge(const Eigen::MatrixXd& features, const Eigen::MatrixXd& targets, Index cases,
                         std::span<const double> candidates);

}  // namespace rom::mlasdi
