#include "rom/training/reduced_model.h"

#include "rom/error.h"

namespace rom::training {
namespace {

// The network in the precision it was trained in.
Eigen::MatrixXd apply(npy::Type precision, const network::Architecture& architecture, const Eigen::VectorXd& parameters,
                      const Eigen::Ref<const Eigen::MatrixXd>& input) {
    if (precision == npy::Type::float64) return network::evaluate<double>(architecture, parameters.data(), input);
    const Vector<float> weights = parameters.cast<float>();
    const Matrix<float> narrow = input.cast<float>();
    return network::evaluate<float>(architecture, weights.data(), narrow).cast<double>();
}

}  // namespace

void round_to_precision(ReducedModel& model) {
    if (model.precision == npy::Type::float64) return;
    model.coordinates.mean = model.coordinates.mean.cast<float>().cast<double>().eval();
    model.coordinates.basis = model.coordinates.basis.cast<float>().cast<double>().eval();
}

void require_space(const npy::Shape& space, const ReducedModel& model, const std::string& what,
                   const std::string& name) {
    if (space != model.coordinates.space)
        throw Error(what + " has states of shape " + npy::to_string(space) + " but " + name + " was trained on " +
                    npy::to_string(model.coordinates.space) + "; they must match");
}

Eigen::MatrixXd encode(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& coordinates) {
    return apply(model.precision, model.encoder, model.encoder_parameters, coordinates);
}

Eigen::MatrixXd decode(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& latent, Index stages) {
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(model.coordinates.rank(), latent.cols());
    for (Index k = 0; k < stages; ++k) {
        const Stage& stage = model.stages[static_cast<std::size_t>(k)];
        sum += stage.epsilon * apply(model.precision, stage.decoder, stage.parameters, latent);
    }
    return sum;
}

Eigen::MatrixXd lift(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& decoded) {
    const Coordinates& coordinates = model.coordinates;
    if (coordinates.basis.cols() == 0) return decoded.colwise() + coordinates.mean;
    return (coordinates.basis * decoded).colwise() + coordinates.mean;
}

}  // namespace rom::training
