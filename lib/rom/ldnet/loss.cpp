#include "rom/ldnet/loss.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "rom/error.h"

namespace rom::ldnet {
namespace {

constexpr Index kShares = 32;

// Groups of fewer points than this share a block of them, each point then having the states as inputs of its own: a
// block costs as much as its registers are long, and the sums over its points as much as a few registers do.
constexpr Index kLeastPoints = 64;

double ridge_of(const network::Architecture& architecture, const std::vector<double>& weights, const double* parameters,
                double* gradient, double* curvature) {
    const auto layers = static_cast<double>(architecture.layers.size());
    double sum = 0;
    for (std::size_t k = 0; k < architecture.layers.size() && !weights.empty(); ++k) {
        const Index begin = architecture.weight_offset(k);
        const Index count = architecture.layers[k].inputs * architecture.layers[k].outputs;
        const double weight = (weights.size() == 1 ? weights[0] : weights[k]) / (layers * static_cast<double>(count));
        for (Index i = begin; i < begin + count; ++i) {
            sum += weight * parameters[i] * parameters[i];
            if (gradient != nullptr) gradient[i] += 2 * weight * parameters[i];
            if (curvature != nullptr) curvature[i] += 2 * weight;
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
void load_points(network::PointBlock& block, Index row, Index at, const Problem& problem, Index group, Index first,
                 Index count) {
    const auto coordinates = problem.observations.points_of(problem.inputs, group);
    for (Index d = 0; d < coordinates.cols(); ++d)
        std::copy_n(coordinates.col(d).data() + first, count, block.input(row + d) + at);
}

}  // namespace

double ridge_term(const Problem& problem, const Eigen::VectorXd& parameters, double* gradient, double* curvature) {
    const Index offset = problem.dynamics_count();
    const auto at = [](double* from, Index by) { return from == nullptr ? nullptr : from + by; };
    double sum = 0;
    if (problem.trains_dynamics())
        sum += ridge_of(problem.model.dynamics, problem.ridge.dynamics, parameters.data(), gradient, curvature);
    return sum + ridge_of(problem.stage().network, problem.ridge.reconstruction, parameters.data() + offset,
                          at(gradient, offset), at(curvature, offset));
}

void shared_inputs(const LatentDynamicsNetwork& model, const Inputs& inputs, Index group, const double* state,
                   double* shared) {
    shared = std::copy_n(state, model.latent, shared);
    if (!model.direct) return;
    shared = std::copy_n(inputs.parameters.col(group / inputs.times).data(), model.parameters.size(), shared);
    std::copy_n(inputs.signals.col(group).data(), model.signals.size(), shared);
}

Eigen::MatrixXd latent_states(const LatentDynamicsNetwork& model, const Inputs& inputs) {
    Eigen::MatrixXd states = Eigen::MatrixXd::Zero(model.states(), inputs.cases * inputs.times);
    std::vector<CaseBlock> blocks = case_blocks(model, inputs);
    const auto count = static_cast<Index>(blocks.size());
#pragma omp parallel for schedule(dynamic)
    for (Index b = 0; b < count; ++b)
        blocks[static_cast<std::size_t>(b)].integrate(model.dynamics_parameters.data(), states);
    for (Index g = 0; g < states.cols(); ++g)
        if (!(states.col(g).cwiseAbs().maxCoeff() < kDiverged))
            throw Error("the latent states of case " + std::to_string(g / inputs.times) +
                        " grow without bound at time " +
                        std::to_string(static_cast<double>(g % inputs.times) * model.dt) +
                        "; its inputs are too far from those of the training, or it needs a smaller step");
    return states;
}

Eigen::MatrixXd residual(const LatentDynamicsNetwork& model, const Inputs& inputs, const Observations& observations,
                         const Eigen::MatrixXd& states, std::size_t stages) {
    Eigen::MatrixXd left = observations.fields;
    const Problem problem{model, inputs, observations, {}, {}, {}};
    const Index fields = model.fields.size();
    for (std::size_t s = 0; s < stages; ++s) {
        const Stage& stage = model.stages[s];
#pragma omp parallel
        {
            network::PointBlock block(stage.network, model.shared());
            Eigen::VectorXd shared(model.shared());
#pragma omp for schedule(static)
            for (Index g = 0; g < states.cols(); ++g) {
                shared_inputs(model, inputs, g, states.col(g).data(), shared.data());
                for_point_blocks(observations.points, [&](Index first, Index count) {
                    block.resize(count);
                    load_points(block, 0, 0, problem, g, first, count);
                    block.forward(stage.parameters.data(), shared.data(), false);
                    for (Index f = 0; f < fields; ++f)
                        left.col(g * fields + f).segment(first, count) -=
                            stage.epsilon * Eigen::Map<const Eigen::VectorXd>(block.output(f), count);
                });
            }
        }
    }
    return left;
}

Problem make_problem(const LatentDynamicsNetwork& model, const Inputs& inputs, const Observations& observations,
                     const Ridge& ridge) {
    if (model.stages.size() == 1) return {model, inputs, observations, ridge, observations.fields, {}};
    const Eigen::MatrixXd states = latent_states(model, inputs);
    return {model,
            inputs,
            observations,
            ridge,
            residual(model, inputs, observations, states, model.stages.size() - 1) / model.stages.back().epsilon,
            states};
}

Eigen::VectorXd parameters_of(const Problem& problem) {
    Eigen::VectorXd all(problem.parameter_count());
    if (problem.trains_dynamics()) all.head(problem.dynamics_count()) = problem.model.dynamics_parameters;
    all.tail(problem.stage().parameters.size()) = problem.stage().parameters;
    return all;
}

void set_parameters(LatentDynamicsNetwork& model, const Eigen::VectorXd& parameters) {
    Stage& stage = model.stages.back();
    if (parameters.size() > stage.parameters.size())
        model.dynamics_parameters = parameters.head(model.dynamics_parameters.size());
    stage.parameters = parameters.tail(stage.parameters.size());
}

Loss::Loss(const Problem& problem)
    : problem_(problem), packed_(problem.observations.points < kLeastPoints), states_(problem.states) {
    const LatentDynamicsNetwork& model = problem.model;
    const Index groups = problem.inputs.cases * problem.inputs.times;
    if (problem.trains_dynamics()) {
        blocks_ = case_blocks(model, problem.inputs);
        states_ = Eigen::MatrixXd::Zero(model.states(), groups);
        states_gradient_ = states_;
        block_gradients_.assign(blocks_.size(), Eigen::VectorXd(problem.dynamics_count()));
    }
    const Index shares = std::min(kShares, groups);
    for (Index s = 0; s < shares; ++s) {
        const Index first = groups * s / shares;
        shares_.push_back({first, groups * (s + 1) / shares - first,
                           network::PointBlock(problem.stage().network, packed_ ? 0 : model.shared()),
                           Eigen::VectorXd(problem.stage().parameters.size()), Eigen::VectorXd(model.shared()),
                           Eigen::VectorXd(model.shared()), 0});
    }
}

double Loss::compare(network::PointBlock& block, Index at, Index group, Index first, Index count) const {
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

void Loss::reconstruct_group(Share& share, Index group, const double* parameters, bool with_gradient) {
    const LatentDynamicsNetwork& model = problem_.model;
    double* by_shared = problem_.trains_dynamics() ? share.shared_gradient.data() : nullptr;
    shared_inputs(model, problem_.inputs, group, states_.col(group).data(), share.shared.data());
    share.shared_gradient.setZero();
    for_point_blocks(problem_.observations.points, [&](Index first, Index count) {
        share.block.resize(count);
        load_points(share.block, 0, 0, problem_, group, first, count);
        share.block.forward(parameters, share.shared.data(), with_gradient);
        share.loss += compare(share.block, 0, group, first, count);
        if (with_gradient)
            share.block.backward(parameters, share.shared.data(), false, share.gradient.data(), by_shared);
    });
    if (with_gradient && problem_.trains_dynamics())
        states_gradient_.col(group).head(model.latent) = share.shared_gradient.head(model.latent);
}

void Loss::reconstruct_groups(Share& share, Index first, Index count, const double* parameters, bool with_gradient) {
    const LatentDynamicsNetwork& model = problem_.model;
    const Index points = problem_.observations.points;
    network::PointBlock& block = share.block;
    block.resize(count * points);
    for (Index g = 0; g < count; ++g) {
        shared_inputs(model, problem_.inputs, first + g, states_.col(first + g).data(), share.shared.data());
        for (Index i = 0; i < model.shared(); ++i) std::fill_n(block.input(i) + g * points, points, share.shared[i]);
        load_points(block, model.shared(), g * points, problem_, first + g, 0, points);
    }
    block.forward(parameters, nullptr, with_gradient);
    for (Index g = 0; g < count; ++g) share.loss += compare(block, g * points, first + g, 0, points);
    if (!with_gradient) return;
    block.backward(parameters, nullptr, problem_.trains_dynamics(), share.gradient.data(), nullptr);
    if (!problem_.trains_dynamics()) return;
    for (Index g = 0; g < count; ++g)
        for (Index i = 0; i < model.latent; ++i) {
            const double* by_point = block.input_gradient(i) + g * points;
            states_gradient_(i, first + g) = std::accumulate(by_point, by_point + points, 0.0);
        }
}

void Loss::reconstruct(Share& share, const double* parameters, bool with_gradient) {
    share.loss = 0;
    share.gradient.setZero();
    const Index end = share.first + share.count;
    const Index together = network::kPointBlock / problem_.observations.points;
    for (Index g = share.first; g < end; g += packed_ ? together : 1)
        if (packed_)
            reconstruct_groups(share, g, std::min(together, end - g), parameters, with_gradient);
        else
            reconstruct_group(share, g, parameters, with_gradient);
}

double Loss::operator()(const Eigen::VectorXd& parameters, Eigen::VectorXd* gradient) {
    const Index dynamics = problem_.dynamics_count();
    const auto blocks = static_cast<Index>(blocks_.size());
    bool bounded = true;
#pragma omp parallel for schedule(dynamic) reduction(&& : bounded)
    for (Index b = 0; b < blocks; ++b)
        bounded = blocks_[static_cast<std::size_t>(b)].integrate(parameters.data(), states_) && bounded;
    if (!bounded) return std::numeric_limits<double>::infinity();

    const auto shares = static_cast<Index>(shares_.size());
#pragma omp parallel for schedule(dynamic)
    for (Index s = 0; s < shares; ++s)
        reconstruct(shares_[static_cast<std::size_t>(s)], parameters.data() + dynamics, gradient != nullptr);
    double loss = 0;
    for (const Share& share : shares_) loss += share.loss;
    if (gradient != nullptr) {
        gradient->setZero(problem_.parameter_count());
        for (const Share& share : shares_) gradient->tail(share.gradient.size()) += share.gradient;
#pragma omp parallel for schedule(dynamic)
        for (Index b = 0; b < blocks; ++b) {
            Eigen::VectorXd& by_block = block_gradients_[static_cast<std::size_t>(b)];
            by_block.setZero();
            blocks_[static_cast<std::size_t>(b)].backward(parameters.data(), states_gradient_, by_block.data());
        }
        for (const Eigen::VectorXd& by_block : block_gradients_) gradient->head(dynamics) += by_block;
    }
    return loss + ridge_term(problem_, parameters, gradient != nullptr ? gradient->data() : nullptr, nullptr);
}

}  // namespace rom::ldnet
