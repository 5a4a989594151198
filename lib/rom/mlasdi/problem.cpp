#include "rom/mlasdi/problem.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <type_traits>

#include "rom/base/error.h"
#include "rom/base/rounding.h"
#include "rom/mlasdi/loss.h"
#include "rom/mlasdi/roll_out.h"

namespace rom::mlasdi {
namespace {

// What a last layer that is solved for may have at the end.
constexpr std::array kRidges = {1.0, 0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10};
constexpr int kDigits = 36;  // binary, of the largest coordinate (see base/rounding.h)

std::vector<Index> widths_of(Index first, std::vector<Index> hidden, Index last) {
    hidden.insert(hidden.begin(), first);
    hidden.push_back(last);
    return hidden;
}

network::Architecture make_decoder(Index latent, Index rank, const NetworkOptions& options) {
    const std::vector<Index> reversed(options.hidden.rbegin(), options.hidden.rend());
    auto decoder = network::make_architecture(widths_of(latent, reversed, rank), options.first, options.activation);
    decoder.gain = options.kappa;
    decoder.train_gain = options.train_kappa;
    return decoder;
}

// How much faster the layers that touch the coordinates learn. On the mesh a step of Adam moves the first layer's
// output by up to rate * N, which large meshes do not bear: beyond N / r = 30, the most that was found to train well,
// it stays the same.
struct CoordinateRates {
    double first;
    double last;
};

CoordinateRates coordinate_rates(const snapshots::Coordinates& coordinates) {
    constexpr double most = 30;
    const double ratio = static_cast<double>(coordinates.state_size()) / static_cast<double>(coordinates.rank());
    return {std::sqrt(ratio) * std::min(1.0, most / ratio), std::sqrt(ratio)};
}

// The weights and the biases of a layer, which learn at factors of their own. Offsets are counted from `start`.
void append_layer_groups(const network::Architecture& architecture, std::size_t layer, double of_weights,
                         double of_biases, Index start, std::vector<optimise::RateGroup>& groups) {
    const Index weights = start + architecture.weight_offset(layer);
    const Index biases = start + architecture.bias_offset(layer);
    groups.push_back({weights, biases, of_weights, architecture.layers[layer].outputs});
    groups.push_back({biases, biases + architecture.layers[layer].outputs, of_biases});
}

void append_encoder_groups(const network::Architecture& encoder, double factor,
                           std::vector<optimise::RateGroup>& groups) {
    for (std::size_t layer = 0; layer < encoder.layers.size(); ++layer)
        append_layer_groups(encoder, layer, layer == 0 ? factor : 1, 1, 0, groups);
}

// The last layer of a decoder learns at `factor`, the others at 1; with ridge > 0 it does not learn at all.
void append_decoder_groups(const network::Architecture& decoder, double factor, double ridge, Index start,
                           std::vector<optimise::RateGroup>& groups) {
    const std::size_t last = decoder.layers.size() - 1;
    for (std::size_t layer = 0; layer < last; ++layer) append_layer_groups(decoder, layer, 1, 1, start, groups);
    if (ridge == 0) append_layer_groups(decoder, last, factor, factor, start, groups);
    const Index end = start + decoder.weight_offset(ridge > 0 ? last : last + 1);
    if (decoder.train_gain) groups.push_back({end, end + 1, 1});
}

// The initial weights of a decoder that are trained; with ridge > 0 it has more than the last layer.
Eigen::VectorXd trained_part(const network::Architecture& decoder, const Eigen::VectorXd& initial, double ridge) {
    if (ridge == 0) return initial;
    if (decoder.layers.size() == 1)
        throw Error(
            "--optimiser varpro solves for the last layer and trains the others, but --hidden none leaves it "
            "alone; give hidden layers, or another optimiser");
    const Index before = decoder.weight_offset(decoder.layers.size() - 1);
    Eigen::VectorXd trained(before + (decoder.train_gain ? 1 : 0));
    trained << initial.head(before), initial.tail(trained.size() - before);
    return trained;
}

// In single precision the last digits are gone already.
template <class Scalar>
Matrix<Scalar> without_last_digits(const Matrix<Scalar>& coordinates) {
    if constexpr (std::is_same_v<Scalar, float>) return coordinates;
    const double step = std::exp2(std::ilogb(coordinates.cwiseAbs().maxCoeff()) - kDigits);
    return coordinates.unaryExpr([step](Scalar q) { return static_cast<Scalar>(rounded_to(q, step)); });
}

}  // namespace

template <class Scalar>
StageProblem<Scalar> autoencoder_problem(ReducedModel& model, const Matrix<Scalar>& snapshots,
                                         const NetworkOptions& options, Index latent, const Penalties& penalties) {
    const snapshots::Coordinates& coordinates = model.coordinates;
    const Index size = coordinates.state_size();
    const Index rank = coordinates.rank();
    const Index carried = std::min(rank, model.cases * model.grid.size());
    if (latent > carried)
        throw Error(
            "--latent is " + std::to_string(latent) + " but the snapshots span only " + std::to_string(carried) +
            (carried == 1 ? " direction" : " directions") + "; choose a latent dimension of at most that" +
            (coordinates.fields.names.size() > 1 ? "" : ", or name the fields (--fields) if one dwarfs others"));
    const Index terms = dynamics::term_count(model.library, latent);
    if (terms > model.grid.size())
        throw Error("--latent is " + std::to_string(latent) + " but a case has " + std::to_string(model.grid.size()) +
                    " times; its dynamics have " + std::to_string(terms) +
                    " unknowns a variable and need at least as many");
    model.encoder =
        network::make_architecture(widths_of(rank, options.hidden, latent), options.activation, options.activation);
    model.stages = {{make_decoder(latent, rank, options), {}, coordinates.scale}};
    const network::Architecture& decoder = model.stages[0].decoder;

    const auto encoder_initial = network::initialise(model.encoder, options.initialisation, size, latent, options.seed);
    const auto decoder_initial =
        network::initialise(decoder, options.initialisation, latent, size, options.seed + 0x9e3779b97f4a7c15);
    StageProblem<Scalar> problem;
    problem.training.parts = names_of<LossPart>();
    problem.training.scale = coordinates.scale == 1 ? 0 : 1;  // 1 without scaling
    problem.training.initial.resize(encoder_initial.size() + decoder_initial.size());
    problem.training.initial << encoder_initial.cast<Scalar>(), decoder_initial.cast<Scalar>();

    const auto [first, last] = coordinate_rates(coordinates);
    append_encoder_groups(model.encoder, first, problem.training.groups);
    append_decoder_groups(decoder, last, 0, model.encoder.weight_count(), problem.training.groups);

    const TimeGrid grid = model.grid.in_units_of(model.time_unit);
    const dynamics::LinearForm form = dynamics::derivative_form(model.derivative, grid);
    const auto loss = std::make_shared<AutoencoderLoss<Scalar>>(model.encoder, decoder, without_last_digits(snapshots),
                                                                size, snapshots::outside_basis(coordinates, snapshots),
                                                                model.cases, model.library, form, penalties);
    problem.training.loss = [loss](const Vector<Scalar>& weights, Vector<Scalar>& gradient) {
        return (*loss)(weights, gradient);
    };
    problem.training.batches = optimise::Batches<Scalar>{
        model.cases,
        [loss](const Vector<Scalar>& weights, std::span<const Index> cases, Vector<Scalar>& gradient) {
            return loss->on_cases(weights, cases, gradient);
        },
        [loss] { return loss->dynamics().memory(); },
        [loss](const Eigen::VectorXd& memory) { loss->dynamics().recall(memory); },
    };
    problem.training.assess = [loss, encoder = model.encoder, decoder, library = model.library, form, grid,
                               group_of = penalties.group_of](const Vector<Scalar>& weights) {
        return roll_out_error<Scalar>(encoder, decoder, weights, loss->snapshots(), library, form, grid, group_of);
    };
    problem.complete = [](const Vector<Scalar>& weights) { return std::pair(weights, 0.0); };
    return problem;
}

template <class Scalar>
void set_autoencoder(ReducedModel& model, const Vector<Scalar>& weights) {
    const Index split = model.encoder.weight_count();
    model.encoder_weights = weights.head(split).template cast<double>();
    model.stages[0].weights = weights.tail(weights.size() - split).template cast<double>();
}

template <class Scalar>
StageProblem<Scalar> decoder_problem(ReducedModel& model, const StageData& data, const NetworkOptions& options) {
    const snapshots::Coordinates& coordinates = model.coordinates;
    const double epsilon = residual_deviation(coordinates, data.residual);
    if (!(epsilon > 0)) throw Error("the residual is zero; there is nothing left for a further stage to learn");
    model.stages.push_back({make_decoder(model.latent(), coordinates.rank(), options), {}, epsilon});
    const network::Architecture& decoder = model.stages.back().decoder;

    StageProblem<Scalar> problem;
    problem.training.parts = names_of<LossPart>();
    problem.training.scale = 1;
    const auto initial =
        network::initialise(decoder, options.initialisation, model.latent(), coordinates.state_size(), options.seed);
    problem.training.initial = trained_part(decoder, initial, options.ridge).template cast<Scalar>();
    append_decoder_groups(decoder, coordinate_rates(coordinates).last, options.ridge, 0, problem.training.groups);
    const auto loss = std::make_shared<DecoderLoss<Scalar>>(
        decoder, data.latent.template cast<Scalar>().eval(), (data.residual / epsilon).cast<Scalar>().eval(),
        coordinates.state_size(), data.outside / (epsilon * epsilon), model.cases, options.ridge);
    problem.training.loss = [loss](const Vector<Scalar>& weights, Vector<Scalar>& gradient) {
        return (*loss)(weights, gradient);
    };
    problem.training.batches = optimise::Batches<Scalar>{
        model.cases,
        [loss](const Vector<Scalar>& weights, std::span<const Index> cases, Vector<Scalar>& gradient) {
            return loss->on_cases(weights, cases, gradient);
        },
        {},
        {},
    };
    problem.complete = [](const Vector<Scalar>& weights) { return std::pair(weights, 0.0); };
    if (options.ridge > 0) {
        const bool held_out = model.cases > 1;
        problem.complete = [loss, held_out, ridge = options.ridge](const Vector<Scalar>& weights) {
            const std::array kept = {ridge};
            const RidgeChoice choice =
                loss->choose_last_layer(weights, held_out ? std::span<const double>(kRidges) : kept);
            return std::pair(loss->complete(weights, choice.weight), choice.ridge);
        };
        if (held_out)
            problem.training.validate = [loss, near = std::array{10 * options.ridge, options.ridge,
                                                                 0.1 * options.ridge}](const Vector<Scalar>& weights) {
                return loss->choose_last_layer(weights, near).held_out;
            };
    }
    return problem;
}

template <class Scalar>
void set_decoder(ReducedModel& model, const Vector<Scalar>& weights) {
    DecoderStage& stage = model.stages.back();
    stage.weights = weights.template cast<double>();
    if (stage.decoder.train_gain) {
        stage.decoder.gain = static_cast<double>(weights[weights.size() - 1]);
        stage.decoder.train_gain = false;
        stage.weights.conservativeResize(weights.size() - 1);
    }
}

#define ROM_INSTANTIATE(Scalar)                                                                                    \
    template StageProblem<Scalar> autoencoder_problem(ReducedModel&, const Matrix<Scalar>&, const NetworkOptions&, \
                                                      Index, const Penalties&);                                    \
    template StageProblem<Scalar> decoder_problem(ReducedModel&, const StageData&, const NetworkOptions&);         \
    template void set_autoencoder(ReducedModel&, const Vector<Scalar>&);                                           \
    template void set_decoder(ReducedModel&, const Vector<Scalar>&);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::mlasdi
