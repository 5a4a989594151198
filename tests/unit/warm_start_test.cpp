#include "rom/mlasdi/warm_start.h"

#include "rom/mlasdi/problem.h"
#include "rom/npy/output.h"
#include "support.h"

using namespace rom;
using test::error_of;
using test::relative_difference;

namespace {

// Snapshots [cases, 20, 30] of rank 4 + cases, and a network for them that has drawn weights.
mlasdi::ReducedModel model_of(const std::string& path, Index cases, snapshots::CoordinateSystem system, unsigned seed) {
    Eigen::MatrixXd values = test::random_matrix(30, 4, 1) * test::random_matrix(4, 20 * cases, 2);
    for (Index c = 0; c < cases; ++c)
        values.middleCols(20 * c, 20) += test::random_matrix(30, 1, 10 + static_cast<unsigned>(c)) *
                                         test::random_matrix(1, 20, 20 + static_cast<unsigned>(c));
    values.array() += 5;
    npy::write_array(path, npy::Type::float64, {cases, 20, 30},
                     {values.data(), static_cast<std::size_t>(values.size())});
    const snapshots::Snapshots snapshots = snapshots::open_snapshots(path, false);
    mlasdi::ReducedModel model;
    model.precision = Precision::float64;
    model.cases = cases;
    model.grid = TimeGrid::uniform(20, 0.1);
    model.coordinates = snapshots::make_coordinates(snapshots, system, snapshots::Scaling::deviation, {1e-6});
    mlasdi::NetworkOptions options;
    options.hidden = {7, 5};
    options.seed = seed;
    const auto problem = mlasdi::autoencoder_problem<double>(
        model, snapshots::project<double>(model.coordinates, snapshots), options, 2, {});
    mlasdi::set_autoencoder(model, problem.training.initial);
    return model;
}

// Decoded and lifted to the mesh.
Eigen::MatrixXd reconstruct(const mlasdi::ReducedModel& model, const Eigen::MatrixXd& latent) {
    const Eigen::MatrixXd decoded = mlasdi::decode(model, latent, 1);
    if (model.coordinates.basis.cols() == 0) return decoded.colwise() + model.coordinates.mean;
    return (model.coordinates.basis * decoded).colwise() + model.coordinates.mean;
}

}  // namespace

TEST_CASE("warm start: over more cases the networks are those that were trained, on data or mesh coordinates") {
    const test::TemporaryFolder folder;
    using snapshots::CoordinateSystem;
    for (const auto& [before, after] : {std::pair(CoordinateSystem::data, CoordinateSystem::data),
                                        std::pair(CoordinateSystem::data, CoordinateSystem::mesh),
                                        std::pair(CoordinateSystem::mesh, CoordinateSystem::mesh)}) {
        const mlasdi::ReducedModel from = model_of(folder.file("few.npy"), 2, before, 3);
        mlasdi::ReducedModel model = model_of(folder.file("many.npy"), 4, after, 4);
        const snapshots::Snapshots snapshots = snapshots::open_snapshots(folder.file("few.npy"), false);
        const Eigen::MatrixXd by_old = snapshots::project<double>(from.coordinates, snapshots);
        const Eigen::MatrixXd by_new = snapshots::project<double>(model.coordinates, snapshots);
        const Eigen::MatrixXd latent = mlasdi::encode(from, by_old);
        CHECK(relative_difference(mlasdi::encode(model, by_new), latent) > 0.1);
        mlasdi::set_autoencoder(model, mlasdi::warm_start(from, model, "few"));
        CHECK(relative_difference(mlasdi::encode(model, by_new), latent) < 1e-5);
        CHECK(relative_difference(reconstruct(model, latent), reconstruct(from, latent)) < 1e-5);
    }
}

TEST_CASE("warm start: other networks are refused") {
    const test::TemporaryFolder folder;
    const mlasdi::ReducedModel from = model_of(folder.file("few.npy"), 2, snapshots::CoordinateSystem::data, 3);
    mlasdi::ReducedModel model = from;
    model.coordinates.space = {5, 6};
    CHECK(error_of([&] { mlasdi::warm_start(from, model, "few"); }).find("few was trained on states of shape (30,)") !=
          std::string::npos);
    model = from;
    model.encoder = network::make_architecture({from.coordinates.rank(), 7, 6, 2}, network::Activation::softplus,
                                               network::Activation::softplus);
    CHECK(error_of([&] {
              mlasdi::warm_start(from, model, "few");
          }).find("few has hidden layers 7 softplus,5 softplus") != std::string::npos);
    model.encoder.layers.back().outputs = 3;
    CHECK(error_of([&] {
              mlasdi::warm_start(from, model, "few");
          }).find("few has 2 latent variables but --latent is 3") != std::string::npos);
}
