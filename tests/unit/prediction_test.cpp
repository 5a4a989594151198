#include "rom/mlasdi/reduced_model.h"
#include "rom/prediction/latent_trajectories.h"
#include "support.h"

using namespace rom;
using network::Activation;

TEST_CASE("the latent state fitted to a decoded one is that state, from wherever the encoder starts") {
    mlasdi::ReducedModel model;
    model.precision = npy::Type::float64;
    model.coordinates.scale = 0.3;
    model.coordinates.mean = Eigen::VectorXd::Zero(6);
    model.encoder = network::make_architecture({6, 8, 2}, Activation::softplus, Activation::softplus);
    model.encoder_parameters = network::initialise(model.encoder, network::Initialisation::xavier_normal, 6, 2, 1);
    const auto decoder = network::make_architecture({2, 8, 6}, Activation::softplus, Activation::softplus);
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

TEST_CASE("latent trajectories: the case that blows up is named, with the last time it reached") {
    gp::Regression processes;
    processes.inputs = Eigen::MatrixXd(2, 1);
    processes.inputs << 0, 1;
    processes.targets = Eigen::MatrixXd::Zero(2, 3);  // terms 1, z, z^2 of one variable
    processes.targets(1, 2) = 1;
    processes.hyperparameters.assign(3, {gp::Kernel::matern32, 1, Eigen::VectorXd::Constant(1, 0.1), 0, 0});
    Eigen::MatrixXd initial(1, 2);
    initial << 2, 2;
    const auto result = prediction::latent_trajectories(processes, dynamics::Library::quadratic, processes.inputs,
                                                        initial, Eigen::VectorXd::LinSpaced(3, 0.2, 1.0));
    CHECK((result.states.leftCols(3).array() - 2).abs().maxCoeff() < 1e-6);
    REQUIRE(result.blow_ups.size() == 1);
    CHECK(result.blow_ups[0] == "the latent trajectory of case 1 grows without bound after time 0.200000");
    CHECK(result.states(0, 5) == result.states(0, 3));
}
