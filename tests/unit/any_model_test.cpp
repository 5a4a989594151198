#include "rom/files/any_model.h"

#include <fstream>

#include <nlohmann/json.hpp>

#include "rom/files/json.h"
#include "rom/files/model_folder.h"
#include "rom/mlasdi/problem.h"
#include "snapshot_data.h"

using namespace rom;
using test::error_of;

namespace {

void write_encoder_model(const test::TemporaryFolder& folder, const std::string& path) {
    const auto snapshots = snapshots::open_snapshots(test::write_snapshots(folder, 20, 30), false);
    mlasdi::ReducedModel model = test::small_model(snapshots, Precision::float64);
    const Eigen::MatrixXd q = snapshots::project<double>(model.coordinates, snapshots);
    mlasdi::NetworkOptions options;
    options.hidden = {5};
    mlasdi::set_autoencoder<double>(model,
                                    mlasdi::autoencoder_problem<double>(model, q, options, 2, {}).training.initial);
    files::write_model(path, model, mlasdi::encode(model, q), "abc", {}, {}, {});
}

ldnet::LatentDynamicsNetwork small_network() {
    ldnet::LatentDynamicsNetwork model;
    const auto unit = [](Index size) {
        return ldnet::Range{Eigen::VectorXd::Constant(size, -1), Eigen::VectorXd::Constant(size, 2)};
    };
    model.latent = 2;
    model.order = 2;
    model.step = 0.1;
    model.integrator = ldnet::Integrator::rk4;
    model.direct = true;
    model.time_unit = 0.7;
    model.points = unit(2);
    model.parameters = unit(1);
    model.signals = unit(1);
    model.fields = unit(1);
    model.cases = 4;
    model.grid = TimeGrid::uniform(9, 0.3);
    ldnet::initialise(model, {5, 4}, {6}, network::Activation::tanh, 3);
    return model;
}

const Record kTraining = {{"points_per_time", std::int64_t{12}}, {"seed", std::uint64_t{7}}};

}  // namespace

TEST_CASE("a model is read as what its folder says it is") {
    const test::TemporaryFolder folder;
    write_encoder_model(folder, folder.file("encoder"));
    files::write_latent_dynamics_network(folder.file("network"), small_network(), "def", {}, kTraining, {});
    const files::AnyModel encoder = files::read_any_model(folder.file("encoder"));
    REQUIRE(std::holds_alternative<files::StoredModel>(encoder));
    CHECK(std::get<files::StoredModel>(encoder).snapshots_sha256 == "abc");
    CHECK(std::get<files::StoredModel>(encoder).model.latent() == 2);
    const files::AnyModel network = files::read_any_model(folder.file("network"));
    REQUIRE(std::holds_alternative<files::StoredNetwork>(network));
    CHECK(std::get<files::StoredNetwork>(network).snapshots_sha256 == "def");
}

TEST_CASE("a latent dynamics network is written and read back, with a further stage, to the bit") {
    const test::TemporaryFolder folder;
    ldnet::LatentDynamicsNetwork model = small_network();
    files::write_latent_dynamics_network(folder.file("m"), model, "def", {}, kTraining, {});
    const files::StoredNetwork stored = files::read_latent_dynamics_network(folder.file("m"));
    CHECK(stored.points_per_time == 12);
    CHECK(stored.seed == 7);
    CHECK(stored.sha256 == files::file_sha256(folder.file("m") + "/model.json"));
    model.stages.push_back(ldnet::make_stage(model, {5}, network::Activation::sine, network::Activation::tanh, 1.5, 1));
    model.stages[1].epsilon = 0.125;
    files::write_further_reconstruction(folder.file("m2"), stored, model, {}, {}, {});
    const ldnet::LatentDynamicsNetwork read = files::read_latent_dynamics_network(folder.file("m2")).model;
    CHECK(read.order == 2);
    CHECK(read.latent == 2);
    CHECK(read.step == doctest::Approx(0.1));
    CHECK(ldnet::intervals_of(read, 9).front().steps == 3);
    CHECK(read.integrator == ldnet::Integrator::rk4);
    CHECK(read.direct);
    CHECK_FALSE(read.equilibrium);
    CHECK(read.time_unit == 0.7);
    CHECK(read.cases == 4);
    CHECK(read.grid.times() == model.grid.times());
    CHECK(read.points.low == model.points.low);
    CHECK(read.fields.high == model.fields.high);
    CHECK(read.dynamics_weights == model.dynamics_weights);
    REQUIRE(read.stages.size() == 2);
    CHECK(read.stages[0].weights == model.stages[0].weights);
    CHECK(read.stages[1].weights == model.stages[1].weights);
    CHECK(read.stages[1].epsilon == 0.125);
    CHECK(read.stages[1].network.gain == 1.5);
    CHECK(read.stages[1].network.layers[0].activation == network::Activation::sine);
}

TEST_CASE("what is no model, or an incomplete one, is refused") {
    const test::TemporaryFolder folder;
    const auto refusal = [&](const std::string& name) {
        return error_of([&] { files::read_any_model(folder.file(name)); });
    };
    CHECK_FALSE(refusal("none").empty());
    std::filesystem::create_directory(folder.file("empty"));
    CHECK_FALSE(refusal("empty").empty());
    std::filesystem::create_directory(folder.file("other"));
    std::ofstream(folder.file("other/model.json")) << R"({"format": "other", "version": 1})";
    CHECK(refusal("other").find("other/model.json") != std::string::npos);
    std::ofstream(folder.file("other/model.json")) << "{";
    CHECK(refusal("other").find("is not valid JSON") != std::string::npos);

    files::write_latent_dynamics_network(folder.file("m"), small_network(), "def", {}, kTraining, {});
    const std::string description = folder.file("m/model.json");
    const files::Json json = files::read_json(description);
    files::Json changed = json;
    changed["version"] = 1000;
    files::write_json(description, changed);
    CHECK(refusal("m").find("is of format version 1000") != std::string::npos);
    changed = json;
    changed["dynamics"]["integrator"] = "leapfrog";
    files::write_json(description, changed);
    CHECK(refusal("m").find("integrator 'leapfrog' is not known; one of euler, rk2, rk4") != std::string::npos);
    files::write_json(description, json);
    CHECK(refusal("m").empty());
    for (const auto& entry : std::filesystem::directory_iterator(folder.file("m")))
        if (entry.path().extension() == ".npy") {
            const std::filesystem::path aside = entry.path().string() + ".aside";
            std::filesystem::rename(entry.path(), aside);
            CHECK(refusal("m").find("the model is incomplete, it has no " + entry.path().filename().string()) !=
                  std::string::npos);
            std::filesystem::rename(aside, entry.path());
        }
}

TEST_CASE("every file of a model is the one that model.json describes, or that is said") {
    const test::TemporaryFolder folder;
    const std::string path = folder.file("m");
    write_encoder_model(folder, path);
    const auto refusal = [&] { return error_of([&] { files::read_any_model(path); }); };
    CHECK(refusal().empty());
    int arrays = 0;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
        const std::string name = entry.path().filename().string();
        if (entry.path().extension() != ".npy" || name == "latent.npy") continue;  // which users may replace
        ++arrays;
        std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
        const auto flip = [&](std::streamoff at) {
            file.seekg(at, std::ios::end);
            const int byte = file.get();
            file.seekp(at, std::ios::end);
            file.put(static_cast<char>(byte ^ 1));
            file.flush();
        };
        flip(-8);  // the last bit of a number
        CHECK(refusal() == path + "/" + name +
                               " is not the file that model.json describes (its checksum differs): copy the model anew "
                               "or train it again");
        flip(-8);
        CHECK(refusal().empty());
    }
    CHECK(arrays >= 6);
    // Of one shape, in each other's place.
    std::filesystem::rename(path + "/mean.npy", path + "/aside");
    npy::write_array(path + "/mean.npy", npy::Type::float64, {30}, std::vector<double>(30));
    CHECK(refusal().find("mean.npy is not the file that model.json describes") != std::string::npos);
    std::filesystem::remove(path + "/mean.npy");
    std::filesystem::rename(path + "/aside", path + "/mean.npy");
    CHECK(refusal().empty());
}

TEST_CASE("a model that is replaced while it is read is read anew") {
    const test::TemporaryFolder folder;
    const std::string path = folder.file("m");
    write_encoder_model(folder, path);
    int tries = 0;
    const auto before = files::read_model(path);
    const auto read = [&](const files::ModelFolder& opened) {
        ++tries;
        if (tries == 1) write_encoder_model(folder, path);  // the files of the first are gone
        return files::read_model(opened);
    };
    const files::StoredModel stored = files::read_whole(path, read);
    CHECK(tries == 2);
    CHECK(stored.model.encoder_weights == before.model.encoder_weights);
    // A model that is not whole is so at once.
    std::filesystem::remove(path + "/mean.npy");
    tries = 1;
    CHECK(error_of([&] { files::read_whole(path, read); }).find("incomplete") != std::string::npos);
    CHECK(tries == 2);
    // What has read one model writes no other: its arrays are gone.
    write_encoder_model(folder, folder.file("m"));
    const files::StoredModel old = files::read_model(path);
    write_encoder_model(folder, path);
    CHECK(error_of([&] {
              files::write_further_stage(folder.file("m2"), old, old.model, {}, {}, {});
          }).find("was replaced while it was read; run this again") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(folder.file("m2")));
}
