#include "rom/ldnet/model.h"

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
