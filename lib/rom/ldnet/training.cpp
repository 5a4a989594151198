#include "rom/ldnet/training.h"

#include <memory>

#include "rom/base/error.h"
#include "rom/base/memory.h"
#include "rom/base/text.h"
#include "rom/ldnet/gauss_newton.h"

namespace rom::ldnet {
namespace {

// Levenberg and Marquardt's Hessian is made of this many values for each weight. A noisier one (16) needs more damping
// and stalls; all values, 45 times as many on the advection-diffusion-reaction equation, lower the loss little further
// in as many steps.
constexpr Index kRowsPerWeight = 64;

// The weights and the biases of each layer of a network whose weights begin at `start`; its gain is fixed.
void append_groups(const network::Architecture& network, Index start, std::vector<optimise::RateGroup>& groups) {
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        const Index biases = start + network.bias_offset(k);
        const Index rows = network.layers[k].outputs;
        groups.push_back({start + network.weight_offset(k), biases, 1, rows});
        groups.push_back({biases, biases + rows, 1});
    }
}

}  // namespace

Iterations share_out(StageMethod method, Index iterations, double rate) {
    switch (method) {
        case StageMethod::adam:
            return {.muon = 0, .adam = iterations, .bfgs = 0, .marquardt = 0, .rate = rate};
        case StageMethod::bfgs:
            return {.muon = 0, .adam = 0, .bfgs = iterations, .marquardt = 0, .rate = rate};
        case StageMethod::automatic:
            break;
    }
    const Index quarter = iterations / 4;
    return {.muon = 0, .adam = quarter, .bfgs = quarter, .marquardt = iterations - 2 * quarter, .rate = rate};
}

optimise::Problem<double> training_problem(const FieldProblem& problem) {
    optimise::Problem<double> training;
    training.initial = weights_of(problem);
    training.parts = names_of<LossPart>();
    training.scale = problem.trains_dynamics() ? 2 : 1;  // the range of fields in [-1, 1]; a residual's deviation
    if (problem.trains_dynamics()) append_groups(problem.model.dynamics, 0, training.groups);
    append_groups(problem.stage().network, problem.dynamics_count(), training.groups);
    training.loss = [loss = std::make_shared<FieldLoss>(problem)](const Eigen::VectorXd& weights,
                                                                  Eigen::VectorXd& gradient) {
        return (*loss)(weights, gradient);
    };
    training.batches = optimise::Batches<double>{
        problem.inputs.cases,
        [&problem](const Eigen::VectorXd& weights, std::span<const Index> cases, Eigen::VectorXd& gradient) {
            return loss_on_cases(problem, cases, weights, gradient);
        },
        {},
        {},
    };
    training.hessian = [&problem](const Eigen::VectorXd& weights, Index epoch) {
        return gauss_newton_hessian(problem, weights,
                                    {kRowsPerWeight * weights.size(), static_cast<std::uint64_t>(epoch)});
    };
    return training;
}

optimise::Plan<double> training_plan(const Iterations& iterations) {
    optimise::Plan<double> plan;
    if (iterations.muon > 0) plan.phases.push_back({optimise::MuonState<double>{}, iterations.muon});
    if (iterations.adam > 0) plan.phases.push_back({optimise::AdamState<double>{}, iterations.adam});
    if (iterations.bfgs > 0) plan.phases.push_back({optimise::BfgsState{}, iterations.bfgs});
    if (iterations.marquardt > 0) plan.phases.push_back({optimise::MarquardtState{}, iterations.marquardt});
    if (plan.phases.empty()) plan.phases.push_back({optimise::AdamState<double>{}, 0});
    if (iterations.muon > 0) plan.schedule = optimise::Schedule::trapezoid;
    plan.rate = iterations.rate;
    plan.batch = iterations.batch;
    plan.seed = iterations.seed;
    plan.divergence = [](Index epoch) {
        return epoch == 0
                   ? "the latent states diverge with the initial weights; give a larger --time-unit, or another --seed"
                   : "the latent states diverge wherever training goes; lower --lr, or give a larger --time-unit";
    };
    return plan;
}

void require_memory(const Iterations& iterations, Index weights) {
    if (iterations.bfgs == 0 && iterations.marquardt == 0) return;
    const double needed = 8.0 * static_cast<double>(weights) * static_cast<double>(weights);
    const double present = memory_limit();
    if (needed > present)
        throw Error(
            format("%s needs %.0f GB for %ld weights but this machine has %.0f; give smaller hidden layers, or train "
                   "by Adam alone",
                   iterations.bfgs > 0 ? "BFGS" : "Levenberg and Marquardt's method", needed / 1e9,
                   static_cast<long>(weights), present / 1e9));
}

}  // namespace rom::ldnet
