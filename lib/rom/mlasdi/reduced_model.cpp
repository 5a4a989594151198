#include "rom/mlasdi/reduced_model.h"

#include "rom/base/error.h"
#include "rom/base/parallel.h"
#include "rom/base/text.h"
#include "rom/optimise/quasi_newton.h"

namespace rom::mlasdi {
namespace {

// The network in the precision it was trained in.
Eigen::MatrixXd apply(Precision precision, const network::Architecture& architecture, const Eigen::VectorXd& weights,
                      const Eigen::Ref<const Eigen::MatrixXd>& input) {
    if (precision == Precision::float64) return network::evaluate<double>(architecture, weights.data(), input);
    const Vector<float> narrow_weights = weights.cast<float>();
    const Matrix<float> narrow = input.cast<float>();
    return network::evaluate<float>(architecture, narrow_weights.data(), narrow).cast<double>();
}

}  // namespace

std::string summary_of(const ReducedModel& model) {
    const snapshots::Coordinates& coordinates = model.coordinates;
    const std::string noise =
        coordinates.noise > 0 ? format(": noise of %.2g %% of their deviation", 100 * coordinates.noise) : "";
    return format(
        "%ld cases of %ld times, %ld entries%s as %ld coordinates (%.1e of their norm left out%s), time unit %.4g, "
        "derivative %s",
        static_cast<long>(model.cases), static_cast<long>(model.grid.size()), static_cast<long>(coordinates.valid()),
        coordinates.delays > 0 ? format(" of %ld snapshots", static_cast<long>(coordinates.delays + 1)).c_str() : "",
        static_cast<long>(coordinates.rank()), coordinates.discarded, noise.c_str(), model.time_unit,
        name_of(model.derivative));
}

void round_to_precision(ReducedModel& model) {
    if (model.precision == Precision::float64) return;
    if (model.coordinates.precision == Precision::float32)
        model.coordinates.mean = model.coordinates.mean.cast<float>().cast<double>().eval();
    model.coordinates.basis = model.coordinates.basis.cast<float>().cast<double>().eval();
}

Eigen::MatrixXd encode(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& coordinates) {
    return apply(model.precision, model.encoder, model.encoder_weights, coordinates);
}

Eigen::MatrixXd fit_latent(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& coordinates) {
    constexpr int most_steps = 200;
    const DecoderStage& stage = model.stages.front();
    const double factor = stage.epsilon / model.coordinates.scale;
    network::ArrangedWeights<double> weights;
    weights.assign(stage.decoder, stage.weights.data(), true);
    Eigen::MatrixXd latent = encode(model, coordinates);
    const auto fit = [&](Index c) {
        network::Workspace<double> workspace(stage.decoder, 1);
        const optimise::Function<double> misfit = [&](const Eigen::VectorXd& z, Eigen::VectorXd& gradient) {
            network::forward<double>(stage.decoder, weights, z, workspace);
            const Eigen::VectorXd difference = factor * workspace.outputs.back() - coordinates.col(c);
            workspace.deltas.back() = factor * difference;
            gradient.resize(z.size());
            Eigen::Map<Eigen::MatrixXd> as_column(gradient.data(), z.size(), 1);
            Columns<double> by_latent = as_column;
            network::backward<double>(stage.decoder, weights, z, workspace, nullptr, &by_latent);
            return difference.squaredNorm() / 2;
        };
        Eigen::VectorXd z = latent.col(c);
        Eigen::VectorXd gradient;
        double value = misfit(z, gradient);
        optimise::LbfgsState<double> state;
        for (int step = 0; step < most_steps; ++step) {
            const double before = value;
            if (!optimise::lbfgs_step(misfit, z, gradient, value, state) || before - value < 1e-9 * before) break;
        }
        latent.col(c) = z;
    };
    parallel_for(latent.cols(), latent.cols() > 1, fit);
    return latent;
}

Eigen::MatrixXd initial_latent(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& coordinates,
                               bool fitted) {
    return fitted ? fit_latent(model, coordinates) : encode(model, coordinates);
}

Eigen::MatrixXd decode(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& latent, Index stages) {
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(model.coordinates.rank(), latent.cols());
    for (Index k = 0; k < stages; ++k) {
        const DecoderStage& stage = model.stages[static_cast<std::size_t>(k)];
        sum += stage.epsilon * apply(model.precision, stage.decoder, stage.weights, latent);
    }
    return sum;
}

}  // namespace rom::mlasdi
