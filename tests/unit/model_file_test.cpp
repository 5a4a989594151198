#include "rom/files/model_file.h"
#include "rom/mlasdi/problem.h"
#include "rom/prediction/decoding.h"
#include "snapshot_data.h"

using namespace rom;
using test::relative_difference;
using test::small_model;
using test::write_snapshots;

TEST_CASE("model: written and read back, with a further stage, in both precisions") {
    const test::TemporaryFolder folder;
    const auto snapshots = snapshots::open_snapshots(write_snapshots(folder, 60, 50), false);
    for (const auto precision : {Precision::float32, Precision::float64}) {
        mlasdi::ReducedModel model = small_model(snapshots, precision);
        mlasdi::NetworkOptions options;
        options.hidden = {8, 6};
        const Eigen::MatrixXd q = snapshots::project<double>(model.coordinates, snapshots);
        const auto narrowed = [&](const Eigen::VectorXd& p) {
            return precision == Precision::float32 ? Eigen::VectorXd(p.cast<float>().cast<double>()) : p;
        };
        mlasdi::set_autoencoder(
            model, narrowed(mlasdi::autoencoder_problem<double>(model, q, options, 2, {}).training.initial));
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
        with_scalar(precision, [&]<class Scalar>(Scalar) {
            const prediction::SnapshotDecoder<Scalar> decoder(stored.model.coordinates, stored.model.stages);
            const auto decode = [&](Index first, Index count) {
                return decoder(prediction::columns_of<Scalar>(latent, first, count), Matrix<Scalar>());
            };
            prediction::for_decoded_blocks<Scalar>(decoder.size(), latent.cols(), decode, take);
        });
        CHECK(done == expected.size());
        CHECK(relative_difference(lifted, expected) < (precision == Precision::float32 ? 1e-6 : 1e-14));

        options.first = network::Activation::sine;
        options.kappa = 0.4;
        options.train_kappa = true;
        const mlasdi::StageData data = mlasdi::stage_data(model, q, latent);
        CHECK(relative_difference(data.residual, model.coordinates.scale * q - mlasdi::decode(model, latent, 1)) <
              1e-14);
        const auto problem = mlasdi::decoder_problem<double>(model, data, options);
        mlasdi::set_decoder(model, narrowed(problem.training.initial));
        files::write_further_stage(folder.file("m2"), stored, model, {}, {}, {});
        const files::StoredModel further = files::read_model(folder.file("m2"));
        REQUIRE(further.model.stages.size() == 2);
        CHECK(further.model.stages[1].decoder.gain == doctest::Approx(0.4));
        CHECK(mlasdi::decode(further.model, latent, 2) == mlasdi::decode(model, latent, 2));
        CHECK(mlasdi::decode(further.model, latent, 1) == mlasdi::decode(stored.model, latent, 1));
    }
}
