#include "rom/ldnet/model.h"

#include <algorithm>
#include <cmath>

namespace rom::ldnet {
namespace {

network::Architecture with_hidden(Index inputs, const std::vector<Index>& hidden, Index outputs,
                                  network::Activation first, network::Activation activation) {
    std::vector<Index> widths = {inputs};
    widths.insert(widths.end(), hidden.begin(), hidden.end());
    widths.push_back(outputs);
    return network::make_architecture(widths, first, activation);
}

Eigen::VectorXd draw(const network::Architecture& architecture, std::uint64_t seed) {
    return network::initialise(architecture, network::Initialisation::xavier_uniform, architecture.inputs(),
                               architecture.outputs(), seed);
}

}  // namespace

TimeGrid grid_of(const LatentDynamicsNetwork& model, Index times) {
    const TimeGrid& grid = model.grid;
    if (grid.is_uniform() || times <= grid.size()) return grid.resized(times);
    Eigen::VectorXd all(times);
    all.head(grid.size()) = grid.times();
    const double interval = grid.steps()[grid.size() - 2];
    for (Index k = grid.size(); k < times; ++k) all[k] = all[k - 1] + interval;
    return TimeGrid::listed(all);
}

std::vector<Interval> intervals_of(const LatentDynamicsNetwork& model, Index times) {
    constexpr double rounding = 1e-6;
    const TimeGrid grid = grid_of(model, times);
    const Eigen::VectorXd lengths =
        grid.is_uniform() ? Eigen::VectorXd::Constant(times - 1, grid.step()) : grid.steps();
    std::vector<Interval> intervals;
    Index before = 0;
    for (const double length : lengths) {
        const double steps = model.step > 0 ? std::max(1.0, std::ceil(length / model.step - rounding)) : 1;
        intervals.push_back({static_cast<Index>(steps), length / (steps * model.time_unit), before});
        before += intervals.back().steps;
    }
    return intervals;
}

void initialise(LatentDynamicsNetwork& model, const std::vector<Index>& dynamics_hidden,
                const std::vector<Index>& reconstruction_hidden, network::Activation activation, std::uint64_t seed) {
    model.dynamics =
        with_hidden(model.states() + model.inputs(), dynamics_hidden, model.latent, activation, activation);
    model.dynamics_weights = draw(model.dynamics, 2 * seed);
    model.stages = {make_stage(model, reconstruction_hidden, activation, activation, 1, seed)};
}

ReconstructionStage make_stage(const LatentDynamicsNetwork& model, const std::vector<Index>& hidden,
                               network::Activation first, network::Activation activation, double kappa,
                               std::uint64_t seed) {
    ReconstructionStage stage;
    stage.network = with_hidden(model.shared() + model.points.size(), hidden, model.fields.size(), first, activation);
    stage.network.gain = kappa;
    stage.weights = draw(stage.network, 2 * seed + 1);
    return stage;
}

}  // namespace rom::ldnet
