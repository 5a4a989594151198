#include "rom/evaluation/ensemble.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "rom/base/error.h"
#include "rom/base/parallel.h"
#include "rom/dynamics/trajectories.h"
#include "rom/evaluation/interpolated.h"

namespace rom::evaluation {
namespace {

constexpr double kAstray = 3;
constexpr Index kTogether = 16;  // snapshots

// Of each case all times, or none if the other cases do not determine it.
std::vector<Index> known_of(const Eigen::MatrixXd& states, Index times) {
    std::vector<Index> known;
    for (Index first = 0; first < states.cols(); first += times)
        known.push_back(states.middleCols(first, times).allFinite() ? times : 0);
    return known;
}

// states: coordinates of the first snapshots [rank, cases].
prediction::Member answer_of(const mlasdi::ReducedModel& model, const Eigen::MatrixXd& coefficients,
                             const Eigen::MatrixXd& initial, Eigen::MatrixXd beside, const Eigen::MatrixXd& states,
                             const mlasdi::Persistence& persistence) {
    const Eigen::MatrixXd latent =
        dynamics::latent_trajectories(model.library, coefficients, initial, model.grid).states;
    const Eigen::MatrixXd first = model.coordinates.scale * states;
    Eigen::MatrixXd left = first - mlasdi::decode(model, initial, static_cast<Index>(model.stages.size()));
    if (beside.size() > 0) left -= snapshots::first_states(beside, states.cols());
    return {.coordinates = model.coordinates,
            .decoders = model.stages,
            .latent = latent,
            .beside = std::move(beside),
            .residual = prediction::initial_residual(std::move(left), first.colwise().norm(), model.grid,
                                                     model.grid.times(), persistence),
            .known = known_of(latent, model.grid.size())};
}

// Errors [times, cases] of each member and of all together: infinite where one does not know the case.
class MemberErrors {
public:
    MemberErrors(const std::vector<prediction::Member>& members,
                 const std::vector<prediction::SnapshotDecoder<double>>& decoders, prediction::Combination combination,
                 const snapshots::Snapshots& data)
        : members_(members),
          decoders_(decoders),
          combination_(combination),
          fields_(data.fields),
          parts_(snapshots::entries_of_fields(data.fields, decoders.front().size())),
          times_(data.times),
          errors_(members.size() + 1,
                  std::vector<Eigen::MatrixXd>(
                      parts_.size(),
                      Eigen::MatrixXd::Constant(data.times, data.cases, std::numeric_limits<double>::infinity()))) {}

    // Of snapshots `first` and following, in units of their fields.
    void add(Index first, const Eigen::Ref<const Eigen::MatrixXd>& truth) {
        std::vector<Eigen::MatrixXd> said;
        const Eigen::MatrixXd weights = prediction::weights_of(members_, times_, first, truth.cols());
        for (std::size_t k = 0; k < members_.size(); ++k) {
            const prediction::Member& member = members_[k];
            said.push_back(decoders_[k](prediction::columns_of<double>(member.latent, first, truth.cols()),
                                        prediction::added_to(member, times_, first, truth.cols())));
            for (auto state : said.back().colwise())
                snapshots::to_units(fields_, 0, {state.data(), static_cast<std::size_t>(state.size())});
        }
        for (Index j = 0; j < truth.cols(); ++j) {
            std::vector<Eigen::MatrixXd> column;
            const auto put = [&](std::size_t k, const Eigen::MatrixXd& state) {
                const Eigen::VectorXd off = state - truth.col(j);
                for (std::size_t f = 0; f < parts_.size(); ++f)
                    errors_[k][f]((first + j) % times_, (first + j) / times_) = off(parts_[f]).norm();
            };
            for (std::size_t k = 0; k < members_.size(); ++k) {
                column.emplace_back(said[k].col(j));
                if (weights(static_cast<Index>(k), j) > 0) put(k, column.back());
            }
            if (weights.col(j).sum() > 0)
                put(members_.size(), prediction::combine<double>(combination_, column, weights.col(j)));
        }
    }

    // relative_to: of each field [times, cases].
    std::vector<LeftOutSummary> summaries(const Eigen::MatrixXd& parameters,
                                          const std::vector<Eigen::MatrixXd>& relative_to) const {
        std::vector<LeftOutSummary> result;
        for (const std::vector<Eigen::MatrixXd>& one : errors_) {
            Eigen::MatrixXd squares = Eigen::MatrixXd::Zero(one.front().rows(), one.front().cols());
            for (std::size_t f = 0; f < one.size(); ++f) squares += one[f].cwiseQuotient(relative_to[f]).cwiseAbs2();
            result.push_back(summary_of((squares / static_cast<double>(one.size())).cwiseSqrt(), parameters));
        }
        return result;
    }

private:
    const std::vector<prediction::Member>& members_;
    const std::vector<prediction::SnapshotDecoder<double>>& decoders_;
    prediction::Combination combination_;
    const snapshots::Fields& fields_;
    std::vector<std::vector<Index>> parts_;
    Index times_;
    std::vector<std::vector<Eigen::MatrixXd>> errors_;  // of each member and all together, of each field
};

}  // namespace

TrainingAnswers training_answers(const mlasdi::ReducedModel& model, const gp::Coefficients& coefficients,
                                 const prediction::CaseInterpolation* interpolated, const Eigen::MatrixXd& states,
                                 bool fit_initial) {
    const Eigen::MatrixXd parameters = gp::parameters_of_cases(gp::space_of(coefficients));
    const Eigen::MatrixXd initial = mlasdi::initial_latent(model, states, fit_initial);
    prediction::TrainingStates added;
    if (interpolated != nullptr) added = added_to_training(model, coefficients, initial, *interpolated);
    const mlasdi::Persistence& persistence =
        prediction::persistence_with(model, static_cast<Index>(model.stages.size()), interpolated);
    return {answer_of(model, gp::predict(coefficients, parameters).mean, initial, std::move(added.known), states,
                      persistence),
            answer_of(model, gp::left_out_coefficients(coefficients), initial, std::move(added.from_others), states,
                      persistence)};
}

TrainingAnswers training_answers(const prediction::Baseline& baseline) {
    prediction::TrainingStates states = prediction::training_states(baseline.trajectories);
    std::vector<Index> known = known_of(states.from_others, baseline.trajectories.grid.size());
    const auto cases = static_cast<Index>(known.size());
    const Eigen::MatrixXd first = snapshots::first_states(states.known, cases);
    Eigen::MatrixXd left = first - snapshots::first_states(states.from_others, cases);
    return {{.coordinates = baseline.coordinates, .beside = std::move(states.known)},
            {.coordinates = baseline.coordinates,
             .beside = std::move(states.from_others),
             .residual =
                 prediction::initial_residual(std::move(left), first.colwise().norm(), baseline.trajectories.grid,
                                              baseline.trajectories.grid.times(), baseline.trajectories.persistence),
             .known = std::move(known)}};
}

EnsembleVerdict judge_together(const snapshots::Snapshots& data, std::vector<TrainingAnswers> answers,
                               prediction::Combination combination, const Eigen::MatrixXd& parameters) {
    std::vector<prediction::Member> known;
    std::vector<prediction::Member> left_out;
    std::vector<prediction::SnapshotDecoder<double>> decoders;
    for (TrainingAnswers& one : answers) {
        decoders.emplace_back(one.known.coordinates, one.known.decoders);
        known.push_back(std::move(one.known));
        left_out.push_back(std::move(one.left_out));
    }
    const snapshots::Snapshots seen = snapshots::with_fields(data, known.front().coordinates.fields);
    MemberErrors on_known(known, decoders, combination, seen);
    MemberErrors on_left_out(left_out, decoders, combination, seen);
    const auto parts = snapshots::entries_of_fields(seen.fields, decoders.front().size());
    std::vector<snapshots::Sizes> sizes(parts.size(), snapshots::Sizes(data.times, data.cases));
    snapshots::for_snapshot_blocks(seen, [&](Index first, Eigen::Ref<Eigen::MatrixXd> states) {
        const auto block = states.topRows(decoders.front().size());
        for (const auto& snapshot : block.colwise())
            for (std::size_t f = 0; f < parts.size(); ++f) sizes[f].add(snapshot(parts[f]));
        parallel_for((block.cols() + kTogether - 1) / kTogether, true, [&](Index part) {
            const Index from = part * kTogether;
            const auto truth = block.middleCols(from, std::min(kTogether, block.cols() - from));
            on_known.add(first + from, truth);
            on_left_out.add(first + from, truth);
        });
    });
    auto reference = snapshots::Reference::norm;
    for (const snapshots::Sizes& one : sizes) reference = std::max(reference, one.suitable());
    std::vector<Eigen::MatrixXd> relative_to;
    relative_to.reserve(sizes.size());
    for (const snapshots::Sizes& one : sizes) relative_to.push_back(one.relative_to(reference));
    const std::vector<LeftOutSummary> training = on_known.summaries(parameters, relative_to);
    const std::vector<LeftOutSummary> others = on_left_out.summaries(parameters, relative_to);
    EnsembleVerdict verdict;
    for (std::size_t k = 0; k < answers.size(); ++k) verdict.members.push_back({training[k], others[k]});
    verdict.together = {training.back(), others.back()};
    return verdict;
}

std::vector<std::size_t> astray(const EnsembleVerdict& verdict) {
    if (verdict.members.size() < 3) return {};
    std::vector<double> means;
    for (const MemberVerdict& one : verdict.members)
        means.push_back(std::isnan(one.left_out.mean) ? std::numeric_limits<double>::infinity() : one.left_out.mean);
    const auto middle = means.begin() + static_cast<std::ptrdiff_t>((means.size() - 1) / 2);
    std::ranges::nth_element(means, middle);
    std::vector<std::size_t> found;
    for (std::size_t k = 0; k < verdict.members.size(); ++k)
        if (!(verdict.members[k].left_out.mean <= kAstray * *middle)) found.push_back(k);
    return found;
}

std::optional<std::size_t> superfluous(const EnsembleVerdict& verdict) {
    const auto error = [](const MemberVerdict& one) { return one.left_out.inner.value_or(one.left_out.mean); };
    const auto [best, worst] = std::ranges::minmax_element(verdict.members, {}, error);
    if (verdict.members.size() < 2 || error(verdict.together) < error(*best)) return {};
    return static_cast<std::size_t>(worst - verdict.members.begin());
}

}  // namespace rom::evaluation
