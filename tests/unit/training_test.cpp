#include <cmath>
#include <numbers>
#include <random>

#include "rom/evaluation/error_measure.h"
#include "rom/files/checkpoint.h"
#include "rom/files/coefficients_file.h"
#include "rom/files/model_file.h"
#include "rom/mlasdi/predictability.h"
#include "rom/mlasdi/problem.h"
#include "rom/npy/output.h"
#include "rom/snapshots/subspace.h"
#include "support.h"

using namespace rom;
using rom::test::error_of;
using rom::test::relative_difference;

namespace {

// Snapshots of rank 4 with a mean, plus a little of a fifth and sixth direction; two cases.
std::string write_snapshots(const test::TemporaryFolder& folder, Index times, Index points) {
    std::vector<double> values;
    for (int c = 0; c < 2; ++c)
        for (Index k = 0; k < times; ++k)
            for (Index j = 0; j < points; ++j) {
                const double t = 0.05 * static_cast<double>(k);
                const double x = 2 * std::numbers::pi * static_cast<double>(j) / static_cast<double>(points);
                values.push_back(3 + std::sin(x) +
                                 (1 + 0.1 * c) * (std::cos(2 * t) * std::sin(x) + std::sin(2 * t) * std::cos(x)) +
                                 0.2 * std::cos(3 * t) * std::sin(2 * x) + 0.1 * std::sin(3 * t) * std::cos(3 * x) +
                                 1e-4 * std::cos(5 * t) * std::cos(7 * x) + 1e-4 * std::sin(5 * t) * std::sin(7 * x));
            }
    npy::write_array(folder.file("u.npy"), npy::Type::float64, {2, times, points}, values);
    return folder.file("u.npy");
}

Eigen::MatrixXd dense(const snapshots::Snapshots& snapshots) {
    const auto values = snapshots.array.read_all();
    return Eigen::Map<const Eigen::MatrixXd>(values.data(), snapshots.size(), snapshots.count());
}

mlasdi::ReducedModel small_model(const snapshots::Snapshots& snapshots, npy::Type precision) {
    mlasdi::ReducedModel model;
    model.precision = precision;
    model.cases = snapshots.cases;
    model.times = snapshots.times;
    model.dt = 0.05;
    model.time_unit = 0.5;
    model.coordinates =
        snapshots::make_coordinates(snapshots, snapshots::Basis::data, snapshots::Scaling::deviation, 1e-3);
    mlasdi::round_to_precision(model);
    return model;
}

}  // namespace

TEST_CASE("subspace: randomised iteration finds that of an SVD on both sides, and falls back where it would not pay") {
    const test::TemporaryFolder folder;
    for (const auto& [times, points] : {std::pair<Index, Index>{150, 500}, std::pair<Index, Index>{300, 260}}) {
        const auto snapshots = snapshots::open_snapshots(write_snapshots(folder, times, points), false);
        const Eigen::MatrixXd u = dense(snapshots);
        const Eigen::VectorXd mean = u.rowwise().mean();
        const Eigen::MatrixXd centred = u.colwise() - mean;
        const Eigen::VectorXd squares =
            Eigen::BDCSVD<Eigen::MatrixXd>(centred).singularValues().array().square().matrix();
        for (const double tolerance : {1e-2, 1e-5, 1e-7}) {
            Index fewest = squares.size();
            double left = 0;
            while (left + squares[fewest - 1] <= tolerance * tolerance * squares.sum()) left += squares[--fewest];
            const auto randomised = snapshots::leading_subspace(snapshots, mean, squares.sum(), tolerance, 0);
            const auto direct = snapshots::leading_subspace(snapshots, mean, squares.sum(), tolerance, 1500);
            CHECK(direct.values.size() == fewest);
            CHECK(randomised.values.size() >= fewest);
            CHECK(randomised.values.size() <= fewest + 2);
            const Eigen::MatrixXd& v = randomised.vectors;
            CHECK(relative_difference(v.transpose() * v, Eigen::MatrixXd::Identity(v.cols(), v.cols())) < 1e-12);
            CHECK(relative_difference(randomised.values.head(3), squares.head(3)) < 1e-10);
            CHECK(randomised.of_space == (points == 260));
            const Eigen::MatrixXd rest = randomised.of_space ? Eigen::MatrixXd(centred - v * (v.transpose() * centred))
                                                             : Eigen::MatrixXd(centred - centred * v * v.transpose());
            CHECK(std::abs(rest.norm() / centred.norm() - randomised.discarded) < 1e-7);
        }
    }
}

TEST_CASE("coordinates: orthonormal, within tolerance, the same from both Gram matrices as from an SVD") {
    const test::TemporaryFolder folder;
    for (const auto& [times, points] : {std::pair<Index, Index>{20, 90}, std::pair<Index, Index>{60, 50}}) {
        const auto snapshots = snapshots::open_snapshots(write_snapshots(folder, times, points), false);
        const Eigen::MatrixXd u = dense(snapshots);
        const Eigen::VectorXd mean = u.rowwise().mean();
        const Eigen::MatrixXd centred = u.colwise() - mean;
        const Eigen::VectorXd singular = Eigen::BDCSVD<Eigen::MatrixXd>(centred).singularValues();
        for (const double tolerance : {1e-1, 1e-3, 1e-6}) {
            const auto c = snapshots::make_coordinates(snapshots, snapshots::Basis::data, snapshots::Scaling::deviation,
                                                       tolerance);
            const Index rank = c.rank();
            CHECK(relative_difference(c.basis.transpose() * c.basis, Eigen::MatrixXd::Identity(rank, rank)) < 1e-13);
            const double left_out = (centred - c.basis * (c.basis.transpose() * centred)).norm() / centred.norm();
            CHECK(left_out <= tolerance);
            CHECK(std::abs(c.discarded - left_out) < 1e-7);
            CHECK(singular.tail(singular.size() - rank + 1).norm() / singular.norm() > tolerance);  // no fewer would do
            CHECK(c.scale == doctest::Approx(std::sqrt(centred.squaredNorm() / static_cast<double>(u.size()))));
            const Eigen::MatrixXd q = snapshots::project<double>(c, snapshots);
            CHECK(relative_difference(c.scale * c.basis * q, centred) < 1.1 * tolerance);
        }
        const auto mesh =
            snapshots::make_coordinates(snapshots, snapshots::Basis::mesh, snapshots::Scaling::none, 1e-6);
        CHECK(mesh.rank() == points);
        CHECK(snapshots::project<double>(mesh, snapshots) == u);
    }
}

TEST_CASE("coordinates: the rate of change of an oscillation is its frequency") {
    const Index times = 2001;
    Eigen::MatrixXd q(2, 2 * times);
    for (Index s = 0; s < q.cols(); ++s) {
        const double t = 2 * std::numbers::pi * static_cast<double>(s % times) / (times - 1);
        q.col(s) << 5 + std::cos(7 * t), 2 + std::sin(7 * t);
    }
    CHECK(snapshots::rate_of_change(q, 2, 2 * std::numbers::pi / (times - 1)) == doctest::Approx(7).epsilon(1e-3));
}

TEST_CASE("coordinates: snapshots that do not change have nothing to learn") {
    const test::TemporaryFolder folder;
    npy::write_array(folder.file("c.npy"), npy::Type::float64, {1, 3, 4}, std::vector<double>(12, 2.5));
    const auto snapshots = snapshots::open_snapshots(folder.file("c.npy"), false);
    CHECK(error_of([&] {
              snapshots::make_coordinates(snapshots, snapshots::Basis::data, snapshots::Scaling::deviation, 1e-6);
          }).find("all snapshots are equal") != std::string::npos);
    CHECK(error_of([&] { snapshots::open_snapshots(folder.file("c.npy"), true); }).empty());
}

TEST_CASE("training on coordinates is training on the mesh, seen in another basis") {
    // With the networks of the mesh expressed in the basis, both losses and the gradients agree; what the basis leaves
    // out counts.
    const test::TemporaryFolder folder;
    const auto snapshots = snapshots::open_snapshots(write_snapshots(folder, 60, 50), false);
    auto c = snapshots::make_coordinates(snapshots, snapshots::Basis::data, snapshots::Scaling::deviation, 1e-2);
    const Index rank = c.rank();
    const auto architectures = [](Index width) {
        return std::pair(
            network::make_architecture({width, 9, 2}, network::Activation::softplus, network::Activation::softplus),
            network::make_architecture({2, 9, width}, network::Activation::softplus, network::Activation::softplus));
    };
    const auto [encoder, decoder] = architectures(50);
    Eigen::VectorXd on_mesh(encoder.parameter_count() + decoder.parameter_count());
    on_mesh << network::initialise(encoder, network::Initialisation::xavier_uniform, 50, 2, 1),
        network::initialise(decoder, network::Initialisation::xavier_uniform, 2, 50, 2);
    const Index split = encoder.parameter_count();
    // The encoder must see, and the decoder's output lie in, the span of the basis for the losses to agree.
    const Index last = split + decoder.weight_offset(1);
    const Eigen::MatrixXd projector = c.basis * c.basis.transpose();
    const Eigen::MatrixXd first_weight = on_mesh.head(9 * 50).reshaped(9, 50) * projector;
    on_mesh.head(9 * 50) = first_weight.reshaped();
    const Eigen::MatrixXd last_weight = projector * on_mesh.segment(last, 50 * 9).reshaped(50, 9);
    on_mesh.segment(last, 50 * 9) = last_weight.reshaped();

    const auto [encoder_q, decoder_q] = architectures(rank);
    Eigen::VectorXd in_basis(encoder_q.parameter_count() + decoder_q.parameter_count());
    const Eigen::MatrixXd first = first_weight * c.basis;
    const Index after_first = first.rows() * c.size();
    in_basis << first.reshaped(), on_mesh.segment(after_first, split - after_first),
        on_mesh.segment(split, decoder.weight_offset(1)), (c.basis.transpose() * last_weight).reshaped(),
        Eigen::VectorXd::Zero(rank);

    const Eigen::MatrixXd q = snapshots::project<double>(c, snapshots);
    const auto derivative = dynamics::make_derivative("sbp12", 60, 0.05);
    mlasdi::AutoencoderLoss<double> loss_q(encoder_q, decoder_q, q, 50, snapshots::outside_basis(c, q), 2,
                                           dynamics::Library::linear, derivative, {});
    const Eigen::MatrixXd u = (dense(snapshots).colwise() - c.mean) / c.scale;
    mlasdi::AutoencoderLoss<double> loss_u(encoder, decoder, u, 50, 0, 2, dynamics::Library::linear, derivative, {});
    Eigen::VectorXd gradient_q;
    Eigen::VectorXd gradient_u;
    CHECK(loss_q(in_basis, gradient_q).total() == doctest::Approx(loss_u(on_mesh, gradient_u).total()).epsilon(1e-12));
    CHECK(relative_difference(gradient_q.head(9 * rank).reshaped(9, rank),
                              gradient_u.head(9 * 50).reshaped(9, 50) * c.basis) < 1e-10);
}

TEST_CASE("problem: the layers at the coordinates learn sqrt(N / rank) faster, every parameter has one rate") {
    const test::TemporaryFolder folder;
    const auto snapshots = snapshots::open_snapshots(write_snapshots(folder, 60, 50), false);
    mlasdi::ReducedModel model = small_model(snapshots, npy::Type::float64);
    const Index rank = model.coordinates.rank();
    mlasdi::NetworkOptions options;
    options.hidden = {12, 7};
    const auto problem = mlasdi::autoencoder_problem<double>(
        model, snapshots::project<double>(model.coordinates, snapshots), options, 3, {});
    std::vector<double> factor(static_cast<std::size_t>(problem.initial.size()), 0);
    for (const auto& group : problem.groups)
        for (Index i = group.begin; i < group.end; ++i) {
            CHECK(factor[static_cast<std::size_t>(i)] == 0);
            factor[static_cast<std::size_t>(i)] = group.factor;
        }
    const double fast = std::sqrt(50.0 / static_cast<double>(rank));
    CHECK(static_cast<Index>(std::count(factor.begin(), factor.end(), fast)) == 12 * rank + (12 + 1) * rank);
    CHECK(std::count(factor.begin(), factor.end(), 0.0) == 0);
    CHECK(factor.front() == fast);
    CHECK(factor.back() == fast);
    CHECK(error_of([&] {
              mlasdi::autoencoder_problem<double>(model, snapshots::project<double>(model.coordinates, snapshots),
                                                  options, rank + 1, {});
          }).find("span only " + std::to_string(rank)) != std::string::npos);
}

TEST_CASE("train: keeps the best weights, lowers the loss, and goes on from a checkpoint to the same bits") {
    const test::TemporaryFolder folder;
    const auto snapshots = snapshots::open_snapshots(write_snapshots(folder, 60, 50), false);
    mlasdi::NetworkOptions options;
    options.hidden = {10};
    for (const auto optimizer : {optimise::Optimizer::adam, optimise::Optimizer::lbfgs})
        for (const auto schedule :
             {optimise::Schedule::constant, optimise::Schedule::cosine, optimise::Schedule::plateau}) {
            mlasdi::ReducedModel model = small_model(snapshots, npy::Type::float32);
            const auto problem = mlasdi::autoencoder_problem<float>(
                model, snapshots::project<float>(model.coordinates, snapshots), options, 2, {});
            const optimise::TrainOptions train{60, 3e-3, schedule, optimizer, problem.groups};
            const auto run = [&](optimise::TrainState<float>& state, Index stop) {
                return optimise::train<float>(problem.loss, {}, train, state,
                                              [&](const auto& current, const auto&) { return current.epoch != stop; });
            };
            optimise::TrainState<float> whole;
            whole.parameters = problem.initial;
            REQUIRE(run(whole, -1));
            CHECK(whole.best_loss < 0.9 * whole.history.front().loss.total());
            for (const auto& row : whole.history) CHECK(whole.best_loss <= row.loss.total());
            Eigen::VectorXf gradient;
            CHECK(problem.loss(whole.best, gradient).total() == whole.best_loss);

            optimise::TrainState<float> part;
            part.parameters = problem.initial;
            REQUIRE_FALSE(run(part, 23));
            const files::Json identity = {{"epochs", 60}, {"seed", 0}};
            files::write_checkpoint(folder.file("c"), part, identity, &model.coordinates);
            auto resumed = files::read_checkpoint<float>(folder.file("c"), identity);
            REQUIRE(resumed.has_value());
            REQUIRE(run(*resumed, -1));
            CHECK(resumed->parameters == whole.parameters);
            CHECK(resumed->best == whole.best);
            CHECK(resumed->best_epoch == whole.best_epoch);
            CHECK(resumed->history.size() == whole.history.size());
            CHECK(files::read_checkpoint_coordinates(folder.file("c"))->basis == model.coordinates.basis);
            CHECK(error_of([&] {
                      files::read_checkpoint<float>(folder.file("c"), {{"epochs", 70}, {"seed", 0}});
                  }).find("made with epochs 60 but this run has 70") != std::string::npos);
            files::remove_checkpoint(folder.file("c"));
            CHECK_FALSE(files::read_checkpoint<float>(folder.file("c"), identity).has_value());
        }
}

TEST_CASE("train: a loss that is no longer finite stops with a way out") {
    optimise::TrainState<double> state;
    state.parameters = Eigen::VectorXd::Ones(1);
    const optimise::Loss<double> loss = [](const Eigen::VectorXd& p, Eigen::VectorXd& gradient) {
        gradient = Eigen::VectorXd::Ones(1);
        return optimise::LossTerms{p[0] < 0.5 ? std::nan("") : p[0], 0, 0, 0};
    };
    CHECK(error_of([&] {
              optimise::train<double>(loss, {},
                                      {100, 0.1, optimise::Schedule::constant, optimise::Optimizer::adam, {{0, 1, 1}}},
                                      state, [](const auto&, const auto&) { return true; });
          }).find("no longer finite at epoch 6; lower --lr") != std::string::npos);
}

TEST_CASE("model: written and read back, with a further stage, in both precisions") {
    const test::TemporaryFolder folder;
    const auto snapshots = snapshots::open_snapshots(write_snapshots(folder, 60, 50), false);
    for (const auto precision : {npy::Type::float32, npy::Type::float64}) {
        mlasdi::ReducedModel model = small_model(snapshots, precision);
        mlasdi::NetworkOptions options;
        options.hidden = {8, 6};
        const Eigen::MatrixXd q = snapshots::project<double>(model.coordinates, snapshots);
        const auto narrowed = [&](const Eigen::VectorXd& p) {
            return precision == npy::Type::float32 ? Eigen::VectorXd(p.cast<float>().cast<double>()) : p;
        };
        mlasdi::set_autoencoder(model, narrowed(mlasdi::autoencoder_problem<double>(model, q, options, 2, {}).initial));
        const Eigen::MatrixXd latent = mlasdi::encode(model, q);
        files::write_model(folder.file("m"), model, latent, "abc", {{0, {}, 1e-3, 0}}, {}, {});
        const files::StoredModel stored = files::read_model(folder.file("m"));
        CHECK(mlasdi::encode(stored.model, q) == latent);
        CHECK(mlasdi::decode(stored.model, latent, 1) == mlasdi::decode(model, latent, 1));
        const Eigen::MatrixXd decoded = mlasdi::decode(stored.model, latent, 1);
        const Eigen::MatrixXd expected =
            (stored.model.coordinates.basis * decoded).colwise() + stored.model.coordinates.mean;
        Eigen::MatrixXd lifted(50, latent.cols());
        Index done = 0;
        const auto take = [&](const auto& block) {
            for (const auto value : block) lifted(done % 50, done / 50) = static_cast<double>(value), ++done;
        };
        if (precision == npy::Type::float32)
            prediction::for_decoded_blocks<float>({stored.model, 1}, latent, take);
        else
            prediction::for_decoded_blocks<double>({stored.model, 1}, latent, take);
        CHECK(done == expected.size());
        CHECK(relative_difference(lifted, expected) < (precision == npy::Type::float32 ? 1e-6 : 1e-14));

        options.first = network::Activation::sine;
        options.kappa = 0.4;
        options.train_kappa = true;
        const Eigen::MatrixXd residual = model.coordinates.scale * q - mlasdi::decode(model, latent, 1);
        const auto problem = mlasdi::decoder_problem<double>(model, latent, residual, 0, options);
        mlasdi::set_decoder(model, narrowed(problem.initial));
        files::write_further_stage(folder.file("m2"), stored, model, {}, {}, {});
        const files::StoredModel further = files::read_model(folder.file("m2"));
        REQUIRE(further.model.stages.size() == 2);
        CHECK(further.model.stages[1].decoder.gain == doctest::Approx(0.4));
        CHECK(mlasdi::decode(further.model, latent, 2) == mlasdi::decode(model, latent, 2));
        CHECK(mlasdi::decode(further.model, latent, 1) == mlasdi::decode(stored.model, latent, 1));
    }
}

TEST_CASE("residual: its deviation is that on the mesh") {
    const test::TemporaryFolder folder;
    const auto snapshots = snapshots::open_snapshots(write_snapshots(folder, 60, 50), false);
    const auto model = small_model(snapshots, npy::Type::float64);
    const Eigen::MatrixXd residual = Eigen::MatrixXd::Random(model.coordinates.rank(), 120).array() + 0.5;
    const Eigen::MatrixXd on_mesh = model.coordinates.basis * residual;
    const double deviation = std::sqrt((on_mesh.array() - on_mesh.mean()).square().mean());
    CHECK(mlasdi::residual_deviation(model.coordinates, residual) == doctest::Approx(deviation).epsilon(1e-12));
}

TEST_CASE("predictability: tells a function of the latents from noise, also where correlation is blind") {
    std::mt19937 engine(3);
    std::normal_distribution<double> normal;
    const Index count = 600;
    Eigen::MatrixXd latent(2, count);
    Eigen::MatrixXd linear(1, count);
    Eigen::MatrixXd nonlinear(1, count);
    Eigen::MatrixXd noise(1, count);
    for (Index s = 0; s < count; ++s) {
        const double angle = 2 * std::numbers::pi * static_cast<double>(s) / count;
        latent.col(s) << std::cos(angle), std::sin(angle);
        linear(0, s) = 2 * latent(0, s) - latent(1, s) + 7;
        nonlinear(0, s) = std::cos(6 * angle);
        noise(0, s) = normal(engine);
    }
    CHECK(mlasdi::predictability(latent, linear).linear == doctest::Approx(1).epsilon(1e-9));
    CHECK(mlasdi::predictability(latent, nonlinear).linear < 0.05);
    CHECK(mlasdi::predictability(latent, nonlinear).nearest > 0.99);
    CHECK(mlasdi::predictability(latent, noise).nearest < 0.3);
}

TEST_CASE("case distance: between concentric circles it is the difference of their radii") {
    Eigen::MatrixXd latent(2, 400);
    for (Index s = 0; s < 400; ++s) {
        const double angle = 2 * std::numbers::pi * static_cast<double>(s % 200) / 200;
        const double radius = s < 200 ? 1.0 : 1.3;
        latent(0, s) = radius * std::cos(angle);
        latent(1, s) = radius * std::sin(angle);
    }
    CHECK(mlasdi::case_distance(latent, 2) == doctest::Approx(0.3).epsilon(1e-6));
    CHECK(mlasdi::case_distance(latent.leftCols(200), 1) == doctest::Approx(1).epsilon(1e-6));
}

TEST_CASE("error: eq. (25)") {
    const test::TemporaryFolder folder;
    npy::write_array(folder.file("u.npy"), npy::Type::float64, {2, 2, 2}, std::vector<double>{3, 4, 1, 0, 0, 2, 5, 12});
    npy::write_array(folder.file("v.npy"), npy::Type::float64, {2, 2, 2}, std::vector<double>{3, 3, 1, 0, 0, 2, 5, 25});
    const auto u = snapshots::open_snapshots(folder.file("u.npy"), false);
    const Eigen::MatrixXd errors =
        evaluation::compare(u, snapshots::open_snapshots(folder.file("v.npy"), false)).relative_errors;
    CHECK(errors(0, 0) == doctest::Approx(0.2));
    CHECK(errors(1, 0) == 0);
    CHECK(errors(1, 1) == doctest::Approx(1));
    const auto summary = evaluation::summarise(errors);
    CHECK(summary[0].largest == doctest::Approx(0.2));
    CHECK(summary[1].time == 1);
    CHECK(summary[1].mean == doctest::Approx(0.5));
    CHECK(evaluation::worst_case(summary) == 1);
    npy::write_array(folder.file("z.npy"), npy::Type::float64, {2, 2, 2}, std::vector<double>(8, 0.0));
    CHECK(error_of([&] {
              evaluation::compare(snapshots::open_snapshots(folder.file("z.npy"), false), u);
          }).find("case 0 at time 0 is zero") != std::string::npos);
}

TEST_CASE("with a validation the least held-out error is kept, and training ends soon after it") {
    // Descends along p; the held-out error is least at p = 0.5, the loss at p = 0.
    const optimise::Loss<double> loss = [](const Eigen::VectorXd& p, Eigen::VectorXd& gradient) {
        gradient = Eigen::VectorXd::Ones(1);
        return optimise::LossTerms{p[0], 0, 0, 0, 0};
    };
    const optimise::Validation<double> validate = [](const Eigen::VectorXd& p) { return std::abs(p[0] - 0.5); };
    optimise::TrainState<double> state;
    state.parameters = Eigen::VectorXd::Ones(1);
    const optimise::TrainOptions options{
        100000, 1e-3, optimise::Schedule::constant, optimise::Optimizer::adam, {{0, 1, 1}}};
    CHECK(optimise::train<double>(loss, validate, options, state, [](const auto&, const auto&) { return true; }));
    CHECK(state.best_epoch == 500);
    CHECK(state.best[0] == doctest::Approx(0.5));
    CHECK(state.epoch == 1200);
}
