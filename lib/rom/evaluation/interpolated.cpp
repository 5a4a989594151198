#include "rom/evaluation/interpolated.h"

#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <vector>

#include "rom/base/parallel.h"
#include "rom/dynamics/trajectories.h"

namespace rom::evaluation {
namespace {

constexpr Index kMostCases = 50;
constexpr Index kFewestCases = 3;
constexpr Index kDrawsOfCoefficients = 10;
constexpr int kSmallestShare = -6;  // of 2, as a power; below it is none

const gp::JointRegression* joint_of(const gp::Coefficients& coefficients) {
    const auto* joint = std::get_if<gp::JointRegression>(&coefficients);
    return joint != nullptr && joint->space.inputs.rows() <= kMostCases ? joint : nullptr;
}

std::vector<Index> all_of(const gp::JointRegression& regression) {
    std::vector<Index> all(static_cast<std::size_t>(regression.space.inputs.rows()));
    std::iota(all.begin(), all.end(), Index{0});
    return all;
}

// What the decoders say with these coefficients [cases, terms * latent], [rank, cases * times].
Eigen::MatrixXd decoded(const mlasdi::ReducedModel& model, const Eigen::MatrixXd& coefficients,
                        const Eigen::MatrixXd& initial) {
    return mlasdi::decode(model, dynamics::latent_trajectories(model.library, coefficients, initial, model.grid).states,
                          static_cast<Index>(model.stages.size()));
}

}  // namespace

Eigen::MatrixXd interpolation_of_others(const mlasdi::ReducedModel& model, const gp::Coefficients& coefficients,
                                        const Eigen::MatrixXd& initial,
                                        const prediction::CaseInterpolation& interpolated) {
    const gp::JointRegression* joint = joint_of(coefficients);
    if (joint == nullptr) return prediction::training_states(interpolated).from_others;
    const Index times = model.grid.size();
    const Eigen::MatrixXd whole =
        prediction::known_states(interpolated) + decoded(model, gp::predict(*joint, joint->space.inputs).mean, initial);
    const std::vector<Eigen::MatrixXd> means = gp::means_without(*joint, all_of(*joint));
    Eigen::MatrixXd from_others(whole.rows(), whole.cols());
    parallel_for(initial.cols(), true, [&](Index c) {
        const Eigen::MatrixXd residual = whole - decoded(model, means[static_cast<std::size_t>(c)], initial);
        auto said = from_others.middleCols(c * times, times);
        if (!residual.allFinite()) {
            said.setConstant(std::numeric_limits<double>::quiet_NaN());
            return;
        }
        said = residual.middleCols(c * times, times) -
               prediction::left_out_difference(prediction::interpolate_likewise(interpolated, residual), c);
    });
    return from_others;
}

prediction::TrainingStates added_to_training(const mlasdi::ReducedModel& model, const gp::Coefficients& coefficients,
                                             const Eigen::MatrixXd& initial,
                                             const prediction::CaseInterpolation& interpolated) {
    if (!interpolated.replaces)
        return {prediction::known_states(interpolated),
                interpolation_of_others(model, coefficients, initial, interpolated)};
    prediction::TrainingStates states = prediction::training_states(interpolated);
    states.known -= decoded(model, gp::predict(coefficients, interpolated.space().inputs).mean, initial);
    states.from_others -= decoded(model, gp::left_out_coefficients(coefficients), initial);
    return states;
}

double share_of_draws(const mlasdi::ReducedModel& model, const gp::Coefficients& coefficients,
                      const Eigen::MatrixXd& initial, const prediction::CaseInterpolation& interpolated) {
    const gp::JointRegression* joint = joint_of(coefficients);
    if (joint == nullptr) return 1;
    const Index times = model.grid.size();
    const auto stages = static_cast<Index>(model.stages.size());
    const gp::Prediction posterior = gp::left_out(*joint, all_of(*joint));
    const Eigen::MatrixXd known = prediction::known_states(interpolated);
    const Eigen::MatrixXd base = decoded(model, gp::predict(*joint, joint->space.inputs).mean, initial);
    const Eigen::MatrixXd without = decoded(model, posterior.mean, initial);
    const Eigen::MatrixXd off =
        known + base - without - interpolation_of_others(model, coefficients, initial, interpolated);
    const Eigen::MatrixXd alone = prediction::left_out_differences(interpolated);
    // Sums of squares of each case: of what it is off by, of what the stage alone is, and of draws.
    std::vector<std::optional<Eigen::Vector3d>> sums(static_cast<std::size_t>(initial.cols()));
    parallel_for(initial.cols(), true, [&](Index c) {
        const Eigen::VectorXd mean = posterior.mean.row(c);
        const dynamics::Trajectory middle =
            dynamics::latent_trajectory(model.library, mean, initial.col(c), model.grid);
        if (middle.reached < times || !off.middleCols(c * times, times).allFinite() ||
            !alone.middleCols(c * times, times).allFinite())
            return;
        double squares = 0;
        Index kept = 0;
        for (Index k = 0; k < kDrawsOfCoefficients; ++k) {
            const auto path = dynamics::drawn_trajectory(
                model.library,
                gp::draw(mean, posterior.deviation.row(c).transpose(), 0, static_cast<std::uint64_t>(k),
                         posterior.mixing[static_cast<std::size_t>(c)]),
                initial.col(c), model.grid, middle.states.cwiseAbs().maxCoeff());
            if (!path) continue;
            squares += (mlasdi::decode(model, *path, stages) - without.middleCols(c * times, times)).squaredNorm();
            ++kept;
        }
        if (kept > 0)
            sums[static_cast<std::size_t>(c)] = {off.middleCols(c * times, times).squaredNorm(),
                                                 alone.middleCols(c * times, times).squaredNorm(),
                                                 squares / static_cast<double>(kept)};
    });
    if (std::ranges::count_if(sums, [](const auto& one) { return one.has_value(); }) < kFewestCases) return 1;
    double best = 1;
    double least = std::numeric_limits<double>::infinity();
    for (int step = 0; step >= 2 * kSmallestShare - 1; --step) {
        const double share = step < 2 * kSmallestShare ? 0 : std::exp2(0.5 * step);
        double loss = 0;
        for (const auto& one : sums) {
            if (!one) continue;
            const double variance = share * share * (*one)[2] + (*one)[1] + std::numeric_limits<double>::min();
            loss += std::log(variance) + (*one)[0] / variance;
        }
        if (loss < least) {
            least = loss;
            best = share;
        }
    }
    return best;
}

}  // namespace rom::evaluation
