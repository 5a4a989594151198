#include <algorithm>
#include <cmath>
#include <limits>

#include "rom/dynamics/integrate.h"
#include "rom/dynamics/sindy.h"
#include "rom/mlasdi/loss.h"
#include "rom/mlasdi/problem.h"
#include "rom/mlasdi/roll_out.h"
#include "snapshot_data.h"

using namespace rom;
using test::dense;
using test::error_of;
using test::relative_difference;
using test::small_model;
using test::write_snapshots;

TEST_CASE("training on coordinates is training on the mesh, seen in another basis") {
    // With the networks of the mesh expressed in the basis, both losses and the gradients agree; what the basis leaves
    // out counts.
    const test::TemporaryFolder folder;
    const auto snapshots = snapshots::open_snapshots(write_snapshots(folder, 60, 50), false);
    auto c = snapshots::make_coordinates(snapshots, snapshots::CoordinateSystem::data, snapshots::Scaling::deviation,
                                         {1e-2});
    const Index rank = c.rank();
    const auto architectures = [](Index width) {
        return std::pair(
            network::make_architecture({width, 9, 2}, network::Activation::softplus, network::Activation::softplus),
            network::make_architecture({2, 9, width}, network::Activation::softplus, network::Activation::softplus));
    };
    const auto [encoder, decoder] = architectures(50);
    Eigen::VectorXd on_mesh(encoder.weight_count() + decoder.weight_count());
    on_mesh << network::initialise(encoder, network::Initialisation::xavier_uniform, 50, 2, 1),
        network::initialise(decoder, network::Initialisation::xavier_uniform, 2, 50, 2);
    const Index split = encoder.weight_count();
    // The encoder must see, and the decoder's output lie in, the span of the basis for the losses to agree.
    const Index last = split + decoder.weight_offset(1);
    const Eigen::MatrixXd projector = c.basis * c.basis.transpose();
    const Eigen::MatrixXd first_weight = on_mesh.head(9 * 50).reshaped(9, 50) * projector;
    on_mesh.head(9 * 50) = first_weight.reshaped();
    const Eigen::MatrixXd last_weight = projector * on_mesh.segment(last, 50 * 9).reshaped(50, 9);
    on_mesh.segment(last, 50 * 9) = last_weight.reshaped();

    const auto [encoder_q, decoder_q] = architectures(rank);
    Eigen::VectorXd in_basis(encoder_q.weight_count() + decoder_q.weight_count());
    const Eigen::MatrixXd first = first_weight * c.basis;
    const Index after_first = first.rows() * c.size();
    in_basis << first.reshaped(), on_mesh.segment(after_first, split - after_first),
        on_mesh.segment(split, decoder.weight_offset(1)), (c.basis.transpose() * last_weight).reshaped(),
        Eigen::VectorXd::Zero(rank);

    const Eigen::MatrixXd q = snapshots::project<double>(c, snapshots);
    const auto form = dynamics::derivative_form(dynamics::Derivative::sbp12, TimeGrid::uniform(60, 0.05));
    mlasdi::AutoencoderLoss<double> loss_q(encoder_q, decoder_q, q, 50, snapshots::outside_basis(c, q), 2,
                                           dynamics::Library::linear, form, {});
    const Eigen::MatrixXd u = (dense(snapshots).colwise() - c.mean) / c.scale;
    mlasdi::AutoencoderLoss<double> loss_u(encoder, decoder, u, 50, 0, 2, dynamics::Library::linear, form, {});
    Eigen::VectorXd gradient_q;
    Eigen::VectorXd gradient_u;
    CHECK(loss_q(in_basis, gradient_q).total() == doctest::Approx(loss_u(on_mesh, gradient_u).total()).epsilon(1e-12));
    CHECK(relative_difference(gradient_q.head(9 * rank).reshaped(9, rank),
                              gradient_u.head(9 * 50).reshaped(9, 50) * c.basis) < 1e-10);
}

TEST_CASE("problem: the layers at the coordinates learn sqrt(N / rank) faster, every weight has one rate") {
    const test::TemporaryFolder folder;
    const auto snapshots = snapshots::open_snapshots(write_snapshots(folder, 60, 50), false);
    mlasdi::ReducedModel model = small_model(snapshots, Precision::float64);
    const Index rank = model.coordinates.rank();
    mlasdi::NetworkOptions options;
    options.hidden = {12, 7};
    const auto problem = mlasdi::autoencoder_problem<double>(
        model, snapshots::project<double>(model.coordinates, snapshots), options, 3, {});
    std::vector<double> factor(static_cast<std::size_t>(problem.training.initial.size()), 0);
    for (const auto& group : problem.training.groups)
        for (Index i = group.begin; i < group.end; ++i) {
            CHECK(factor[static_cast<std::size_t>(i)] == 0);
            factor[static_cast<std::size_t>(i)] = group.factor;
        }
    const double fast = std::sqrt(50.0 / static_cast<double>(rank));
    CHECK(static_cast<Index>(std::count(factor.begin(), factor.end(), fast)) == 12 * rank + (12 + 1) * rank);
    CHECK(std::count(factor.begin(), factor.end(), 0.0) == 0);
    CHECK(factor.front() == fast);
    CHECK(factor.back() == fast);
    std::vector<Index> matrices;  // rows and columns of each
    for (const auto& group : problem.training.groups)
        if (group.rows > 0) matrices.insert(matrices.end(), {group.rows, (group.end - group.begin) / group.rows});
    CHECK(matrices == std::vector<Index>{12, rank, 7, 12, 3, 7, 7, 3, 12, 7, rank, 12});
    CHECK(error_of([&] {
              mlasdi::autoencoder_problem<double>(model, snapshots::project<double>(model.coordinates, snapshots),
                                                  options, rank + 1, {});
          }).find("span only " + std::to_string(rank)) != std::string::npos);
}

TEST_CASE("the latent state fitted to a decoded one is that state, from wherever the encoder starts") {
    mlasdi::ReducedModel model;
    model.precision = Precision::float64;
    model.coordinates.scale = 0.3;
    model.coordinates.mean = Eigen::VectorXd::Zero(6);
    model.encoder = network::make_architecture({6, 8, 2}, network::Activation::softplus, network::Activation::softplus);
    model.encoder_weights = network::initialise(model.encoder, network::Initialisation::xavier_normal, 6, 2, 1);
    const auto decoder =
        network::make_architecture({2, 8, 6}, network::Activation::softplus, network::Activation::softplus);
    model.stages = {{decoder, network::initialise(decoder, network::Initialisation::xavier_normal, 2, 6, 2), 0.3}};

    const Eigen::MatrixXd latent = test::random_matrix(2, 5, 3);
    const Eigen::MatrixXd coordinates = mlasdi::decode(model, latent, 1) / model.coordinates.scale;
    CHECK((mlasdi::encode(model, coordinates) - latent).norm() > 0.1 * latent.norm());
    CHECK(test::relative_difference(mlasdi::fit_latent(model, coordinates), latent) < 1e-3);

    // Off the decoder's range, no state nearby is nearer.
    const Eigen::MatrixXd off = coordinates + 0.3 * test::random_matrix(6, 5, 4);
    const Eigen::MatrixXd fitted = mlasdi::fit_latent(model, off);
    const auto misfit = [&](const Eigen::MatrixXd& z) {
        return (mlasdi::decode(model, z, 1) / model.coordinates.scale - off).colwise().norm().eval();
    };
    CHECK((misfit(fitted).array() < misfit(mlasdi::encode(model, off)).array()).all());
    for (const unsigned seed : {5U, 6U, 7U, 8U})
        CHECK((misfit(fitted).array() <= misfit(fitted + 1e-2 * test::random_matrix(2, 5, seed)).array()).all());
}

TEST_CASE(
    "roll-out: the error is that of the decoded trajectory, which is exact for a linear system that is not bent") {
    // Two cases of a rotation that decays, seen by an identity autoencoder.
    const auto grid = TimeGrid::uniform(200, 0.01);
    const auto form = dynamics::derivative_form(dynamics::Derivative::sbp48, grid);
    Eigen::MatrixXd states(2, 400);
    for (Index k = 0; k < 400; ++k) {
        const double t = grid.times()[k % 200];
        const double speed = k < 200 ? 2 : 3;
        const double radius = k < 200 ? 1 : 2;
        states.col(k) = radius * std::exp(-0.5 * t) * Eigen::Vector2d(std::cos(speed * t), std::sin(speed * t));
    }
    const auto identity =
        network::make_architecture({2, 2}, network::Activation::identity, network::Activation::identity);
    Eigen::VectorXd weights = Eigen::VectorXd::Zero(2 * identity.weight_count());
    for (const Index network : {0, 1})
        for (const Index entry : {0, 3}) weights[network * identity.weight_count() + entry] = 1;
    const auto error = [&](const Eigen::MatrixXd& snapshots, dynamics::Library library) {
        return mlasdi::roll_out_error<double>(identity, identity, weights, snapshots, library, form, grid);
    };
    CHECK(error(states, dynamics::Library::linear) < 1e-6);

    // Of the same with another second half, the best linear system is far off.
    Eigen::MatrixXd bent = states;
    bent.middleCols(100, 100) *= -1;
    Eigen::MatrixXd simulated(2, 400);
    const auto fits = dynamics::fit_cases(dynamics::Library::linear, bent, form, 0, 0);
    for (const Index c : {0, 1})
        simulated.middleCols(200 * c, 200) =
            dynamics::integrate(dynamics::Library::linear, fits[static_cast<std::size_t>(c)].xi, bent.col(200 * c),
                                grid.times())
                .states;
    CHECK(error(bent, dynamics::Library::linear) ==
          doctest::Approx((simulated - bent).norm() / bent.norm()).epsilon(1e-12));
    CHECK(error(bent, dynamics::Library::linear) > 0.1);

    // A decoder that gives no numbers is as far off as can be.
    weights[identity.weight_count()] = std::numeric_limits<double>::infinity();
    CHECK(error(states, dynamics::Library::linear) == std::numeric_limits<double>::max());
}
