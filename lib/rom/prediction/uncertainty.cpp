#include "rom/prediction/uncertainty.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "rom/base/error.h"
#include "rom/base/parallel.h"
#include "rom/dynamics/trajectories.h"

namespace rom::prediction {

// A draw of a member's coefficients, by its number among that member's.
struct Draw {
    std::size_t member = 0;
    std::uint64_t number = 0;
};

// Its states at consecutive times, as far as the member knows of them.
template <class Scalar>
struct DrawnStates {
    std::size_t member = 0;
    Index known = 0;
    Matrix<Scalar> latent;
    Eigen::MatrixXd beside;  // what is added to its coordinates, [rank, known], or empty
};

// What is known of a block of times so far.
template <class Scalar>
struct BlockSums {
    Matrix<Scalar> mean;       // [size, times]
    Matrix<Scalar> squares;    // of the differences from it, in units of the decoder
    Matrix<Scalar> quantiles;  // [size, times * probabilities]
    std::vector<Index> kept;   // draws at each time
};

namespace {

constexpr Index kSamplesTogether = 64;
constexpr Index kBlockElements = Index{1} << 22;
constexpr Index kPartElements = Index{1} << 15;  // a part of a block: stays in the second-level cache

template <class Scalar>
std::vector<Draw> draws_of(const std::vector<SampledMember<Scalar>>& members, Index samples) {
    std::vector<Draw> draws;
    for (std::size_t m = 0; m < members.size(); ++m) {
        // However small its weight, a member may be the only one that knows of a time.
        const auto number = std::max<std::uint64_t>(
            2, static_cast<std::uint64_t>(std::lround(members[m].one.share * static_cast<double>(samples))));
        for (std::uint64_t k = 0; k < number; ++k) draws.push_back({m, k});
    }
    return draws;
}

// The latent states about which draws of each member are made; none of a baseline.
template <class Scalar>
std::vector<Eigen::MatrixXd> middles_of(const std::vector<SampledMember<Scalar>>& members, const TimeGrid& grid) {
    std::vector<Eigen::MatrixXd> middles(members.size());
    for (std::size_t m = 0; m < members.size(); ++m)
        if (const UncertainCase& one = members[m].one; one.mean.size() > 0)
            middles[m] = dynamics::latent_trajectory(one.library, one.mean, one.initial, grid).states;
    return middles;
}

template <class Scalar>
void add_sample(const ConstColumns<Scalar>& snapshot, Index count, const Vector<Scalar>& units, Scalar* mean,
                Scalar* squares) {
    const Scalar share = 1 / static_cast<Scalar>(count);
    const Scalar* x = snapshot.data();
    for (Index i = 0; i < snapshot.size(); ++i) {
        const Scalar difference = x[i] - mean[i];
        mean[i] += share * difference;
        squares[i] += (difference / units[i]) * ((x[i] - mean[i]) / units[i]);
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

// The variance of what the bases of the members leave out of each entry, in units of the first's decoder.
template <class Scalar>
Vector<Scalar> outside_variance(const std::vector<SampledMember<Scalar>>& members) {
    const Eigen::ArrayXd units = members.front().decoder.units().template cast<double>();
    Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(units.size());
    for (const auto& [decoder, one] : members)
        sum += (decoder.on_entries(one.discrepancy.outside).array() / units).square();
    return (sum / static_cast<double>(members.size())).matrix().template cast<Scalar>();
}

// The normal numbers of each member's discrepancy, [numbers, draws].
template <class Scalar>
std::vector<Eigen::MatrixXd> normals_of(const std::vector<SampledMember<Scalar>>& members,
                                        const std::vector<Draw>& draws, std::uint64_t seed) {
    std::vector<Eigen::MatrixXd> normals;
    for (std::size_t m = 0; m < members.size(); ++m)
        normals.push_back(
            standard_normals(members[m].one.discrepancy.numbers(),
                             std::ranges::count_if(draws, [&](const Draw& draw) { return draw.member == m; }), seed));
    return normals;
}

// The states of one draw at `count` times from `start`; nothing if they grow without bound at any time.
template <class Scalar>
std::optional<DrawnStates<Scalar>> states_of(const Draw& draw, const UncertainCase& one, const TimeGrid& grid,
                                             std::uint64_t seed, const Eigen::MatrixXd& normals,
                                             const Eigen::MatrixXd& middle, Index start, Index count) {
    const Index known = std::clamp<Index>(one.known.value_or(grid.size()) - start, 0, count);
    DrawnStates<Scalar> states{
        draw.member, known, Matrix<Scalar>(0, known),
        added_by(one.discrepancy, normals.col(static_cast<Index>(draw.number)), grid.times().segment(start, known))};
    if (states.beside.size() > 0 && one.unknown.size() > 0)
        states.beside *= one.unknown.segment(start, known).asDiagonal();
    const Eigen::MatrixXd said = columns_of<double>(one.beside, start, known);
    if (states.beside.size() == 0)
        states.beside = said;
    else if (said.size() > 0)
        states.beside += said;
    if (one.mean.size() == 0) return states;
    const Eigen::VectorXd xi = gp::draw(one.mean, one.deviation, seed, draw.number, one.mixing);
    auto path = dynamics::drawn_trajectory(one.library, xi, one.initial, grid, middle.cwiseAbs().maxCoeff());
    if (!path) return {};
    path->leftCols(one.settled) = middle.leftCols(one.settled);
    states.latent = path->middleCols(start, known).template cast<Scalar>();
    return states;
}

// Decodes the draws at `columns` times of the block, from its time `from`, and adds them to its sums.
template <class Scalar>
void add_draws(const std::vector<SampledMember<Scalar>>& members,
               const std::vector<std::optional<DrawnStates<Scalar>>>& draws, const std::vector<double>& probabilities,
               Index from, Index columns, BlockSums<Scalar>& sums) {
    const Index size = sums.mean.rows();
    const bool ordered = !probabilities.empty();
    Matrix<Scalar> all(ordered ? size * columns : 0, static_cast<Index>(draws.size()));
    std::vector<Index> here(static_cast<std::size_t>(columns));  // of these draws, at each time
    for (const auto& draw : draws) {
        const SnapshotDecoder<Scalar>& decoder = members[draw->member].decoder;
        const Index known = std::clamp<Index>(draw->known - from, 0, columns);
        const Index first = known > 0 ? from : 0;
        const Matrix<Scalar> snapshots =
            decoder(draw->latent.middleCols(first, known), columns_of<Scalar>(draw->beside, first, known));
        for (Index j = 0; j < known; ++j) {
            add_sample<Scalar>(snapshots.col(j), ++sums.kept[static_cast<std::size_t>(from + j)],
                               members.front().decoder.units(), sums.mean.col(from + j).data(),
                               sums.squares.col(from + j).data());
            if (ordered) all.col(here[static_cast<std::size_t>(j)]++).segment(j * size, size) = snapshots.col(j);
        }
    }
    const auto step = static_cast<Index>(probabilities.size());
    for (Index j = 0; j < columns && ordered; ++j)
        if (const Index known = here[static_cast<std::size_t>(j)]; known > 0)
            order_statistics<Scalar>(all.block(j * size, 0, size, known), probabilities,
                                     sums.quantiles.col((from + j) * step).data(), size);
}

UncertainCase uncertain_case(const Member& member, const gp::Prediction& posterior, double share, Index which,
                             Index times) {
    UncertainCase one;
    one.number = which;
    one.beside = added_to(member, times, which * times, times);
    one.library = member.library;
    one.known = member.known_of(which, times);
    one.share = share;
    one.discrepancy = of_case(member.discrepancy, which);
    if (member.residual.unknown.size() > 0) one.unknown = member.residual.unknown.col(which);
    if (member.coefficients != nullptr) {
        one.mean = posterior.mean.row(which);
        one.deviation = posterior.deviation.row(which);
        if (member.share_of_draws.size() > 0) one.deviation *= member.share_of_draws[which];
        one.initial = member.initial.col(which);
        if (!member.settled.empty()) one.settled = member.settled[static_cast<std::size_t>(which)];
        if (!posterior.mixing.empty()) one.mixing = posterior.mixing[static_cast<std::size_t>(which)];
    }
    return one;
}

}  // namespace

template <class Scalar>
SampledMembers<Scalar>::SampledMembers(std::span<const Member> members,
                                       const Eigen::Ref<const Eigen::MatrixXd>& parameters, Index times)
    : members_(members), times_(times) {
    double sum = 0;
    for (const Member& member : members) sum += member.weight;
    for (const Member& member : members) {
        decoders_.emplace_back(member.coordinates, member.decoders);
        posteriors_.push_back(member.coefficients == nullptr ? gp::Prediction()
                                                             : gp::predict(*member.coefficients, parameters));
        shares_.push_back(member.weight / sum * static_cast<double>(members.size()));
    }
}

template <class Scalar>
std::vector<SampledMember<Scalar>> SampledMembers<Scalar>::of_case(Index which) const {
    std::vector<SampledMember<Scalar>> members;
    for (std::size_t k = 0; k < decoders_.size(); ++k)
        members.push_back({decoders_[k], uncertain_case(members_[k], posteriors_[k], shares_[k], which, times_)});
    return members;
}

template <class Scalar>
Index for_sampled_blocks(const std::vector<SampledMember<Scalar>>& members, const TimeGrid& grid,
                         const Sampling& sampling, const std::function<void(const SampledBlock<Scalar>&)>& visit) {
    const Index size = members.front().decoder.size();
    const auto probabilities = static_cast<Index>(sampling.quantiles.size());
    const std::vector<Draw> draws = draws_of(members, sampling.samples);
    const auto all = static_cast<Index>(draws.size());
    const std::vector<Eigen::MatrixXd> middles = middles_of(members, grid);
    const std::vector<Eigen::MatrixXd> normals = normals_of(members, draws, sampling.seed);
    const Vector<Scalar> outside = outside_variance(members);

    // Quantiles need all samples of a point at once.
    const Index together = probabilities > 0 ? all : kSamplesTogether;
    const Index block = std::max<Index>(1, kBlockElements / (size * (1 + probabilities)));
    const Index part = std::max<Index>(probabilities > 0 ? 1 : 8, kPartElements / size);
    Index lost = 0;
    for (Index start = 0; start < grid.size(); start += block) {
        const Index count = std::min(block, grid.size() - start);
        BlockSums<Scalar> sums{Matrix<Scalar>::Zero(size, count), Matrix<Scalar>::Zero(size, count),
                               Matrix<Scalar>(size, count * probabilities),
                               std::vector<Index>(static_cast<std::size_t>(count))};
        lost = 0;
        for (Index first = 0; first < all; first += together) {
            std::vector<std::optional<DrawnStates<Scalar>>> drawn(
                static_cast<std::size_t>(std::min(together, all - first)));
            parallel_for(static_cast<Index>(drawn.size()), true, [&](Index k) {
                const Draw& draw = draws[static_cast<std::size_t>(first + k)];
                drawn[static_cast<std::size_t>(k)] =
                    states_of<Scalar>(draw, members[draw.member].one, grid, sampling.seed, normals[draw.member],
                                      middles[draw.member], start, count);
            });
            lost += static_cast<Index>(std::erase_if(drawn, [](const auto& states) { return !states; }));
            parallel_for((count + part - 1) / part, true, [&](Index p) {
                add_draws(members, drawn, sampling.quantiles, p * part, std::min(part, count - p * part), sums);
            });
        }
        for (Index j = 0; j < count; ++j) {
            const Index number = sums.kept[static_cast<std::size_t>(j)];
            if (number < 2 && lost == 0)
                throw Error("none of the models knows of all the times and initial states that were asked for");
            if (number < 2)
                throw Error("of the " + std::to_string(all) + " draws for case " +
                            std::to_string(members.front().one.number) + " all but " + std::to_string(number) +
                            " grow without bound; train more cases near it, or look at rom-gpfit --report");
            sums.squares.col(j) /= static_cast<Scalar>(number - 1);
        }
        sums.squares = members.front().decoder.units().asDiagonal() * (sums.squares.colwise() + outside).cwiseSqrt();
        visit({entries_of(sums.mean), entries_of(sums.squares), entries_of(sums.quantiles)});
    }
    return lost;
}

#define ROM_INSTANTIATE(Scalar)                                                                                    \
    template class SampledMembers<Scalar>;                                                                         \
    template Index for_sampled_blocks(const std::vector<SampledMember<Scalar>>&, const TimeGrid&, const Sampling&, \
                                      const std::function<void(const SampledBlock<Scalar>&)>&);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::prediction
