#include "rom/ldnet/gauss_newton.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Cholesky>

#include "rom/ldnet/sensitivities.h"

namespace rom::ldnet {
namespace {

constexpr Index kShares = 8;
constexpr Index kBatchRows = 512;
constexpr double kLeastProgress = 1e-9;

// Sums over the groups of some cases.
struct Share {
    double loss = 0;
    bool bounded = true;
    Eigen::VectorXd gradient;
    Eigen::MatrixXd hessian;
};

// The Jacobian of NNrec at points of a group: by its parameters [points, count], and by the shared inputs.
class FieldJacobian {
public:
    explicit FieldJacobian(const Problem& problem)
        : architecture_(problem.stage().network),
          block(architecture_, problem.model.shared()),
          shared_(problem.model.shared()) {}

    // After block.forward. Of the field `which`.
    void evaluate(const double* parameters, const double* shared, Index which,
                  Eigen::Ref<Eigen::MatrixXd> by_parameters, Eigen::Ref<Eigen::MatrixXd> by_shared) {
        const Index points = block.points();
        for (Index f = 0; f < architecture_.outputs(); ++f)
            std::fill_n(block.output_gradient(f), points, f == which ? 1.0 : 0.0);
        block.backward(parameters, shared, false, nullptr, nullptr);
        const auto row = [&](const double* values) { return Eigen::Map<const Eigen::ArrayXd>(values, points); };
        for (std::size_t k = 0; k < architecture_.layers.size(); ++k) {
            const Layer& layer = architecture_.layers[k];
            for (Index i = 0; i < layer.inputs; ++i)
                for (Index j = 0; j < layer.outputs; ++j) {
                    auto column = by_parameters.col(architecture_.weight_offset(k) + i * layer.outputs + j);
                    const double* input = block.layer_input(k, i);
                    if (input == nullptr)
                        column = (row(block.delta(k, j)) * shared[i]).matrix();
                    else
                        column = (row(block.delta(k, j)) * row(input)).matrix();
                }
            for (Index j = 0; j < layer.outputs; ++j)
                by_parameters.col(architecture_.bias_offset(k) + j) = row(block.delta(k, j)).matrix();
        }
        by_shared.setZero();
        const Index rows = architecture_.layers.front().outputs;
        for (Index i = 0; i < shared_; ++i)
            for (Index j = 0; j < rows; ++j)
                by_shared.col(i) +=
                    parameters[architecture_.weight_offset(0) + i * rows + j] * row(block.delta(0, j)).matrix();
    }

private:
    using Layer = network::Layer;
    const network::Architecture& architecture_;

public:
    network::PointBlock block;

private:
    Index shared_;
};

// Groups whose products are added to the Hessian at once, which is larger than the caches.
class Batch {
public:
    explicit Batch(const Problem& problem)
        : dynamics_(problem.dynamics_count()),
          latent_(problem.model.latent),
          rows_(problem.observations.points * problem.model.fields.size()),
          groups_(std::max<Index>(1, kBatchRows / rows_)),
          own_(groups_ * rows_, problem.stage().parameters.size()),
          cross_(own_.cols(), groups_ * latent_),
          sensitivities_(groups_ * latent_, dynamics_),
          weighted_(sensitivities_) {}

    // Where the Jacobian of the next group by NNrec's own parameters goes: [points * fields, parameters].
    auto own() { return own_.middleRows(count_ * rows_, rows_); }

    // Adds the next group, own() being filled. by_state [points * fields, latent], of_latent [latent, parameters of
    // NNdyn].
    void add(const Eigen::Ref<const Eigen::MatrixXd>& by_state, const Eigen::Ref<const Eigen::MatrixXd>& of_latent,
             Share& share) {
        if (dynamics_ > 0) {
            const Index at = count_ * latent_;
            cross_.middleCols(at, latent_).noalias() = own().transpose() * by_state;
            sensitivities_.middleRows(at, latent_) = of_latent;
            weighted_.middleRows(at, latent_).noalias() = by_state.transpose() * by_state * of_latent;
        }
        if (++count_ == groups_) flush(share);
    }

    void flush(Share& share) {
        const Index count = own_.cols();
        const Index states = count_ * latent_;
        share.hessian.bottomRightCorner(count, count)
            .selfadjointView<Eigen::Lower>()
            .rankUpdate(own_.topRows(count_ * rows_).transpose());
        if (dynamics_ > 0) {
            share.hessian.topLeftCorner(dynamics_, dynamics_).noalias() +=
                sensitivities_.topRows(states).transpose() * weighted_.topRows(states);
            share.hessian.bottomLeftCorner(count, dynamics_).noalias() +=
                cross_.leftCols(states) * sensitivities_.topRows(states);
        }
        count_ = 0;
    }

private:
    Index dynamics_;
    Index latent_;
    Index rows_;
    Index groups_;
    Index count_ = 0;
    Eigen::MatrixXd own_;
    Eigen::MatrixXd cross_;
    Eigen::MatrixXd sensitivities_;
    Eigen::MatrixXd weighted_;
};

// Adds what one case has to the sums.
void add_case(const Problem& problem, const double* parameters, Index which, Sensitivities& sensitivities,
              FieldJacobian& jacobian, Batch& batch, Share& share) {
    const LatentDynamicsNetwork& model = problem.model;
    const Index dynamics = problem.dynamics_count();
    const Index points = problem.observations.points;
    const Index fields = model.fields.size();
    const double* own = parameters + dynamics;
    Eigen::VectorXd shared(model.shared());
    Eigen::MatrixXd by_shared(points * fields, model.shared());
    Eigen::VectorXd errors(points * fields);
    const double scale = 1 / static_cast<double>(problem.targets.size());
    if (problem.trains_dynamics()) sensitivities.start(which);
    for (Index time = 0; time < problem.inputs.times; ++time) {
        const Index group = which * problem.inputs.times + time;
        const double* state =
            problem.trains_dynamics() ? sensitivities.state().data() : problem.states.col(group).data();
        shared_inputs(model, problem.inputs, group, state, shared.data());
        auto by_own = batch.own();
        for (Index first = 0; first < points; first += network::kPointBlock) {
            const Index piece = std::min(network::kPointBlock, points - first);
            load_points(jacobian.block, problem, group, first, piece);
            jacobian.block.forward(own, shared.data(), true);
            for (Index f = 0; f < fields; ++f) {
                errors.segment(f * points + first, piece) =
                    Eigen::Map<const Eigen::VectorXd>(jacobian.block.output(f), piece) -
                    problem.targets.col(group * fields + f).segment(first, piece);
                jacobian.evaluate(own, shared.data(), f, by_own.middleRows(f * points + first, piece),
                                  by_shared.middleRows(f * points + first, piece));
            }
        }
        share.loss += scale * errors.squaredNorm();
        share.gradient.tail(by_own.cols()).noalias() += by_own.transpose() * errors;
        const auto by_state = by_shared.leftCols(model.latent);
        const auto of_latent = sensitivities.by_parameters().topRows(model.latent);
        if (problem.trains_dynamics())
            share.gradient.head(dynamics).noalias() += of_latent.transpose() * (by_state.transpose() * errors);
        batch.add(by_state, of_latent, share);
        if (!problem.trains_dynamics() || time + 1 == problem.inputs.times) continue;
        sensitivities.advance(time);
        if (!(sensitivities.state().cwiseAbs().maxCoeff() < kDiverged)) {
            share.bounded = false;
            return;
        }
    }
}

}  // namespace

NormalEquations normal_equations(const Problem& problem, const Eigen::VectorXd& parameters) {
    const Index count = problem.parameter_count();
    const Index cases = problem.inputs.cases;
    const Index number = std::min(kShares, cases);
    std::vector<Share> shares(static_cast<std::size_t>(number));
#pragma omp parallel for schedule(dynamic)
    for (Index s = 0; s < number; ++s) {
        Share& share = shares[static_cast<std::size_t>(s)];
        share.gradient.setZero(count);
        share.hessian.setZero(count, count);
        Sensitivities sensitivities(problem.model, problem.inputs, parameters.data());
        FieldJacobian jacobian(problem);
        Batch batch(problem);
        for (Index c = cases * s / number; c < cases * (s + 1) / number && share.bounded; ++c)
            add_case(problem, parameters.data(), c, sensitivities, jacobian, batch, share);
        batch.flush(share);
    }
    NormalEquations sum{0, Eigen::VectorXd::Zero(count), Eigen::MatrixXd::Zero(count, count)};
    for (const Share& share : shares) {
        sum.loss += share.bounded ? share.loss : std::numeric_limits<double>::infinity();
        sum.gradient += share.gradient;
        sum.hessian += share.hessian;
    }
    const double scale = 2 / static_cast<double>(problem.targets.size());
    sum.gradient *= scale;
    sum.hessian *= scale;
    Eigen::VectorXd curvature = Eigen::VectorXd::Zero(count);
    sum.loss += ridge_term(problem, parameters, sum.gradient.data(), curvature.data());
    sum.hessian.diagonal() += curvature;
    return sum;
}

bool marquardt_step(const Problem& problem, Loss& loss, Eigen::VectorXd& parameters, double& value,
                    network::MarquardtState& state) {
    constexpr int most_trials = 20;
    constexpr double least = 1e-12;
    const NormalEquations equations = normal_equations(problem, parameters);
    const Eigen::VectorXd diagonal =
        equations.hessian.diagonal().cwiseMax(least * equations.hessian.diagonal().maxCoeff());
    for (int trial = 0; trial < most_trials; ++trial) {
        Eigen::MatrixXd damped = equations.hessian;
        damped.diagonal() += state.damping * diagonal;
        const Eigen::LLT<Eigen::MatrixXd> factor(damped.selfadjointView<Eigen::Lower>());
        if (factor.info() == Eigen::Success) {
            const Eigen::VectorXd step = factor.solve(-equations.gradient);
            const Eigen::VectorXd trial_parameters = parameters + step;
            const double reached = loss(trial_parameters, nullptr);
            const double predicted = 0.5 * step.dot(state.damping * diagonal.cwiseProduct(step) - equations.gradient);
            const double gain = (value - reached) / predicted;
            if (std::isfinite(reached) && reached < value) {
                const bool stuck = value - reached < kLeastProgress * value;
                parameters = trial_parameters;
                value = reached;
                state.damping = std::max(1e-15, state.damping * std::max(1.0 / 3, 1 - std::pow(2 * gain - 1, 3)));
                state.growth = 2;
                return !stuck;
            }
        }
        state.damping *= state.growth;
        state.growth *= 2;
    }
    return false;
}

}  // namespace rom::ldnet
