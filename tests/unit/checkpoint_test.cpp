#include "rom/files/checkpoint.h"

#include <cmath>
#include <cstring>
#include <fstream>

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
    state.method = method;
    std::visit([&]<class Method>(Method& one) { Method::fields(one, Filler{&seed}); }, state.method);
    optimise::PlateauState::fields(state.plateau, Filler{&seed});
    optimise::RoundState::fields(state.round, Filler{&seed});
    state.history = {{0, {{1.0 / 7, 2, 3, 4, 5}}, 1e-3, 0.5}, {41, {{-0.0, 1e-300, 0, 0, 6}}, 5e-4, 0.75}};
    return state;
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
    CHECK_FALSE(files::read_checkpoint_coordinates(folder.file("c")).has_value());
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
    for (const bool on_mesh : {false, true}) {
        if (on_mesh) coordinates.basis.resize(0, 0);
        files::write_checkpoint(folder.file("c"), state, {}, &coordinates);
        const auto read = files::read_checkpoint_coordinates(folder.file("c"));
        REQUIRE(read.has_value());
        CHECK(read->space == coordinates.space);
        CHECK(read->precision == coordinates.precision);
        CHECK(read->mean == coordinates.mean);
        CHECK(read->scale == coordinates.scale);
        CHECK(read->basis == coordinates.basis);
        CHECK(read->discarded == coordinates.discarded);
        CHECK(read->on_mesh() == on_mesh);
    }
}

TEST_CASE("checkpoint: another format, a method of another precision, and no checkpoint at all") {
    const test::TemporaryFolder folder;
    CHECK_FALSE(files::read_checkpoint<double>(folder.file("none"), {}).has_value());
    CHECK_FALSE(files::read_checkpoint_coordinates(folder.file("none")).has_value());
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
