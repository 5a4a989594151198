#include "rom/ldnet/trajectories.h"

#include <algorithm>
#include <array>

namespace rom::ldnet {
namespace {

constexpr std::array kOne = {1.0};
constexpr std::array kNone = {0.0};
constexpr std::array kHeunBefore = {0.0, 1.0};
constexpr std::array kHeunWeight = {0.5, 0.5};
constexpr std::array kClassicalBefore = {0.0, 0.5, 0.5, 1.0};
constexpr std::array kClassicalWeight = {1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6};

constexpr Index kCaseBlock = 32;

}  // namespace

Tableau tableau_of(Integrator integrator) {
    switch (integrator) {
        case Integrator::euler:
            break;
        case Integrator::rk2:
            return {kHeunBefore, kHeunWeight, kHeunBefore};
        case Integrator::rk4:
            return {kClassicalBefore, kClassicalWeight, kClassicalBefore};
    }
    return {kNone, kOne, kNone};
}

CaseBlock::CaseBlock(const LatentDynamicsNetwork& model, const CaseInputs& inputs, Index first, Index count)
    : model_(model),
      inputs_(inputs),
      tableau_(tableau_of(model.integrator)),
      intervals_(intervals_of(model, inputs.times)),
      symplectic_(model.order == 2 && model.integrator == Integrator::euler),
      first_(first),
      count_(count),
      block_(model.dynamics, 0),
      equilibrium_(model.dynamics, 0) {
    block_.resize(count);
    equilibrium_.resize(count);
    const Index stride = block_.stride();
    const auto zero = [&] { return Eigen::MatrixXd::Zero(stride, model.states()); };
    state_ = adjoint_ = next_ = zero();
    const Index steps = intervals_.empty() ? 0 : intervals_.back().before + intervals_.back().steps;
    stages_.assign(static_cast<std::size_t>(steps) * tableau_.weight.size(), zero());
    rates_.assign(tableau_.weight.size(), zero());
    for (network::PointBlock* block : {&block_, &equilibrium_})
        for (Index i = 0; i < model.parameters.size(); ++i)
            for (Index c = 0; c < count; ++c) block->input(model.states() + i)[c] = inputs.parameters(i, first + c);
    for (Index i = 0; i < model.signals.size(); ++i)
        std::fill_n(equilibrium_.input(model.states() + model.parameters.size() + i), count,
                    model.signals.to_unit(i, 0));
}

Eigen::MatrixXd& CaseBlock::stage(Index time, Index part, std::size_t s) {
    const Index before = intervals_[static_cast<std::size_t>(time)].before + part;
    return stages_[static_cast<std::size_t>(before) * tableau_.weight.size() + s];
}

void CaseBlock::set_inputs(network::PointBlock& block, const Eigen::MatrixXd& state, Index time, double fraction) {
    for (Index i = 0; i < model_.states(); ++i) std::copy_n(state.col(i).data(), count_, block.input(i));
    for (Index i = 0; i < model_.signals.size(); ++i) {
        double* row = block.input(model_.states() + model_.parameters.size() + i);
        for (Index c = 0; c < count_; ++c) {
            const Index group = (first_ + c) * inputs_.times + time;
            row[c] = inputs_.signals(i, group);
            if (fraction > 0) row[c] += fraction * (inputs_.signals(i, group + 1) - row[c]);
        }
    }
}

void CaseBlock::rate_of(const double* weights, const Eigen::MatrixXd& state, Index time, double fraction,
                        Eigen::MatrixXd& rate) {
    set_inputs(block_, state, time, fraction);
    block_.forward(weights, nullptr, true);
    const Index latent = model_.latent;
    const Index driven = model_.order == 2 ? latent : 0;  // the first state whose rate is the network's
    if (driven > 0) rate.leftCols(latent) = state.rightCols(latent);
    for (Index i = 0; i < latent; ++i) {
        const double* output = block_.output(i);
        double* to = rate.col(driven + i).data();
        if (model_.equilibrium) {
            const double* at_rest = equilibrium_.output(i);
            for (Index l = 0; l < block_.stride(); ++l) to[l] = output[l] - at_rest[l];
        } else {
            std::copy_n(output, block_.stride(), to);
        }
    }
}

void CaseBlock::step(const double* weights, Index time, Index part) {
    const std::size_t count = tableau_.weight.size();
    const auto& [steps, h, before] = intervals_[static_cast<std::size_t>(time)];
    for (std::size_t s = 0; s < count; ++s) {
        Eigen::MatrixXd& from = stage(time, part, s);
        from = state_;
        if (s > 0) from += h * tableau_.before[s] * rates_[s - 1];
        rate_of(weights, from, time, (static_cast<double>(part) + tableau_.at[s]) / static_cast<double>(steps),
                rates_[s]);
    }
    if (symplectic_) rates_[0].leftCols(model_.latent) += h * rates_[0].rightCols(model_.latent);
    for (std::size_t s = 0; s < count; ++s) state_ += h * tableau_.weight[s] * rates_[s];
}

bool CaseBlock::integrate(const double* weights, Eigen::MatrixXd& states) {
    if (model_.equilibrium) equilibrium_.forward(weights, nullptr, true);
    state_.setZero();
    for (Index time = 0;; ++time) {
        for (Index c = 0; c < count_; ++c) states.col((first_ + c) * inputs_.times + time) = state_.row(c).transpose();
        if (!(state_.topRows(count_).cwiseAbs().maxCoeff() < kDiverged)) return false;
        if (time + 1 == inputs_.times) return true;
        for (Index part = 0; part < intervals_[static_cast<std::size_t>(time)].steps; ++part) step(weights, time, part);
    }
}

void CaseBlock::step_back(const double* weights, Index time, Index part, double* gradient) {
    const Index latent = model_.latent;
    const Index driven = model_.order == 2 ? latent : 0;
    const auto& [steps, h, before] = intervals_[static_cast<std::size_t>(time)];
    next_ = adjoint_;
    // rates_[s] is dL/d(rate of stage s), then dL/d(state of stage s).
    for (std::size_t s = tableau_.weight.size(); s-- > 0;) {
        Eigen::MatrixXd& by_rate = rates_[s];
        by_rate = h * tableau_.weight[s] * adjoint_;
        if (s + 1 < rates_.size()) by_rate += h * tableau_.before[s + 1] * rates_[s + 1];
        if (symplectic_) by_rate.rightCols(latent) += h * by_rate.leftCols(latent);
        set_inputs(block_, stage(time, part, s), time,
                   (static_cast<double>(part) + tableau_.at[s]) / static_cast<double>(steps));
        block_.forward(weights, nullptr, true);
        for (Index i = 0; i < latent; ++i) {
            const double* from = by_rate.col(driven + i).data();
            std::copy_n(from, count_, block_.output_gradient(i));
            if (!model_.equilibrium) continue;
            double* at_rest = equilibrium_.output_gradient(i);
            for (Index c = 0; c < count_; ++c) at_rest[c] -= from[c];
        }
        block_.backward(weights, nullptr, true, gradient, nullptr);
        if (driven > 0) by_rate.rightCols(latent) = by_rate.leftCols(latent);
        if (driven > 0) by_rate.leftCols(latent).setZero();
        if (driven == 0) by_rate.setZero();
        for (Index i = 0; i < model_.states(); ++i)
            by_rate.col(i) += Eigen::Map<const Eigen::VectorXd>(block_.input_gradient(i), block_.stride());
        next_ += by_rate;
    }
    adjoint_ = next_;
}

void CaseBlock::backward(const double* weights, const Eigen::MatrixXd& states_gradient, double* gradient) {
    adjoint_.setZero();
    if (model_.equilibrium)
        for (Index i = 0; i < model_.latent; ++i) std::fill_n(equilibrium_.output_gradient(i), count_, 0.0);
    for (Index time = inputs_.times - 1; time > 0; --time) {
        for (Index c = 0; c < count_; ++c)
            adjoint_.row(c) += states_gradient.col((first_ + c) * inputs_.times + time).transpose();
        for (Index part = intervals_[static_cast<std::size_t>(time - 1)].steps; part-- > 0;)
            step_back(weights, time - 1, part, gradient);
    }
    if (model_.equilibrium) equilibrium_.backward(weights, nullptr, false, gradient, nullptr);
}

std::vector<CaseBlock> case_blocks(const LatentDynamicsNetwork& model, const CaseInputs& inputs) {
    std::vector<CaseBlock> blocks;
    const Index count = (inputs.cases + kCaseBlock - 1) / kCaseBlock;
    for (Index b = 0; b < count; ++b) {
        const Index first = inputs.cases * b / count;
        blocks.emplace_back(model, inputs, first, inputs.cases * (b + 1) / count - first);
    }
    return blocks;
}

}  // namespace rom::ldnet
