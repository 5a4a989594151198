#include "rom/training/reduced_model.h"

#include <algorithm>
#include <exception>

#include "rom/error.h"
#include "rom/network/optimiser.h"

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
void for_decoded_blocks(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& latent, Index stages,
                        const std::function<void(std::span<const Scalar> block)>& visit) {
    constexpr Index block_elements = Index{1} << 18;  // stays in the second-level cache
    constexpr Index least_columns = 8;                // what makes one pass over the basis worth it
    const Coordinates& coordinates = model.coordinates;
    const Matrix<Scalar> states = latent.cast<Scalar>();
    const Vector<Scalar> mean = coordinates.mean.cast<Scalar>();
    network::Panels<Scalar> basis;
    if (coordinates.basis.cols() > 0)
        basis.assign(coordinates.basis.cast<Scalar>().eval().data(), 1, coordinates.size(), coordinates.size(),
                     coordinates.rank());
    std::vector<network::Weights<Scalar>> weights(model.stages.size());
    for (std::size_t k = 0; k < weights.size(); ++k)
        weights[k].assign(model.stages[k].decoder, model.stages[k].parameters.cast<Scalar>().eval().data(), false);

    const Index columns = std::max(least_columns, block_elements / coordinates.size());
    const Index blocks = (states.cols() + columns - 1) / columns;
    std::exception_ptr failure;
#pragma omp parallel for ordered schedule(static, 1) if (blocks > 1)
    for (Index b = 0; b < blocks; ++b) {
        const auto z = states.middleCols(b * columns, std::min(columns, states.cols() - b * columns));
        Matrix<Scalar> decoded = Matrix<Scalar>::Zero(coordinates.rank(), z.cols());
        for (std::size_t k = 0; k < static_cast<std::size_t>(stages); ++k)
            decoded += static_cast<Scalar>(model.stages[k].epsilon) *
                       network::evaluate<Scalar>(model.stages[k].decoder, weights[k], z);
        Matrix<Scalar> snapshots(coordinates.size(), z.cols());
        if (coordinates.basis.cols() > 0)
            basis.multiply(mean.data(), decoded.data(), decoded.rows(), z.cols(), snapshots.data(), snapshots.rows());
        else
            snapshots = decoded.colwise() + mean;
#pragma omp ordered
        try {
            if (!failure) visit({snapshots.data(), static_cast<std::size_t>(snapshots.size())});
        } catch (...) {
            failure = std::current_exception();
        }
    }
    if (failure) std::rethrow_exception(failure);
}

template void for_decoded_blocks(const ReducedModel&, const Eigen::Ref<const Eigen::MatrixXd>&, Index,
                                 const std::function<void(std::span<const float>)>&);
template void for_decoded_blocks(const ReducedModel&, const Eigen::Ref<const Eigen::MatrixXd>&, Index,
                                 const std::function<void(std::span<const double>)>&);

}  // namespace rom::training
