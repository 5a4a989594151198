// Models that are asked together: their snapshots are combined point by point.
#pragma once

#include <span>
#include <vector>

#include "rom/gp/coefficients.h"
#include "rom/prediction/decoding.h"
#include "rom/prediction/discrepancy.h"

namespace rom::prediction {

// What the members say becomes the median, which one that went astray does not move, or the mean by weights.
enum class Combination { median, mean };

// One model and what it says of some cases, before it is decoded; refers to the model.
struct Member {
    const snapshots::Coordinates& coordinates;
    std::span<const mlasdi::DecoderStage> decoders = {};  // none of a baseline
    Eigen::MatrixXd latent = {};                          // [latent, cases * times], no rows without decoders
    Eigen::MatrixXd beside = {};    // what is added, in the snapshots' units [rank, cases * times], or empty
    InitialResidual residual = {};  // of which what is kept is added as well
    double weight = 1;              // of the mean; positive
    std::vector<Index> known = {};  // of each case, how many times from the first it knows of; empty if all
    const gp::Coefficients* coefficients = nullptr;  // where draws come from; none of a baseline
    dynamics::Library library = dynamics::Library::linear;
    Eigen::MatrixXd initial = {};         // latent states [latent, cases]
    Discrepancy discrepancy = {};         // of its cases, if draws are to have it
    Eigen::VectorXd share_of_draws = {};  // of the coefficients' deviations, of each case; empty: all

    std::vector<Index> settled = {};  // of each case, at how many times from the first no draw matters; empty: none

    // How many of `times` times it knows of in a case.
    Index known_of(Index which, Index times) const {
        return known.empty() ? times : known[static_cast<std::size_t>(which)];
    }
};

// All that is added to the coordinates of consecutive states, `times` of each case: [rank, count], or empty.
Eigen::MatrixXd added_to(const Member& member, Index times, Index first, Index count);

// The weights [members, count] of consecutive states, `times` of each case: zero where a member does not know of them.
Eigen::MatrixXd weights_of(std::span<const Member> members, Index times, Index first, Index count);

// Point by point, of [size, columns] each; weights: of each member and column, zero where a member is left out. Throws
// Error for a column that no member knows of.
template <class Scalar>
Matrix<Scalar> combine(Combination combination, std::span<const Matrix<Scalar>> members,
                       const Eigen::MatrixXd& weights);

// The standard deviation over them (n - 1), with the same weights; all are present, and two at least.
template <class Scalar>
Matrix<Scalar> deviation_over(std::span<const Matrix<Scalar>> members, const Eigen::MatrixXd& weights);

// Members decoded and combined; refers to the members.
template <class Scalar>
class EnsembleDecoder {
public:
    // times: of each case.
    EnsembleDecoder(std::span<const Member> members, Combination combination, Index times);

    // Snapshots [size, count] of consecutive states: this rank's rows.
    Matrix<Scalar> operator()(Index first, Index count) const;

    Index size() const { return decoders_.front().size(); }

private:
    std::span<const Member> members_;
    Combination combination_;
    std::vector<SnapshotDecoder<Scalar>> decoders_;
    Index times_;
};

}  // namespace rom::prediction

template <>
struct rom::Choices<rom::prediction::Combination> {
    static constexpr const char* what = "combination";
    static constexpr std::array names = {"median", "mean"};
};
