#include "rom/files/checkpoint.h"

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

#include <nlohmann/json.hpp>

#include "rom/files/checkpoint_folder.h"
#include "rom/npy/output.h"
#include "support.h"

using namespace rom;
using test::error_of;

namespace {

// Puts a different value into every field of a state.
struct Filler {
    unsigned* seed;

    template <class Scalar>
    void operator()(const char*, Vector<Scalar>& values) const {
        values = test::random_matrix(5, 1, ++*seed).cast<Scalar>();
    }
    void operator()(const char*, Eigen::MatrixXd& values) const { values = test::random_matrix(4, 4, ++*seed); }
    template <class Scalar>
    void operator()(const char*, std::deque<Vector<Scalar>>& vectors) const {
        for (int k = 0; k < 3; ++k) vectors.push_back(test::random_matrix(5, 1, ++*seed).cast<Scalar>());
    }
    void operator()(const char*, double& value) const { value = std::exp(test::random_matrix(1, 1, ++*seed)(0, 0)); }
    void operator()(const char*, std::int64_t& value) const { value = 1000 + ++*seed; }
};

// The bytes of every field of a state, one after the other.
struct Bytes {
    std::string* all;

    template <class Scalar>
    void put(const Scalar* values, Index count) const {
        all->append(reinterpret_cast<const char*>(values), sizeof(Scalar) * static_cast<std::size_t>(count));
        all->append("|");
    }
    template <class Scalar>
    void operator()(const char*, const Vector<Scalar>& values) const {
        put(values.data(), values.size());
    }
    void operator()(const char*, const Eigen::MatrixXd& values) const { put(values.data(), values.size()); }
    template <class Scalar>
    void operator()(const char* name, const std::deque<Vector<Scalar>>& vectors) const {
        for (const auto& vector : vectors) (*this)(name, vector);
    }
    template <class Number>
    void operator()(const char*, const Number& value) const {
        put(&value, 1);
    }
};

template <class State>
std::string bytes_of(const State& state) {
    std::string all;
    State::fields(state, Bytes{&all});
    return all;
}

template <class State>
int field_count() {
    int count = 0;
    State state;
    State::fields(state, [&](const char*, auto&) { ++count; });
    return count;
}

// A state of a training in the middle of it.
template <class Scalar>
optimise::TrainState<Scalar> some_state(const optimise::MethodState<Scalar>& method) {
    optimise::TrainState<Scalar> state;
    unsigned seed = 7;
    state.epoch = 42;
    state.weights = test::random_matrix(5, 1, 1).cast<Scalar>();
    state.best = test::random_matrix(5, 1, 2).cast<Scalar>();
    state.memory = test::random_matrix(7, 1, 3);
    state.best_loss = 0.1 + 0.2;
    state.best_epoch = 41;
    state.least_validation = 1e-310;
    state.seconds = 1.0 / 3;
    state.retreats = 3;
    state.method = method;
    std::visit([&]<class Method>(Method& one) { Method::fields(one, Filler{&seed}); }, state.method);
    optimise::PlateauState::fields(state.plateau, Filler{&seed});
    optimise::RoundState::fields(state.round, Filler{&seed});
    state.history = {{0, {{1.0 / 7, 2, 3, 4, 5}}, 1e-3, 0.5}, {41, {{-0.0, 1e-300, 0, 0, 6}}, 5e-4, 0.75}};
    return state;
}

// One case of two states of shape [2, 3].
snapshots::Snapshots some_snapshots(const test::TemporaryFolder& folder) {
    const std::string path = folder.file("u.npy");
    npy::write_array(path, npy::Type::float64, {1, 2, 2, 3}, std::vector<double>(12, 1.0));
    return snapshots::open_snapshots(path, false);
}

using Json = nlohmann::ordered_json;

// Changes checkpoint.json, as if it had been written so.
void change_description(const std::string& path, const std::function<void(Json&)>& change) {
    Json json = Json::parse(std::ifstream(path + "/checkpoint.json"));
    change(json);
    json["sha256"] = nullptr;
    std::ofstream(path + "/checkpoint.json") << json.dump(2) << "\n";
}

// What read_checkpoint says of a checkpoint in which something is not as it was written.
std::string error_after(const std::function<void(const std::string& path)>& damage) {
    const test::TemporaryFolder folder;
    const std::string path = folder.file("c");
    files::write_checkpoint(path, some_state<double>(optimise::AdamState<double>{}), {}, nullptr);
    damage(path);
    return error_of([&] { files::read_checkpoint<double>(path, {}); });
}

template <class Scalar>
void check_round_trip(const optimise::TrainState<Scalar>& state) {
    const test::TemporaryFolder folder;
    files::write_checkpoint(folder.file("c"), state, {}, nullptr);
    const auto read = files::read_checkpoint<Scalar>(folder.file("c"), {});
    REQUIRE(read.has_value());
    CHECK(read->epoch == state.epoch);
    CHECK(read->weights == state.weights);
    CHECK(read->best == state.best);
    CHECK(read->memory == state.memory);
    CHECK(read->best_loss == state.best_loss);
    CHECK(read->best_epoch == state.best_epoch);
    CHECK(read->least_validation == state.least_validation);
    CHECK(read->seconds == state.seconds);
    CHECK(read->retreats == state.retreats);
    CHECK(bytes_of(read->plateau) == bytes_of(state.plateau));
    CHECK(bytes_of(read->round) == bytes_of(state.round));
    REQUIRE(read->method.index() == state.method.index());
    std::visit(
        [&]<class Method>(const Method& one) { CHECK(bytes_of(std::get<Method>(read->method)) == bytes_of(one)); },
        state.method);
    REQUIRE(read->history.size() == state.history.size());
    for (std::size_t k = 0; k < state.history.size(); ++k) {
        CHECK(read->history[k].epoch == state.history[k].epoch);
        CHECK(read->history[k].loss.parts == state.history[k].loss.parts);
        CHECK(read->history[k].rate == state.history[k].rate);
        CHECK(read->history[k].seconds == state.history[k].seconds);
    }
    CHECK_FALSE(files::read_checkpoint_coordinates(folder.file("c"), {}, some_snapshots(folder)).has_value());
}

template <class Scalar, std::size_t... I>
void check_methods(std::index_sequence<I...>) {
    using State = optimise::MethodState<Scalar>;
    (check_round_trip<Scalar>(some_state<Scalar>(std::variant_alternative_t<I, State>{})), ...);
    // As they are before their first step, too.
    optimise::TrainState<Scalar> fresh;
    fresh.weights = fresh.best = Vector<Scalar>::Ones(2);
    ((fresh.method = std::variant_alternative_t<I, State>{}, check_round_trip<Scalar>(fresh)), ...);
}

}  // namespace

TEST_CASE_TEMPLATE("checkpoint: the state of every method comes back to the bit", Scalar, float, double) {
    check_methods<Scalar>(std::make_index_sequence<std::variant_size_v<optimise::MethodState<Scalar>>>());
}

TEST_CASE("checkpoint: the states of methods list all that they remember") {
    // Each structured binding compiles only with the number of members that the state has.
    [[maybe_unused]] const auto& [first, second, steps] = optimise::AdamState<double>{};
    CHECK(field_count<optimise::AdamState<double>>() == 3);
    [[maybe_unused]] const auto& [adam] = optimise::MuonState<float>{};
    CHECK(field_count<optimise::MuonState<float>>() == 3);
    [[maybe_unused]] const auto& [memory, displacement, change] = optimise::LbfgsState<float>{};
    CHECK(field_count<optimise::LbfgsState<float>>() == 3);
    [[maybe_unused]] const auto& [inverse] = optimise::BfgsState{};
    CHECK(field_count<optimise::BfgsState>() == 1);
    [[maybe_unused]] const auto& [damping, growth] = optimise::MarquardtState{};
    CHECK(field_count<optimise::MarquardtState>() == 2);
    [[maybe_unused]] const auto& [best, epochs, factor] = optimise::PlateauState{};
    CHECK(field_count<optimise::PlateauState>() == 3);
    [[maybe_unused]] const auto& [epoch, loss, error] = optimise::RoundState{};
    CHECK(field_count<optimise::RoundState>() == 3);
}

TEST_CASE("checkpoint: taken up with the same options and inputs alone, whatever their kind") {
    const test::TemporaryFolder folder;
    const Record identity = {{"direct", true},
                             {"latent", std::int64_t{-5}},
                             {"seed", std::uint64_t{0xffffffffffffffff}},
                             {"dt", 0.1 + 0.2},
                             {"snapshots", std::string("ba7816bf")},
                             {"ridge", std::vector<double>{1e-3, 0.1}},
                             {"widths", std::vector<std::int64_t>{200, 20}}};
    const auto state = some_state<double>(optimise::AdamState<double>{});
    files::write_checkpoint(folder.file("c"), state, identity, nullptr);
    CHECK(files::read_checkpoint<double>(folder.file("c"), identity).has_value());
    const std::vector<Value> others = {false,
                                       std::int64_t{5},
                                       std::uint64_t{1},
                                       0.3,
                                       std::string("ba7816be"),
                                       std::vector<double>{1e-3, 0.2},
                                       std::vector<std::int64_t>{200}};
    for (std::size_t k = 0; k < identity.size(); ++k) {
        Record changed = identity;
        changed[k].value = others[k];
        const std::string error = error_of([&] { files::read_checkpoint<double>(folder.file("c"), changed); });
        CHECK(error.find("was made with " + identity[k].name + " ") != std::string::npos);
        CHECK(error.find("resume with the same, or remove the checkpoint") != std::string::npos);
    }
    Record more = identity;
    more.push_back({"signals", std::string("abc")});
    CHECK(error_of([&] {
              files::read_checkpoint<double>(folder.file("c"), more);
          }).find("was made with signals unset but this run has \"abc\"") != std::string::npos);
}

TEST_CASE("checkpoint: the coordinates that were computed come back, on the mesh or in a basis") {
    const test::TemporaryFolder folder;
    const auto state = some_state<float>(optimise::AdamState<float>{});
    snapshots::Coordinates coordinates{
        {2, 3}, {}, Precision::float64, test::random_matrix(6, 1, 1), 0.1, test::random_matrix(6, 2, 2), 1e-5};
    coordinates.noise = 0.25;
    const snapshots::Snapshots data = some_snapshots(folder);
    for (const bool on_mesh : {false, true}) {
        if (on_mesh) coordinates.basis.resize(0, 0);
        files::write_checkpoint(folder.file("c"), state, {}, &coordinates);
        const auto read = files::read_checkpoint_coordinates(folder.file("c"), {}, data);
        REQUIRE(read.has_value());
        CHECK(read->space == coordinates.space);
        CHECK(read->precision == coordinates.precision);
        CHECK(read->mean == coordinates.mean);
        CHECK(read->scale == coordinates.scale);
        CHECK(read->basis == coordinates.basis);
        CHECK(read->discarded == coordinates.discarded);
        CHECK(read->noise == coordinates.noise);
        CHECK(read->on_mesh() == on_mesh);
    }
}

TEST_CASE("checkpoint: another format, a method of another precision, and no checkpoint at all") {
    const test::TemporaryFolder folder;
    CHECK_FALSE(files::read_checkpoint<double>(folder.file("none"), {}).has_value());
    CHECK_FALSE(files::read_checkpoint_coordinates(folder.file("none"), {}, some_snapshots(folder)).has_value());
    files::write_checkpoint(folder.file("c"), some_state<double>(optimise::MarquardtState{}), {}, nullptr);
    CHECK(error_of([&] {
              files::read_checkpoint<float>(folder.file("c"), {});
          }).find("method 'marquardt' is not known") != std::string::npos);
    std::ofstream(folder.file("c") + "/checkpoint.json") << R"({"format": "rom-checkpoint", "version": 1})";
    CHECK(error_of([&] {
              files::read_checkpoint<double>(folder.file("c"), {});
          }).find("is not of the format that this program reads") != std::string::npos);
    files::remove_checkpoint(folder.file("c"));
    CHECK_FALSE(std::filesystem::exists(folder.file("c")));
}

TEST_CASE("checkpoint: numbers that are not finite come back") {
    const test::TemporaryFolder folder;
    auto state = some_state<double>(optimise::AdamState<double>{});
    state.round.error = std::numeric_limits<double>::infinity();
    state.weights[1] = std::nan("");
    files::write_checkpoint(folder.file("c"), state, {}, nullptr);
    const auto read = files::read_checkpoint<double>(folder.file("c"), {});
    REQUIRE(read.has_value());
    CHECK(read->round.error == state.round.error);
    CHECK(std::isnan(read->weights[1]));
}

TEST_CASE("checkpoint: arrays that are not as they were written are told, each by its file") {
    const auto replaced = [](const std::string& name, const npy::Shape& shape) {
        return error_after([&](const std::string& path) {
            const auto count = static_cast<std::size_t>(npy::element_count(shape));
            npy::write_array(path + "/" + name, npy::Type::float64, shape, std::vector<double>(count, 0.5));
        });
    };
    for (const char* name :
         {"weights.npy", "best.npy", "memory.npy", "history.npy", "adam-first-moment.npy", "adam-second-moment.npy"}) {
        const std::string error = replaced(name, {1, 2});
        CHECK(error.find(std::string(name) + ": is not what was written") != std::string::npos);
        CHECK(error.find("remove the checkpoint") != std::string::npos);
        CHECK(error_after([&](const std::string& path) {
                  std::filesystem::resize_file(path + "/" + name, std::filesystem::file_size(path + "/" + name) - 8);
              }).find(name) != std::string::npos);
        CHECK(error_after([&](const std::string& path) { std::filesystem::remove(path + "/" + name); }).find(name) !=
              std::string::npos);
    }
    // Also if its SHA-256 is right.
    CHECK(error_after([](const std::string& path) {
              change_description(path, [](Json& json) { json["arrays"]["weights.npy"]["shape"] = {1, 4}; });
          }).find("has shape (1, 5) but the checkpoint lists [1,4]") != std::string::npos);
    CHECK(error_after([](const std::string& path) {
              std::vector<double> rows = npy::Array::open(path + "/history.npy").read_all();
              rows[0] = -1;
              const auto count = static_cast<std::int64_t>(rows.size());
              const std::string sha256 =
                  npy::write_array(path + "/history.npy", npy::Type::float64, {2, count / 2}, rows);
              change_description(path, [&](Json& json) { json["arrays"]["history.npy"]["sha256"] = sha256; });
          }).find("history.npy: has an epoch -1") != std::string::npos);
}

TEST_CASE("checkpoint: what its description says is checked before it is used") {
    const auto changed = [](const std::function<void(Json&)>& change) {
        return error_after([&](const std::string& path) { change_description(path, change); });
    };
    for (const Json& version : {Json(-1), Json(4), Json(5.5), Json(4294967296 + 5), Json("5"), Json()})
        CHECK(changed([&](Json& json) { json["version"] = version; }).find("is not of the format that this program") !=
              std::string::npos);
    CHECK(changed([](Json& json) { json["format"] = 5; }).find("is not of the format") != std::string::npos);
    for (const char* key : {"identity", "epoch", "best_epoch", "seconds", "retreats", "method", "plateau", "arrays"}) {
        CAPTURE(key);
        CHECK(changed([&](Json& json) { json.erase(key); }).find(key) != std::string::npos);
        CHECK(changed([&](Json& json) { json[key] = "x"; }) != "");
    }
    CHECK(changed([](Json& json) { json["epoch"] = 1.5; }).find("no whole number") != std::string::npos);
    CHECK(changed([](Json& json) { json["best_loss"] = "much"; }).find("no number") != std::string::npos);
    // Another identity is told before anything else of the checkpoint is looked at.
    const test::TemporaryFolder folder;
    const std::string path = folder.file("c");
    files::write_checkpoint(path, some_state<double>(optimise::AdamState<double>{}), {{"seed", std::uint64_t{1}}},
                            nullptr);
    change_description(path, [](Json& json) { json["arrays"] = 7; });
    CHECK(error_of([&] {
              files::read_checkpoint<double>(path, {{"seed", std::uint64_t{2}}});
          }).find("was made with seed 1 but this run has 2") != std::string::npos);
}

TEST_CASE("checkpoint: coordinates of other states are refused") {
    const test::TemporaryFolder folder;
    const auto state = some_state<double>(optimise::AdamState<double>{});
    const snapshots::Snapshots data = some_snapshots(folder);
    const snapshots::Coordinates good{
        {2, 3}, {}, Precision::float64, test::random_matrix(6, 1, 1), 0.1, test::random_matrix(6, 2, 2), 1e-5};
    const auto error_with = [&](const std::function<void(snapshots::Coordinates&)>& change) {
        snapshots::Coordinates coordinates = good;
        change(coordinates);
        files::write_checkpoint(folder.file("c"), state, {}, &coordinates);
        return error_of([&] { files::read_checkpoint_coordinates(folder.file("c"), {}, data); });
    };
    CHECK(error_with([](auto&) {}) == "");
    const std::vector<std::function<void(snapshots::Coordinates&)>> changes = {
        [](auto& c) {
            c.space = {3, 2};
        },
        [](auto& c) { c.mean.setZero(5); },
        [](auto& c) { c.basis = test::random_matrix(5, 2, 2); },
        [](auto& c) { c.basis = test::random_matrix(6, 7, 2); },
        [](auto& c) { c.basis(3, 1) = std::nan(""); },
        [](auto& c) { c.scale = 0; },
        [](auto& c) { c.discarded = 1; },
        [](auto& c) { c.noise = -1; },
    };
    for (const auto& change : changes)
        CHECK(error_with(change).find("its coordinates are not those of states of shape (2, 3)") != std::string::npos);
    CHECK(error_of([&] {
              files::read_checkpoint_coordinates(folder.file("c"), {{"seed", std::uint64_t{2}}}, data);
          }).find("was made with seed unset") != std::string::npos);
}

TEST_CASE("checkpoint: what killed programs left is taken away, and a whole one is put into its place") {
    namespace fs = std::filesystem;
    const test::TemporaryFolder folder;
    const std::string path = folder.file("m.checkpoint");
    const auto state = some_state<double>(optimise::AdamState<double>{});
    const auto entries = [&] { return std::distance(fs::directory_iterator(folder.path), {}); };
    // Killed while it was removed, by an older version.
    fs::create_directory(path);
    std::ofstream(path + "/weights.npy") << "x";
    std::ofstream(path + "/adam-first-moment.npy") << "x";
    files::mend_checkpoint(path);
    CHECK(entries() == 0);
    // Killed between the two steps of an exchange: the older one is out of the way, the newer not yet in place.
    files::write_checkpoint(path, state, {}, nullptr);
    fs::rename(path, folder.file(".m.checkpoint.part-1-old"));
    files::mend_checkpoint(path);
    CHECK(files::epochs_of_checkpoint(path) == 42);
    CHECK(entries() == 1);
    // One of which arrays are gone already is none.
    fs::rename(path, folder.file(".m.checkpoint.part-1"));
    fs::remove(folder.file(".m.checkpoint.part-1/best.npy"));
    files::mend_checkpoint(path);
    CHECK_FALSE(fs::exists(path));
    fs::remove_all(folder.file(".m.checkpoint.part-1"));
    files::write_checkpoint(path, state, {}, nullptr);
    // Set aside, twice.
    CHECK(files::set_checkpoint_aside(path) == path + ".old");
    files::write_checkpoint(path, state, {}, nullptr);
    CHECK(files::set_checkpoint_aside(path) == path + ".old");
    CHECK(entries() == 1);
    files::remove_checkpoint(path + ".old");
    CHECK(entries() == 0);
    // A folder of the user's is left alone.
    fs::create_directory(path);
    std::ofstream(path + "/weights.npy") << "x";
    std::ofstream(path + "/notes.txt") << "x";
    files::mend_checkpoint(path);
    CHECK(fs::exists(path + "/notes.txt"));
    CHECK(fs::exists(path + "/weights.npy"));
}
