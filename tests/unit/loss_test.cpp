#include <array>
#include <fstream>
#include <random>

#include <nlohmann/json.hpp>

#include "rom/dynamics/sindy.h"
#include "rom/mlasdi/loss.h"
#include "support.h"

using namespace rom;
using rom::network::Activation;
using rom::test::central_differences;
using rom::test::random_matrix;
using rom::test::relative_difference;

using rom::dynamics::Library;

namespace {

Eigen::VectorXd vector_from(const nlohmann::json& json) {
    const auto values = json.get<std::vector<double>>();
    return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Index>(values.size()));
}

// A stage-1 loss of moderate size: several shares, three cases.
struct Stage1 {
    static constexpr Index cases = 3;
    static constexpr Index times = 70;
    static constexpr Index rank = 6;
    static constexpr Index latent = 3;
    network::Architecture encoder =
        network::make_architecture({rank, 8, latent}, Activation::softplus, Activation::softplus);
    network::Architecture decoder =
        network::make_architecture({latent, 8, rank}, Activation::softplus, Activation::softplus);
    Eigen::MatrixXd snapshots;

    Stage1() : snapshots(rank, cases * times) {
        for (Index c = 0; c < cases; ++c)
            for (Index t = 0; t < times; ++t)
                for (Index i = 0; i < rank; ++i)
                    snapshots(i, c * times + t) =
                        std::sin(0.1 * static_cast<double>(t * (i + 1)) + static_cast<double>(c));
    }
    Eigen::VectorXd weights() const {
        Eigen::VectorXd p(encoder.weight_count() + decoder.weight_count());
        p << network::initialise(encoder, network::Initialisation::xavier_uniform, rank, latent, 5),
            network::initialise(decoder, network::Initialisation::xavier_uniform, latent, rank, 6);
        return p;
    }
};

}  // namespace

TEST_CASE("stage 1: terms and gradient are those of PyTorch") {
    nlohmann::json r;
    std::ifstream(ROM_REFERENCE "/stage1.json") >> r;
    const Index space = r["space"];
    const Index hidden = r["hidden"];
    const Index latent = r["latent"];
    const Index cases = r["cases"];
    const Index times = r["times"];
    const Eigen::MatrixXd snapshots = vector_from(r["snapshots"]).reshaped(space, cases * times);
    const mlasdi::Penalties penalties{r["weights"]["dynamics"], r["weights"]["coefficient"], r["weights"]["variation"]};
    mlasdi::AutoencoderLoss<double> loss(
        network::make_architecture({space, hidden, latent}, Activation::softplus, Activation::softplus),
        network::make_architecture({latent, hidden, space}, Activation::softplus, Activation::softplus), snapshots,
        space, 0, cases, Library::linear,
        dynamics::derivative_form(dynamics::Derivative::sbp12, TimeGrid::uniform(times, r["dt"])), penalties);
    Eigen::VectorXd gradient;
    const optimise::LossTerms terms = loss(vector_from(r["parameters"]), gradient);
    CHECK(terms[mlasdi::kReconstruction] == doctest::Approx(r["terms"]["reconstruction"].get<double>()).epsilon(1e-10));
    CHECK(terms[mlasdi::kDynamics] == doctest::Approx(r["terms"]["dynamics"].get<double>()).epsilon(1e-8));
    CHECK(terms[mlasdi::kCoefficient] == doctest::Approx(r["terms"]["coefficient"].get<double>()).epsilon(1e-8));
    CHECK(terms[mlasdi::kVariation] == doctest::Approx(r["terms"]["variation"].get<double>()).epsilon(1e-8));
    CHECK(relative_difference(gradient, vector_from(r["gradient"])) < 1e-7);
}

TEST_CASE("stage 1: the gradient of eq. (14), each term and all together, equals central differences") {
    const Stage1 stage;
    const Eigen::VectorXd weights = stage.weights();
    for (const std::pair<dynamics::Derivative, Library>& scheme :
         {std::pair(dynamics::Derivative::sbp12, Library::linear),
          std::pair(dynamics::Derivative::sbp24, Library::linear),
          std::pair(dynamics::Derivative::sbp36, Library::linear),
          std::pair(dynamics::Derivative::sbp48, Library::linear),
          std::pair(dynamics::Derivative::sbp12, Library::squares),
          std::pair(dynamics::Derivative::sbp12, Library::quadratic),
          std::pair(dynamics::Derivative::sbp24, Library::cubic)})
        for (const mlasdi::Penalties& penalties :
             {mlasdi::Penalties{0, 0, 0}, mlasdi::Penalties{2, 0, 0}, mlasdi::Penalties{0, 0.5, 0},
              mlasdi::Penalties{0, 0, 0.7},
              mlasdi::Penalties{0, 0, 0.7, random_matrix(Stage1::cases, Stage1::cases, 8)},
              mlasdi::Penalties{2, 0, 0, {}, {0, 1, 0}},
              mlasdi::Penalties{0.1, 0.5, 0.7, random_matrix(Stage1::cases, Stage1::cases, 8), {1, 0, 1}},
              mlasdi::Penalties{0.1, 1e-3, 0.03}}) {
            const dynamics::Derivative derivative = scheme.first;
            const Library library = scheme.second;
            CAPTURE(name_of(derivative));
            CAPTURE(penalties.dynamics);
            mlasdi::AutoencoderLoss<double> loss(
                stage.encoder, stage.decoder, stage.snapshots, 10, 0, Stage1::cases, library,
                dynamics::derivative_form(derivative, TimeGrid::uniform(Stage1::times, 0.2)), penalties);
            Eigen::VectorXd gradient;
            loss(weights, gradient);
            Eigen::VectorXd unused;
            const auto value = [&](const Eigen::VectorXd& p) { return loss(p, unused).total(); };
            CHECK(relative_difference(gradient, central_differences(value, weights, 2e-4)) < 1e-6);
        }
}

TEST_CASE("stage 1: over the batches of a pass, loss and gradient are on average those over all cases") {
    const Stage1 stage;
    const Eigen::VectorXd weights = stage.weights();
    for (const Eigen::MatrixXd& own : {Eigen::MatrixXd(), random_matrix(Stage1::cases, Stage1::cases, 8)}) {
        mlasdi::AutoencoderLoss<double> loss(
            stage.encoder, stage.decoder, stage.snapshots, 10, 3.5, Stage1::cases, Library::linear,
            dynamics::derivative_form(dynamics::Derivative::sbp12, TimeGrid::uniform(Stage1::times, 0.2)),
            {0.1, 0.5, 0.7, own});
        Eigen::VectorXd gradient;
        const optimise::LossTerms all = loss(weights, gradient);
        Eigen::VectorXd mean = Eigen::VectorXd::Zero(weights.size());
        optimise::LossTerms terms;
        for (const std::vector<Index>& batch : {std::vector<Index>{2, 0}, {1}}) {
            const double share = static_cast<double>(batch.size()) / Stage1::cases;
            Eigen::VectorXd one;
            const optimise::LossTerms part = loss.on_cases(weights, batch, one);
            mean += share * one;
            for (std::size_t k = 0; k < terms.parts.size(); ++k) terms[k] += share * part[k];
        }
        CHECK(relative_difference(mean, gradient) < 1e-12);
        for (std::size_t k = 0; k < terms.parts.size(); ++k) CHECK(terms[k] == doctest::Approx(all[k]).epsilon(1e-12));
    }
}

TEST_CASE("stage 1: cases of one group have the Xi that fits all of their trajectories, in batches too") {
    const Stage1 stage;
    const auto form = dynamics::derivative_form(dynamics::Derivative::sbp12, TimeGrid::uniform(Stage1::times, 0.2));
    const auto make = [&] {
        return mlasdi::AutoencoderLoss<double>(stage.encoder, stage.decoder, stage.snapshots, 10, 0, Stage1::cases,
                                               Library::linear, form, {0.1, 0.5, 0.7, {}, {0, 1, 0}});
    };
    const Eigen::VectorXd weights = stage.weights();
    Eigen::VectorXd gradient;
    auto loss = make();
    const optimise::LossTerms all = loss(weights, gradient);
    const std::vector<Eigen::MatrixXd> xi = loss.dynamics().xi();
    const Eigen::MatrixXd latent = network::evaluate<double>(stage.encoder, weights.data(), stage.snapshots);
    Eigen::MatrixXd both(Stage1::latent, 2 * Stage1::times);
    both << latent.leftCols(Stage1::times), latent.rightCols(Stage1::times);
    CHECK(relative_difference(xi[0], dynamics::common_dynamics(Library::linear, both, form)) < 1e-6);
    CHECK(xi[2] == xi[0]);
    CHECK(relative_difference(xi[1], dynamics::common_dynamics(Library::linear,
                                                               latent.middleCols(Stage1::times, Stage1::times), form)) <
          1e-6);
    // With the same weights, the others of a group are what they were.
    Eigen::VectorXd mean = Eigen::VectorXd::Zero(weights.size());
    double dynamics = 0;
    for (const std::vector<Index>& batch : {std::vector<Index>{2}, {0, 1}}) {
        const double share = static_cast<double>(batch.size()) / Stage1::cases;
        Eigen::VectorXd one;
        dynamics += share * loss.on_cases(weights, batch, one)[mlasdi::kDynamics];
        mean += share * one;
    }
    CHECK(relative_difference(loss.dynamics().xi()[0], xi[0]) < 1e-12);
    CHECK(dynamics == doctest::Approx(all[mlasdi::kDynamics]).epsilon(1e-12));
    CHECK(relative_difference(mean, gradient) < 1e-9);
    // Another one that recalls the same goes on to the same.
    const std::array<Index, 1> batch = {2};
    const Eigen::VectorXd memory = loss.dynamics().memory();
    const Eigen::VectorXd moved = weights * 1.05;
    const double total = loss.on_cases(moved, batch, gradient).total();
    auto other = make();
    other.dynamics().recall(memory);
    CHECK(other.on_cases(moved, batch, gradient).total() == total);
}

TEST_CASE("stage 1: a batch is held against the other cases' coefficients as they were last") {
    const Stage1 stage;
    const auto form = dynamics::derivative_form(dynamics::Derivative::sbp12, TimeGrid::uniform(Stage1::times, 0.2));
    const auto make = [&] {
        return mlasdi::AutoencoderLoss<double>(stage.encoder, stage.decoder, stage.snapshots, 10, 0, Stage1::cases,
                                               Library::linear, form, {0.1, 0.5, 0.7});
    };
    const Eigen::VectorXd weights = stage.weights();
    const Eigen::VectorXd moved = weights * 1.05;
    const std::array<Index, 1> batch = {1};
    Eigen::VectorXd gradient;
    auto loss = make();
    loss(weights, gradient);
    const Eigen::VectorXd memory = loss.dynamics().memory();
    const std::vector<Eigen::MatrixXd> before = loss.dynamics().xi();
    const double variation = loss.on_cases(moved, batch, gradient)[mlasdi::kVariation];
    const std::vector<Eigen::MatrixXd> after = loss.dynamics().xi();
    CHECK(after[0] == before[0]);
    CHECK(after[1] != before[1]);
    CHECK(variation == doctest::Approx(0.7 * (after[1] - (after[0] + after[1] + after[2]) / 3).squaredNorm()));
    // Another one that recalls the same goes on to the same.
    auto other = make();
    other.dynamics().recall(memory);
    CHECK(other.on_cases(moved, batch, gradient)[mlasdi::kVariation] == variation);
}

TEST_CASE("later stages: over the batches of a pass, loss and gradient are on average those over all cases") {
    const auto decoder = network::make_architecture({3, 8, 6}, Activation::sine, Activation::tanh);
    const Eigen::MatrixXd latent = random_matrix(3, 150, 1);
    mlasdi::DecoderLoss<double> loss(decoder, latent, random_matrix(6, 150, 2), 10, 3.5, 3);
    const Eigen::VectorXd weights = network::initialise(decoder, network::Initialisation::xavier_uniform, 3, 6, 6);
    Eigen::VectorXd gradient;
    const double all = loss(weights, gradient).total();
    Eigen::VectorXd mean = Eigen::VectorXd::Zero(weights.size());
    double total = 0;
    for (const std::vector<Index>& batch : {std::vector<Index>{2, 0}, {1}}) {
        Eigen::VectorXd one;
        total += static_cast<double>(batch.size()) / 3 * loss.on_cases(weights, batch, one).total();
        mean += static_cast<double>(batch.size()) / 3 * one;
    }
    CHECK(relative_difference(mean, gradient) < 1e-12);
    CHECK(total == doctest::Approx(all).epsilon(1e-12));
}

TEST_CASE("stage 1: means are over the entries of the mesh, not over coordinates") {
    const Stage1 stage;
    const auto loss_at = [&](Index mesh_size) {
        mlasdi::AutoencoderLoss<double> loss(
            stage.encoder, stage.decoder, stage.snapshots, mesh_size, 0, Stage1::cases, Library::linear,
            dynamics::derivative_form(dynamics::Derivative::sbp12, TimeGrid::uniform(Stage1::times, 0.2)), {});
        Eigen::VectorXd gradient;
        return loss(stage.weights(), gradient);
    };
    CHECK(loss_at(600)[mlasdi::kReconstruction] * 600 == doctest::Approx(loss_at(6)[mlasdi::kReconstruction] * 6));
    CHECK(loss_at(600)[mlasdi::kDynamics] == loss_at(6)[mlasdi::kDynamics]);
}

TEST_CASE("stage 1: a latent variable that is constant does not make the loss or its gradient infinite") {
    const Stage1 stage;
    Eigen::VectorXd weights = stage.weights();
    const Index offset = stage.encoder.weight_offset(1);
    for (Index j = 0; j < 8; ++j) weights[offset + Stage1::latent * j] = 0;  // the first latent variable sees nothing
    mlasdi::AutoencoderLoss<double> loss(
        stage.encoder, stage.decoder, stage.snapshots, 6, 0, Stage1::cases, Library::linear,
        dynamics::derivative_form(dynamics::Derivative::sbp12, TimeGrid::uniform(Stage1::times, 0.2)), {});
    Eigen::VectorXd gradient;
    CHECK(std::isfinite(loss(weights, gradient).total()));
    CHECK(gradient.allFinite());
}

TEST_CASE("stage 1: single precision follows double") {
    const Stage1 stage;
    const auto form = dynamics::derivative_form(dynamics::Derivative::sbp12, TimeGrid::uniform(Stage1::times, 0.2));
    mlasdi::AutoencoderLoss<double> wide(stage.encoder, stage.decoder, stage.snapshots, 6, 0, Stage1::cases,
                                         Library::linear, form, {});
    mlasdi::AutoencoderLoss<float> narrow(stage.encoder, stage.decoder, stage.snapshots.cast<float>(), 6, 0,
                                          Stage1::cases, Library::linear, form, {});
    Eigen::VectorXd gradient;
    Eigen::VectorXf gradient_f;
    const double total = wide(stage.weights(), gradient).total();
    CHECK(narrow(stage.weights().cast<float>(), gradient_f).total() == doctest::Approx(total).epsilon(1e-4));
    CHECK(relative_difference(gradient_f.cast<double>(), gradient) < 1e-3);
}

TEST_CASE("later stages: the gradient of eq. (18) with trained kappa equals central differences") {
    auto decoder = network::make_architecture({3, 9, 5}, Activation::sine, Activation::tanh);
    decoder.gain = 0.7;
    decoder.train_gain = true;
    const Eigen::MatrixXd latent = random_matrix(3, 150, 1);
    const Eigen::MatrixXd target = random_matrix(5, 150, 2);
    mlasdi::DecoderLoss<double> loss(decoder, latent, target, 12, 0, 1);
    const Eigen::VectorXd weights = network::initialise(decoder, network::Initialisation::xavier_normal, 3, 12, 4);
    Eigen::VectorXd gradient;
    const double total = loss(weights, gradient).total();
    const Eigen::MatrixXd output = network::evaluate<double>(decoder, weights.data(), latent);
    CHECK(total == doctest::Approx((output - target).squaredNorm() / (12 * 150)).epsilon(1e-12));
    Eigen::VectorXd unused;
    const auto value = [&](const Eigen::VectorXd& p) { return loss(p, unused).total(); };
    CHECK(relative_difference(gradient, central_differences(value, weights, 1e-3)) < 1e-6);
}

TEST_CASE("a last layer that is solved for: value, gradient by central differences, and the completed decoder") {
    auto decoder = network::make_architecture({3, 9, 7, 5}, Activation::sine, Activation::tanh);
    decoder.gain = 0.7;
    decoder.train_gain = true;
    const Index count = 450;  // several shares
    const Index cases = 3;
    const double ridge = 1e-3;
    const Eigen::MatrixXd latent = random_matrix(3, count, 1);
    const Eigen::MatrixXd target = random_matrix(5, 3, 2) * latent.array().sin().matrix() + random_matrix(5, count, 3);
    mlasdi::DecoderLoss<double> loss(decoder, latent, target, 12, 0, cases, ridge);
    const Eigen::VectorXd all = network::initialise(decoder, network::Initialisation::xavier_normal, 3, 12, 4);
    const Index before = decoder.weight_offset(2);
    Eigen::VectorXd trained(before + 1);
    trained << all.head(before), all.tail(1);

    // Its value is the least of the ridge problem over last layers: found here by QR of the stacked system.
    auto hidden = decoder;
    hidden.layers.pop_back();
    Eigen::MatrixXd features(8, count);
    features << network::evaluate<double>(hidden, trained.data(), latent), Eigen::RowVectorXd::Ones(count);
    Eigen::MatrixXd stacked(count + 8, 8);
    stacked << features.transpose(), std::sqrt(ridge * count) * Eigen::MatrixXd::Identity(8, 8);
    Eigen::MatrixXd right = Eigen::MatrixXd::Zero(count + 8, 5);
    right.topRows(count) = target.transpose();
    const Eigen::MatrixXd weight = stacked.colPivHouseholderQr().solve(right);
    Eigen::VectorXd gradient;
    const optimise::LossTerms terms = loss(trained, gradient);
    CHECK(terms.total() == doctest::Approx((stacked * weight - right).squaredNorm() / (12.0 * count)).epsilon(1e-12));
    CHECK(terms[mlasdi::kRidge] == doctest::Approx(ridge * weight.squaredNorm() / 12).epsilon(1e-10));

    Eigen::VectorXd unused;
    const auto value = [&](const Eigen::VectorXd& p) { return loss(p, unused).total(); };
    CHECK(relative_difference(gradient, central_differences(value, trained, 1e-3)) < 1e-6);

    const Eigen::VectorXd completed = loss.complete(trained, weight.transpose());
    const Eigen::MatrixXd output = network::evaluate<double>(decoder, completed.data(), latent);
    CHECK((output - weight.transpose() * features).norm() < 1e-12 * output.norm());
    CHECK(completed[completed.size() - 1] == decoder.gain);
}

TEST_CASE("the ridge from held-out cases: large where features are noise, small where they are the truth") {
    const Index times = 40;
    const Index cases = 4;
    const Eigen::MatrixXd truth = random_matrix(6, 30, 1);
    const Eigen::MatrixXd features = random_matrix(30, cases * times, 2);
    const std::array ridges = {1.0, 0.1, 1e-2, 1e-4, 1e-6, 1e-8, 1e-10};
    const auto exact = mlasdi::choose_ridge(features, truth * features, cases, ridges);
    CHECK(exact.ridge <= 1e-8);
    CHECK(exact.held_out < 1e-6);
    CHECK((exact.weight.leftCols(30) - truth).norm() < 1e-5 * truth.norm());
    const auto noise = mlasdi::choose_ridge(features, random_matrix(6, cases * times, 3), cases, ridges);
    CHECK(noise.ridge >= 0.1);
    CHECK(noise.held_out > 0.9);
    CHECK(mlasdi::choose_ridge(features, truth * features, 1, ridges).ridge == 1.0);
}

TEST_CASE("last layer: its ridge looks at left-out cases and at left-out times, whichever are predicted worse") {
    // Twelve cases that are all alike at 30 times: any tells all about the others, and nothing about other times.
    const Index times = 30;
    const Index cases = 12;
    const Eigen::MatrixXd features = random_matrix(20, times, 1).replicate(1, cases);
    const Eigen::MatrixXd targets = random_matrix(3, times, 2).replicate(1, cases);
    const std::array one = {1e-3};
    const auto choice = mlasdi::choose_ridge(features, targets, cases, one);
    Eigen::MatrixXd augmented(21, features.cols());
    augmented << features, Eigen::RowVectorXd::Ones(features.cols());
    double squares = 0;
    for (const Index parity : {0, 1}) {
        const auto part = [&](const Eigen::MatrixXd& all, Index which) -> Eigen::MatrixXd {
            return all.leftCols(times)(Eigen::all, Eigen::seqN(which, times / 2, 2)).replicate(1, cases);
        };
        const Eigen::MatrixXd others = part(augmented, 1 - parity);
        const Eigen::MatrixXd normal =
            others * others.transpose() + 1e-3 * static_cast<double>(others.cols()) * Eigen::MatrixXd::Identity(21, 21);
        const Eigen::MatrixXd weight = normal.ldlt().solve(others * part(targets, 1 - parity).transpose());
        squares += (weight.transpose() * part(augmented, parity) - part(targets, parity)).squaredNorm();
    }
    CHECK(choice.held_out == doctest::Approx(std::sqrt(squares) / targets.norm()).epsilon(1e-8));
    CHECK(choice.held_out > 0.8);
}
