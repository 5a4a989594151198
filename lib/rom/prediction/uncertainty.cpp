#include "rom/prediction/uncertainty.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "rom/base/error.h"
#include "rom/base/parallel.h"
#include "rom/dynamics/trajectories.h"

namespace rom::prediction {
namespace {

constexpr double kLargestGrowth = 1e3;
constexpr Index kSamplesTogether = 64;
constexpr Index kBlockElements = Index{1} << 22;
constexpr Index kPartElements = Index{1} << 15;  // a part of a block: stays in the second-level cache

template <class Scalar>
void add_sample(const Matrix<Scalar>& snapshots, Index count, Scalar* mean, Scalar* squares) {
    const Scalar share = 1 / static_cast<Scalar>(count);
    const Scalar* x = snapshots.data();
    for (Index i = 0; i < snapshots.size(); ++i) {
        const Scalar difference = x[i] - mean[i];
        mean[i] += share * difference;
        squares[i] += difference * (x[i] - mean[i]);
    }
}

// values: [elements, samples]; result: [probabilities] quantiles of each element, `step` apart.
template <class Scalar>
void order_statistics(const Matrix<Scalar>& values, const std::vector<double>& probabilities, Scalar* result,
                      Index step) {
    std::vector<Scalar> sorted(static_cast<std::size_t>(values.cols()));
    for (Index i = 0; i < values.rows(); ++i) {
        for (Index k = 0; k < values.cols(); ++k) sorted[static_cast<std::size_t>(k)] = values(i, k);
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t q = 0; q < probabilities.size(); ++q) {
            const double position = probabilities[q] * static_cast<double>(sorted.size() - 1);
            const auto below = static_cast<std::size_t>(position);
            const std::size_t above = std::min(below + 1, sorted.size() - 1);
            const auto share = static_cast<Scalar>(position - static_cast<double>(below));
            result[static_cast<Index>(q) * step + i] = sorted[below] + share * (sorted[above] - sorted[below]);
        }
    }
}

}  // namespace

std::vector<UncertainCase> uncertain_cases(const gp::Coefficients& coefficients,
                                           const Eigen::Ref<const Eigen::MatrixXd>& parameters,
                                           const Eigen::Ref<const Eigen::MatrixXd>& initial) {
    const gp::Prediction posterior = gp::predict(coefficients, parameters);
    std::vector<UncertainCase> cases;
    for (Index c = 0; c < parameters.rows(); ++c)
        cases.push_back({posterior.mean.row(c),
                         posterior.deviation.row(c),
                         initial.col(c),
                         c,
                         posterior.mixing.empty() ? Eigen::MatrixXd() : posterior.mixing[static_cast<std::size_t>(c)],
                         {}});
    return cases;
}

template <class Scalar>
Index for_sampled_blocks(const SnapshotDecoder<Scalar>& decoder, dynamics::Library library, const UncertainCase& one,
                         const TimeGrid& grid, const Sampling& sampling,
                         const std::function<void(const SampledBlock<Scalar>&)>& visit) {
    const Index size = decoder.size();
    const auto probabilities = static_cast<Index>(sampling.quantiles.size());
    const double bound =
        kLargestGrowth * dynamics::latent_trajectory(library, one.mean, one.initial, grid).states.cwiseAbs().maxCoeff();

    // Quantiles need all samples of a point at once.
    const Index together = probabilities > 0 ? sampling.samples : kSamplesTogether;
    const Index block = std::max<Index>(1, kBlockElements / (size * (1 + probabilities)));
    const Index part = std::max<Index>(probabilities > 0 ? 1 : 8, kPartElements / size);
    Index kept = 0;
    for (Index start = 0; start < grid.size(); start += block) {
        const Index count = std::min(block, grid.size() - start);
        const Index parts = (count + part - 1) / part;
        Matrix<Scalar> mean = Matrix<Scalar>::Zero(size, count);
        Matrix<Scalar> deviation = Matrix<Scalar>::Zero(size, count);  // until the end its sum of squares
        Matrix<Scalar> quantiles(size, count * probabilities);
        kept = 0;
        for (Index first = 0; first < sampling.samples; first += together) {
            std::vector<Matrix<Scalar>> latent(static_cast<std::size_t>(std::min(together, sampling.samples - first)));
            parallel_for(static_cast<Index>(latent.size()), true, [&](Index k) {
                const Eigen::VectorXd xi =
                    gp::draw(one.mean, one.deviation, sampling.seed, static_cast<std::uint64_t>(first + k), one.mixing);
                const dynamics::Trajectory drawn = dynamics::latent_trajectory(library, xi, one.initial, grid);
                if (drawn.reached == grid.size() && drawn.states.cwiseAbs().maxCoeff() <= bound)
                    latent[static_cast<std::size_t>(k)] = drawn.states.middleCols(start, count).template cast<Scalar>();
            });
            std::erase_if(latent, [](const Matrix<Scalar>& states) { return states.size() == 0; });
            const auto number = static_cast<Index>(latent.size());
            parallel_for(parts, true, [&](Index p) {
                const Index from = p * part;
                const Index columns = std::min(part, count - from);
                Matrix<Scalar> all(probabilities > 0 ? size * columns : 0, number);
                const Matrix<Scalar> beside = columns_of<Scalar>(one.beside, start + from, columns);
                for (Index k = 0; k < number; ++k) {
                    const Matrix<Scalar> snapshots =
                        decoder(latent[static_cast<std::size_t>(k)].middleCols(from, columns), beside);
                    add_sample(snapshots, kept + k + 1, mean.col(from).data(), deviation.col(from).data());
                    if (probabilities > 0) all.col(k) = snapshots.reshaped();
                }
                for (Index j = 0; j < columns && probabilities > 0 && number > 0; ++j)
                    order_statistics<Scalar>(all.middleRows(j * size, size), sampling.quantiles,
                                             quantiles.col((from + j) * probabilities).data(), size);
            });
            kept += number;
        }
        if (kept < 2)
            throw Error("of the " + std::to_string(sampling.samples) + " draws for case " + std::to_string(one.number) +
                        " all but " + std::to_string(kept) +
                        " grow without bound; train more cases near it, or look at rom-gpfit --report");
        deviation = (deviation / static_cast<Scalar>(kept - 1)).cwiseSqrt().eval();
        visit({entries_of(mean), entries_of(deviation), entries_of(quantiles)});
    }
    return sampling.samples - kept;
}

template Index for_sampled_blocks(const SnapshotDecoder<float>&, dynamics::Library, const UncertainCase&,
                                  const TimeGrid&, const Sampling&,
                                  const std::function<void(const SampledBlock<float>&)>&);
template Index for_sampled_blocks(const SnapshotDecoder<double>&, dynamics::Library, const UncertainCase&,
                                  const TimeGrid&, const Sampling&,
                                  const std::function<void(const SampledBlock<double>&)>&);

}  // namespace rom::prediction
