// What the deviations of the coefficients make of a prediction: statistics over draws from the Gaussian processes.
// Source: the mLaSDI paper, section 2.4.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "rom/gp/coefficients.h"
#include "rom/prediction/decoding.h"

namespace rom::prediction {

struct Sampling {
    Index samples = 20;
    std::uint64_t seed = 0;
    std::vector<double> quantiles = {};  // probabilities; with any, memory holds `samples` snapshots for each thread
};

// One case: the posterior of its coefficients, its initial latent state, and its number, for messages.
struct UncertainCase {
    Eigen::VectorXd mean;
    Eigen::VectorXd deviation;
    Eigen::VectorXd initial;
    Index number = 0;
    Eigen::MatrixXd mixing = {};  // as in gp::Prediction
    Eigen::MatrixXd beside = {};  // what is added to each draw's coordinates, [rank, times]; empty if nothing
};

// At parameters [cases, dimensions], from initial latent states [latent, cases].
std::vector<UncertainCase> uncertain_cases(const gp::Coefficients& coefficients,
                                           const Eigen::Ref<const Eigen::MatrixXd>& parameters,
                                           const Eigen::Ref<const Eigen::MatrixXd>& initial);

// Consecutive times of a case.
template <class Scalar>
struct SampledBlock {
    std::span<const Scalar> mean;       // [times, size]
    std::span<const Scalar> deviation;  // [times, size], of a sample (n - 1)
    std::span<const Scalar> quantiles;  // [times, probabilities, size], linear between order statistics
};

// Draws coefficients, integrates and decodes each draw, and passes the statistics on block by block, in the order of
// time. Mean and deviation are accumulated online (Welford 1962): memory does not depend on the number of samples, nor
// the result on the number of threads. A draw whose latent state becomes a thousand times as large as the prediction's
// is left out; it returns how many. Throws Error if fewer than two are left.
template <class Scalar>
Index for_sampled_blocks(const SnapshotDecoder<Scalar>& decoder, dynamics::Library library, const UncertainCase& one,
                         const TimeGrid& grid, const Sampling& sampling,
                         const std::function<void(const SampledBlock<Scalar>&)>& visit);

}  // namespace rom::prediction
