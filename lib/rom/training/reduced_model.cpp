#include "rom/training/reduced_model.h"

#include <algorithm>
#include <exception>

#include "rom/error.h"
#include "rom/network/quasi_newton.h"

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

Eigen::MatrixXd fit_latent(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& coordinates) {
    constexpr int most_steps = 200;
    const Stage& stage = model.stages.front();
    const double factor = stage.epsilon / model.coordinates.scale;
    network::Weights<double> weights;
    weights.assign(stage.decoder, stage.parameters.data(), true);
    Eigen::MatrixXd latent = encode(model, coordinates);
#pragma omp parallel for schedule(dynamic) if (latent.cols() > 1)
    for (Index c = 0; c < latent.cols(); ++c) {
        network::Workspace<double> workspace(stage.decoder, 1);
        const network::Function<double> misfit = [&](const Eigen::VectorXd& z, Eigen::VectorXd& gradient) {
            network::forward<double>(stage.decoder, weights, z, workspace);
            const Eigen::VectorXd difference = factor * workspace.outputs.back() - coordinates.col(c);
            workspace.deltas.back() = factor * difference;
            gradient.resize(z.size());
            Eigen::Map<Eigen::MatrixXd> as_column(gradient.data(), z.size(), 1);
            network::Columns<double> by_latent = as_column;
            network::backward<double>(stage.decoder, weights, z, workspace, nullptr, &by_latent);
            return difference.squaredNorm() / 2;
        };
        Eigen::VectorXd z = latent.col(c);
        Eigen::VectorXd gradient;
        double value = misfit(z, gradient);
        network::LbfgsState<double> state;
        for (int step = 0; step < most_steps; ++step) {
            const double before = value;
            if (!network::lbfgs_step(misfit, z, gradient, value, state) || before - value < 1e-9 * before) break;
        }
        latent.col(c) = z;
    }
    return latent;
}

Eigen::MatrixXd decode(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& latent, Index stages) {
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(model.coordinates.rank(), latent.cols());
    for (Index k = 0; k < stages; ++k) {
        const Stage& stage = model.stages[static_cast<std::size_t>(k)];
        sum += stage.epsilon * apply(model.precision, stage.decoder, stage.parameters, latent);
    }
    return sum;
}

template <class Scalar>
SnapshotDecoder<Scalar>::SnapshotDecoder(const ReducedModel& model, Index stages)
    : model_(model), mean_(model.coordinates.mean.cast<Scalar>()), weights_(static_cast<std::size_t>(stages)) {
    const Coordinates& coordinates = model.coordinates;
    if (coordinates.basis.cols() > 0)
        basis_.assign(coordinates.basis.cast<Scalar>().eval().data(), 1, coordinates.size(), coordinates.size(),
                      coordinates.rank());
    for (std::size_t k = 0; k < weights_.size(); ++k)
        weights_[k].assign(model.stages[k].decoder, model.stages[k].parameters.cast<Scalar>().eval().data(), false);
}

template <class Scalar>
Matrix<Scalar> SnapshotDecoder<Scalar>::operator()(const network::ConstColumns<Scalar>& latent) const {
    Matrix<Scalar> decoded = Matrix<Scalar>::Zero(model_.coordinates.rank(), latent.cols());
    for (std::size_t k = 0; k < weights_.size(); ++k)
        decoded += static_cast<Scalar>(model_.stages[k].epsilon) *
                   network::evaluate<Scalar>(model_.stages[k].decoder, weights_[k], latent);
    if (model_.coordinates.basis.cols() == 0) return decoded.colwise() + mean_;
    Matrix<Scalar> snapshots(size(), latent.cols());
    basis_.multiply(mean_.data(), decoded.data(), decoded.rows(), latent.cols(), snapshots.data(), snapshots.rows());
    return snapshots;
}

template <class Scalar>
void for_decoded_blocks(const SnapshotDecoder<Scalar>& decoder, const Eigen::Ref<const Eigen::MatrixXd>& latent,
                        const std::function<void(std::span<const Scalar> block)>& visit) {
    constexpr Index block_elements = Index{1} << 18;  // stays in the second-level cache
    constexpr Index least_columns = 8;                // what makes one pass over the basis worth it
    const Matrix<Scalar> states = latent.cast<Scalar>();
    const Index columns = std::max(least_columns, block_elements / decoder.size());
    const Index blocks = (states.cols() + columns - 1) / columns;
    std::exception_ptr failure;
#pragma omp parallel for ordered schedule(static, 1) if (blocks > 1)
    for (Index b = 0; b < blocks; ++b) {
        const Matrix<Scalar> snapshots =
            decoder(states.middleCols(b * columns, std::min(columns, states.cols() - b * columns)));
#pragma omp ordered
        try {
            if (!failure) visit({snapshots.data(), static_cast<std::size_t>(snapshots.size())});
        } catch (...) {
            failure = std::current_exception();
        }
    }
    if (failure) std::rethrow_exception(failure);
}

template class SnapshotDecoder<float>;
template class SnapshotDecoder<double>;
template void for_decoded_blocks(const SnapshotDecoder<float>&, const Eigen::Ref<const Eigen::MatrixXd>&,
                                 const std::function<void(std::span<const float>)>&);
template void for_decoded_blocks(const SnapshotDecoder<double>&, const Eigen::Ref<const Eigen::MatrixXd>&,
                                 const std::function<void(std::span<const double>)>&);

}  // namespace rom::training
