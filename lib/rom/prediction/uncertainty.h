// What the deviations of the coefficients make of a prediction: statistics over draws from the Gaussian processes.
// Source: the mLaSDI paper, section 2.4.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "rom/prediction/ensemble.h"

namespace rom::prediction {

struct Sampling {
    Index samples = 20;  // of each member; if their weights differ, in the mean over the members, and two at least
    std::uint64_t seed = 0;
    std::vector<double> quantiles = {};  // probabilities; with any, memory holds all draws' snapshots for each thread
};

// One case as one model sees it: the posterior of its coefficients, its initial latent state, and its number, for
// messages. A baseline has no coefficients; each of its draws is what it says.
struct UncertainCase {
    Eigen::VectorXd mean;
    Eigen::VectorXd deviation;
    Eigen::VectorXd initial;
    Index number = 0;
    Eigen::MatrixXd mixing = {};  // as in gp::Prediction
    Eigen::MatrixXd beside = {};  // what is added to each draw's coordinates, [rank, times]; empty if nothing
    dynamics::Library library = dynamics::Library::linear;
    std::optional<Index> known = {};  // times from the first that it knows of, if not all
    Index settled = 0;                // times from the first at which coefficients do not matter
    double share = 1;                 // of the draws: its weight over the mean weight
    CaseDiscrepancy discrepancy = {};
    Eigen::VectorXd unknown = {};  // the share of it that the initial state does not tell [times]; empty: all
};

// Consecutive times of a case.
template <class Scalar>
struct SampledBlock {
    std::span<const Scalar> mean;       // [times, size]
    std::span<const Scalar> deviation;  // [times, size], of a sample (n - 1)
    std::span<const Scalar> quantiles;  // [times, probabilities, size], linear between order statistics
};

// A model, or one of those asked together, and the case.
template <class Scalar>
struct SampledMember {
    const SnapshotDecoder<Scalar>& decoder;
    UncertainCase one;
};

// The members of an ensemble, or the one model,  at parameters [cases, dimensions] and this many times. Refers to the
// members.
template <class Scalar>
class SampledMembers {
public:
    SampledMembers(std::span<const Member> members, const Eigen::Ref<const Eigen::MatrixXd>& parameters, Index times);

    // Refers to this object too.
    std::vector<SampledMember<Scalar>> of_case(Index which) const;

    Index size() const { return decoders_.front().size(); }

private:
    std::span<const Member> members_;
    Index times_;
    std::vector<SnapshotDecoder<Scalar>> decoders_;
    std::vector<gp::Prediction> posteriors_;  // of each member
    std::vector<double> shares_;
};

// Draws coefficients and discrepancy of each member, integrates and decodes each draw, and passes the statistics over
// all of them on block by block, in the order of time. Mean and deviation are accumulated online (Welford 1962): memory
// does not depend on the number of samples, nor the result on the number of threads. A draw whose latent state becomes
// a thousand times as large as the prediction's is left out; it returns how many. Throws Error if fewer than two are
// left.
template <class Scalar>
Index for_sampled_blocks(const std::vector<SampledMember<Scalar>>& members, const TimeGrid& grid,
                         const Sampling& sampling, const std::function<void(const SampledBlock<Scalar>&)>& visit);

}  // namespace rom::prediction
