#include "rom/ldnet/loss.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "rom/base/cases.h"
#include "rom/base/error.h"
#include "rom/base/parallel.h"

namespace rom::ldnet {
namespace {

constexpr Index kGroupShares = 32;

// Groups of fewer points than this share a block of them, each point then having the states as inputs of its own: a
// block costs as much as its registers are long, and the sums over its points as much as a few registers do.
constexpr Index kLeastPoints = 64;

double ridge_of(const network::Architecture& architecture, const std::vector<double>& factors, const double* weights,
                double* gradient, double* curvature) {
    const auto layers = static_cast<double>(architecture.layers.size());
    double sum = 0;
    for (std::size_t k = 0; k < architecture.layers.size() && !factors.empty(); ++k) {
        const Index begin = architecture.weight_offset(k);
        const Index count = architecture.layers[k].inputs * architecture.layers[k].outputs;
        const double factor = (factors.size() == 1 ? factors[0] : factors[k]) / (layers * static_cast<double>(count));
        for (Index i = begin; i < begin + count; ++i) {
            sum += factor * weights[i] * weights[i];
            if (gradient != nullptr) gradient[i] += 2 * factor * weights[i];
            if (curvature != nullptr) curvature[i] += 2 * factor;
        }
    }
    return sum;
}

// visit(first point, number of points) for pieces of a group that a block can take, of nearly the same size.
template <class Visit>
void for_point_blocks(Index points, Visit&& visit) {
    const Index blocks = (points + network::kPointBlock - 1) / network::kPointBlock;
    for (Index b = 0; b < blocks; ++b) {
        const Index first = points * b / blocks;
        visit(first, points * (b + 1) / blocks - first);
    }
}

// Points first .. first + count of a group become the block's from `at` on; their coordinates are the inputs from
// `row`.
void load_points(network::PointBlock& block, Index row, Index at, const FieldProblem& problem, Index group, Index first,
                 Index count) {
    const auto coordinates = problem.observations.points_of(problem.inputs, group);
    for (Index d = 0; d < coordinates.cols(); ++d)
        std::copy_n(coordinates.col(d).data() + first, count, block.input(row + d) + at);
}

Eigen::MatrixXd columns_of(const Eigen::MatrixXd& columns, std::span<const Index> cases, Index all) {
    Eigen::MatrixXd gathered;
    gather(columns, cases, all, gathered);
    return gathered;
}

}  // namespace

double ridge_term(const FieldProblem& problem, const Eigen::VectorXd& weights, double* gradient, double* curvature) {
    const Index offset = problem.dynamics_count();
    const auto at = [](double* from, Index by) { return from == nullptr ? nullptr : from + by; };
    double sum = 0;
    if (problem.trains_dynamics())
        sum += ridge_of(problem.model.dynamics, problem.ridge.dynamics, weights.data(), gradient, curvature);
    return sum + ridge_of(problem.stage().network, problem.ridge.reconstruction, weights.data() + offset,
                          at(gradient, offset), at(curvature, offset));
}

void shared_inputs(const LatentDynamicsNetwork& model, const CaseInputs& inputs, Index group, const double* state,
                   double* shared) {
    shared = std::copy_n(state, model.latent, shared);
    if (!model.direct) return;
    shared = std::copy_n(inputs.parameters.col(group / inputs.times).data(), model.parameters.size(), shared);
    std::copy_n(inputs.signals.col(group).data(), model.signals.size(), shared);
}

Eigen::MatrixXd latent_states(const LatentDynamicsNetwork& model, const CaseInputs& inputs) {
    Eigen::MatrixXd states = Eigen::MatrixXd::Zero(model.states(), inputs.cases * inputs.times);
    std::vector<CaseBlock> blocks = case_blocks(model, inputs);
    const auto count = static_cast<Index>(blocks.size());
    const auto integrate = [&](Index b) {
        blocks[static_cast<std::size_t>(b)].integrate(model.dynamics_weights.data(), states);
    };
    parallel_for(count, true, integrate);
    for (Index g = 0; g < states.cols(); ++g)
        if (!(states.col(g).cwiseAbs().maxCoeff() < kDiverged))
            throw Error("the latent states of case " + std::to_string(g / inputs.times) +
                        " grow without bound at time " +
                        std::to_string(grid_of(model, inputs.times).clock()[g % inputs.times]) +
                        "; its inputs are too far from those of the training, or it needs a smaller step");
    return states;
}

Eigen::MatrixXd residual(const LatentDynamicsNetwork& model, const CaseInputs& inputs, const Observations& observations,
                         const Eigen::MatrixXd& states, std::size_t stages) {
    Eigen::MatrixXd left = observations.fields;
    const FieldProblem problem{model, inputs, observations, {}, {}, {}};
    const Index fields = model.fields.size();
    for (std::size_t s = 0; s < stages; ++s) {
        const ReconstructionStage& stage = model.stages[s];
        struct Workspace {
            network::PointBlock block;
            Eigen::VectorXd shared;
        };
        const auto make = [&] {
            return Workspace{network::PointBlock(stage.network, model.shared()), Eigen::VectorXd(model.shared())};
        };
        parallel_for_with(states.cols(), true, make, [&](Index g, Workspace& work) {
            shared_inputs(model, inputs, g, states.col(g).data(), work.shared.data());
            for_point_blocks(observations.points, [&](Index first, Index count) {
                work.block.resize(count);
                load_points(work.block, 0, 0, problem, g, first, count);
                work.block.forward(stage.weights.data(), work.shared.data(), false);
                for (Index f = 0; f < fields; ++f)
                    left.col(g * fields + f).segment(first, count) -=
                        stage.epsilon * Eigen::Map<const Eigen::VectorXd>(work.block.output(f), count);
            });
        });
    }
    return left;
}

StageResidual append_stage(LatentDynamicsNetwork& model, const CaseInputs& inputs, const Observations& observations,
                           const ReconstructionStage& stage) {
    const Eigen::MatrixXd states = latent_states(model, inputs);
    const Eigen::MatrixXd before = residual(model, inputs, observations, states, model.stages.size());
    model.stages.push_back(stage);
    model.stages.back().epsilon = std::sqrt(before.squaredNorm() / static_cast<double>(before.size()));
    return {states, before.norm() / observations.fields.norm()};
}

double relative_residual(const LatentDynamicsNetwork& model, const CaseInputs& inputs, const Observations& observations,
                         const StageResidual& before) {
    return residual(model, inputs, observations, before.states, model.stages.size()).norm() /
           observations.fields.norm();
}

FieldProblem make_problem(const LatentDynamicsNetwork& model, const CaseInputs& inputs,
                          const Observations& observations, const Ridge& ridge) {
    if (model.stages.size() == 1) return {model, inputs, observations, ridge, observations.fields, {}};
    const Eigen::MatrixXd states = latent_states(model, inputs);
    return {model,
            inputs,
            observations,
            ridge,
            residual(model, inputs, observations, states, model.stages.size() - 1) / model.stages.back().epsilon,
            states};
}

Eigen::VectorXd weights_of(const FieldProblem& problem) {
    Eigen::VectorXd all(problem.weight_count());
    if (problem.trains_dynamics()) all.head(problem.dynamics_count()) = problem.model.dynamics_weights;
    all.tail(problem.stage().weights.size()) = problem.stage().weights;
    return all;
}

void set_weights(LatentDynamicsNetwork& model, const Eigen::VectorXd& weights) {
    ReconstructionStage& stage = model.stages.back();
    if (weights.size() > stage.weights.size()) model.dynamics_weights = weights.head(model.dynamics_weights.size());
    stage.weights = weights.tail(stage.weights.size());
}

FieldLoss::FieldLoss(const FieldProblem& problem)
    : problem_(problem), packed_(problem.observations.points < kLeastPoints), states_(problem.states) {
    const LatentDynamicsNetwork& model = problem.model;
    const Index groups = problem.inputs.cases * problem.inputs.times;
    if (problem.trains_dynamics()) {
        blocks_ = case_blocks(model, problem.inputs);
        bounded_.assign(blocks_.size(), 0);
        states_ = Eigen::MatrixXd::Zero(model.states(), groups);
        states_gradient_ = states_;
        block_gradients_.assign(blocks_.size(), Eigen::VectorXd(problem.dynamics_count()));
    }
    const Index shares = std::min(kGroupShares, groups);
    for (Index s = 0; s < shares; ++s) {
        const Index first = groups * s / shares;
        parts_.push_back({first, groups * (s + 1) / shares - first,
                          network::PointBlock(problem.stage().network, packed_ ? 0 : model.shared()),
                          Eigen::VectorXd(problem.stage().weights.size()), Eigen::VectorXd(model.shared()),
                          Eigen::VectorXd(model.shared()), 0});
    }
}

double FieldLoss::compare(network::PointBlock& block, Index at, Index group, Index first, Index count) const {
    const Index fields = problem_.model.fields.size();
    const double scale = 1 / static_cast<double>(problem_.targets.size());
    double loss = 0;
    for (Index f = 0; f < fields; ++f) {
        const double* output = block.output(f) + at;
        const double* target = problem_.targets.col(group * fields + f).data() + first;
        double* by_output = block.output_gradient(f) + at;
        double sum = 0;
#pragma omp simd reduction(+ : sum)
        for (Index p = 0; p < count; ++p) {
            const double error = output[p] - target[p];
            sum += error * error;
            by_output[p] = 2 * scale * error;
        }
        loss += scale * sum;
    }
    return loss;
}

void FieldLoss::reconstruct_group(Part& part, Index group, const double* weights) {
    const LatentDynamicsNetwork& model = problem_.model;
    double* by_shared = problem_.trains_dynamics() ? part.shared_gradient.data() : nullptr;
    shared_inputs(model, problem_.inputs, group, states_.col(group).data(), part.shared.data());
    part.shared_gradient.setZero();
    for_point_blocks(problem_.observations.points, [&](Index first, Index count) {
        part.block.resize(count);
        load_points(part.block, 0, 0, problem_, group, first, count);
        part.block.forward(weights, part.shared.data(), true);
        part.loss += compare(part.block, 0, group, first, count);
        part.block.backward(weights, part.shared.data(), false, part.gradient.data(), by_shared);
    });
    if (problem_.trains_dynamics())
        states_gradient_.col(group).head(model.latent) = part.shared_gradient.head(model.latent);
}

void FieldLoss::reconstruct_groups(Part& part, Index first, Index count, const double* weights) {
    const LatentDynamicsNetwork& model = problem_.model;
    const Index points = problem_.observations.points;
    network::PointBlock& block = part.block;
    block.resize(count * points);
    for (Index g = 0; g < count; ++g) {
        shared_inputs(model, problem_.inputs, first + g, states_.col(first + g).data(), part.shared.data());
        for (Index i = 0; i < model.shared(); ++i) std::fill_n(block.input(i) + g * points, points, part.shared[i]);
        load_points(block, model.shared(), g * points, problem_, first + g, 0, points);
    }
    block.forward(weights, nullptr, true);
    for (Index g = 0; g < count; ++g) part.loss += compare(block, g * points, first + g, 0, points);
    block.backward(weights, nullptr, problem_.trains_dynamics(), part.gradient.data(), nullptr);
    if (!problem_.trains_dynamics()) return;
    for (Index g = 0; g < count; ++g)
        for (Index i = 0; i < model.latent; ++i) {
            const double* by_point = block.input_gradient(i) + g * points;
            states_gradient_(i, first + g) = std::accumulate(by_point, by_point + points, 0.0);
        }
}

void FieldLoss::reconstruct(Part& part, const double* weights) {
    part.loss = 0;
    part.gradient.setZero();
    const Index end = part.first + part.count;
    const Index together = network::kPointBlock / problem_.observations.points;
    for (Index g = part.first; g < end; g += packed_ ? together : 1)
        if (packed_)
            reconstruct_groups(part, g, std::min(together, end - g), weights);
        else
            reconstruct_group(part, g, weights);
}

optimise::LossTerms FieldLoss::operator()(const Eigen::VectorXd& weights, Eigen::VectorXd& gradient) {
    optimise::LossTerms loss;
    const Index dynamics = problem_.dynamics_count();
    const auto blocks = static_cast<Index>(blocks_.size());
    const auto integrate = [&](Index b) {
        const auto k = static_cast<std::size_t>(b);
        bounded_[k] = blocks_[k].integrate(weights.data(), states_);
    };
    parallel_for(blocks, true, integrate);
    if (std::find(bounded_.begin(), bounded_.end(), false) != bounded_.end()) {
        loss[kFields] = std::numeric_limits<double>::infinity();
        return loss;
    }

    const auto reconstruct_part = [&](Index s) {
        reconstruct(parts_[static_cast<std::size_t>(s)], weights.data() + dynamics);
    };
    parallel_for(static_cast<Index>(parts_.size()), true, reconstruct_part);
    for (const Part& part : parts_) loss[kFields] += part.loss;
    gradient.setZero(problem_.weight_count());
    for (const Part& part : parts_) gradient.tail(part.gradient.size()) += part.gradient;
    const auto go_back = [&](Index b) {
        const auto k = static_cast<std::size_t>(b);
        block_gradients_[k].setZero();
        blocks_[k].backward(weights.data(), states_gradient_, block_gradients_[k].data());
    };
    parallel_for(blocks, true, go_back);
    for (const Eigen::VectorXd& by_block : block_gradients_) gradient.head(dynamics) += by_block;
    loss[kRidge] = ridge_term(problem_, weights, gradient.data(), nullptr);
    return loss;
}

optimise::LossTerms loss_on_cases(const FieldProblem& problem, std::span<const Index> cases,
                                  const Eigen::VectorXd& weights, Eigen::VectorXd& gradient) {
    const Index all = problem.inputs.cases;
    const CaseInputs inputs{static_cast<Index>(cases.size()), problem.inputs.times,
                            columns_of(problem.inputs.parameters, cases, all),
                            columns_of(problem.inputs.signals, cases, all)};
    const Observations& observed = problem.observations;
    const bool same_points = observed.sets == 1;
    const Observations observations{observed.points, same_points ? 1 : observed.sets / all * inputs.cases,
                                    same_points ? observed.coordinates : columns_of(observed.coordinates, cases, all),
                                    columns_of(observed.fields, cases, all)};
    const FieldProblem part{problem.model,
                            inputs,
                            observations,
                            problem.ridge,
                            columns_of(problem.targets, cases, all),
                            columns_of(problem.states, cases, all)};
    return FieldLoss(part)(weights, gradient);
}

}  // namespace rom::ldnet
