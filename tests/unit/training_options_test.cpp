#include <algorithm>

#include "rom/cli/field_data.h"
#include "rom/cli/training_run.h"
#include "rom/npy/output.h"
#include "support.h"

using namespace rom;

namespace {

const Value* value_in(const Record& record, const std::string& name) {
    const auto found = std::find_if(record.begin(), record.end(), [&](const Entry& one) { return one.name == name; });
    return found == record.end() ? nullptr : &found->value;
}

// Snapshots of two cases of three times at four points, with inputs whose shapes let them change places.
struct FieldFolder {
    test::TemporaryFolder folder;
    std::string snapshots = write("u", {2, 3, 4}, 1);
    std::string points = write("x", {4}, 2);
    std::string first = write("a", {2, 3}, 3);
    std::string second = write("b", {2, 3}, 4);

    std::string write(const std::string& name, const npy::Shape& shape, unsigned seed) const {
        const Eigen::MatrixXd values = test::random_matrix(npy::element_count(shape), 1, seed);
        npy::write_array(folder.file(name + ".npy"), npy::Type::float64, shape, entries_of(values));
        return folder.file(name + ".npy");
    }
};

}  // namespace

TEST_CASE("training: its identity has a key for the role of each input, so that none can take another's place") {
    const FieldFolder files;
    const auto identity_of = [&](const std::string& parameters, const std::string& signals) {
        return cli::read_field_data(files.snapshots, {files.points, signals}, parameters, 1).raw.identity;
    };
    const Record both = identity_of(files.first, files.second);
    std::vector<std::string> names;
    for (const Entry& one : both) names.push_back(one.name);
    std::sort(names.begin(), names.end());
    CHECK(names == std::vector<std::string>{"params", "points", "signals", "snapshots"});
    const Record exchanged = identity_of(files.second, files.first);
    CHECK(*value_in(both, "params") == *value_in(exchanged, "signals"));
    CHECK(*value_in(both, "params") != *value_in(exchanged, "params"));
    CHECK(*value_in(both, "snapshots") == *value_in(exchanged, "snapshots"));
    CHECK(value_in(identity_of(files.first, ""), "signals") == nullptr);
    CHECK(value_in(identity_of("", files.first), "params") == nullptr);
}

TEST_CASE("training: inputs are recorded in the order of their roles, snapshots first") {
    const FieldFolder files;
    const auto inputs = cli::read_field_data(files.snapshots, {files.points, files.second}, files.first, 1).raw.inputs;
    REQUIRE(inputs.size() == 4);
    CHECK(inputs[0].path == files.snapshots);
    CHECK(inputs[1].path == files.points);
    CHECK(inputs[2].path == files.first);
    CHECK(inputs[3].path == files.second);
    for (const auto& input : inputs) CHECK(input.sha256 == npy::Array::open(input.path).sha256());
    CHECK(test::error_of([&] {
              cli::read_field_data(files.snapshots, {files.points, ""}, "", 1);
          }).find("has 2 cases; give --params or --signals, which tell them apart") != std::string::npos);
    CHECK(test::error_of([&] {
              cli::read_field_data(files.snapshots, {"", files.second}, "", 1);
          }).find("--points is required") != std::string::npos);
}

TEST_CASE("training: a run may be taken up with more epochs, unless the rate depends on their number") {
    const std::vector<std::string> epochs = {"epochs"};
    cli::NetworkFlags flags;
    flags.epochs = 70;
    const auto with = [&](optimise::Schedule schedule) {
        flags.schedule = schedule;
        return cli::extendable(flags, cli::Optimiser::adam);
    };
    CHECK(cli::extendable(flags, cli::Optimiser::adam).empty());  // auto is a trapezoid
    CHECK(cli::extendable(flags, cli::Optimiser::muon).empty());
    CHECK(cli::extendable(flags, cli::Optimiser::varpro) == epochs);
    CHECK(cli::extendable(flags, cli::Optimiser::lbfgs) == epochs);
    CHECK(with(optimise::Schedule::constant) == epochs);
    CHECK(with(optimise::Schedule::plateau) == epochs);
    CHECK(with(optimise::Schedule::cosine).empty());
    flags.epochs.reset();  // in rounds
    CHECK(with(optimise::Schedule::constant).empty());
    CHECK(cli::extendable(flags, cli::Optimiser::varpro).empty());
    CHECK(cli::extendable(flags, cli::Optimiser::lbfgs) == epochs);
    CHECK(cli::checkpoint_path("model") == "model.checkpoint");
}

TEST_CASE("training: the plan is one method for all epochs, at the rate that was asked for") {
    cli::NetworkFlags flags;
    flags.epochs = 70;
    flags.schedule = optimise::Schedule::cosine;
    const auto adam = cli::training_plan<float>(flags, cli::Optimiser::adam, {4, 90}, 9);
    REQUIRE(adam.phases.size() == 1);
    CHECK(std::holds_alternative<optimise::AdamState<float>>(adam.phases[0].method));
    CHECK(adam.epochs() == 70);
    CHECK(adam.rate == 1e-3);
    CHECK(adam.schedule == optimise::Schedule::cosine);
    CHECK(adam.divergence(6).find("at epoch 6; lower --lr") != std::string::npos);
    const auto muon = cli::training_plan<float>(flags, cli::Optimiser::muon, {4, 90}, 9);
    CHECK(std::holds_alternative<optimise::MuonState<float>>(muon.phases.at(0).method));
    CHECK(muon.rate == 2e-3);
    CHECK(cli::training_plan<float>(flags, cli::Optimiser::varpro, {4, 90}, 9).rate == 3e-2);
    flags.rate = 0.5;
    const auto lbfgs = cli::training_plan<double>(flags, cli::Optimiser::lbfgs, {4, 90}, 9);
    CHECK(std::holds_alternative<optimise::LbfgsState<double>>(lbfgs.phases.at(0).method));
    CHECK(lbfgs.rate == 0.5);
}

TEST_CASE("training: a batch has at most all cases, and belongs to Muon and Adam") {
    cli::NetworkFlags flags;
    const auto plan = [&](cli::Optimiser optimiser) { return cli::training_plan<float>(flags, optimiser, {4, 90}, 9); };
    flags.batch = {cli::SampleSize::Kind::number, 3};
    CHECK(plan(cli::Optimiser::adam).batch == 3);
    CHECK(plan(cli::Optimiser::muon).batch == 3);
    CHECK(plan(cli::Optimiser::adam).seed == 9);
    CHECK(test::error_of([&] { plan(cli::Optimiser::lbfgs); }) ==
          "--batch is 3, which is for --optimiser muon and adam alone; leave it out");
    flags.batch.number = 5;
    CHECK(test::error_of([&] { plan(cli::Optimiser::adam); }) ==
          "--batch is 5 but there are 4 cases; give at most as many");
    flags.batch = {cli::SampleSize::Kind::all, 0};
    CHECK(plan(cli::Optimiser::adam).batch == 4);
    CHECK(plan(cli::Optimiser::lbfgs).batch == 4);
}

TEST_CASE("training: what is auto is rounds of hundreds of steps, on about 200 snapshots each, at a rate that decays") {
    const auto plan = [](const cli::NetworkFlags& flags, Index cases, Index times, cli::Optimiser optimiser) {
        return cli::training_plan<float>(flags, optimiser, {cases, times}, 9);
    };
    const auto adam = [&](Index cases, Index times) { return plan({}, cases, times, cli::Optimiser::adam); };
    CHECK(adam(25, 1001).batch == 1);
    CHECK(adam(25, 1001).first_round == 40);
    CHECK(adam(25, 1001).epochs() == 10000);
    CHECK(adam(25, 1001).schedule == optimise::Schedule::trapezoid);
    CHECK(adam(500, 90).batch == 3);  // 167 steps
    CHECK(adam(500, 90).first_round == 6);
    CHECK(adam(2, 90).batch == 2);
    CHECK(adam(2, 90).first_round == 1000);
    const auto muon = plan({}, 25, 1001, cli::Optimiser::muon);
    CHECK(muon.batch == 1);
    CHECK(muon.first_round == 12);
    CHECK(muon.schedule == optimise::Schedule::trapezoid);
    cli::NetworkFlags flags;
    flags.minutes = 2;
    CHECK(plan(flags, 25, 1001, cli::Optimiser::adam).first_round == 0);
    CHECK(plan(flags, 25, 1001, cli::Optimiser::adam).seconds == 120);
    for (const auto optimiser : {cli::Optimiser::varpro, cli::Optimiser::lbfgs}) {
        const auto other = plan({}, 25, 1001, optimiser);
        CHECK(other.batch == 25);
        CHECK(other.first_round == (optimiser == cli::Optimiser::varpro ? 100 : 0));
        CHECK(other.epochs() == 10000);
        CHECK(other.schedule == optimise::Schedule::constant);
    }
    flags = {};
    flags.epochs = 70;
    CHECK(plan(flags, 25, 1001, cli::Optimiser::adam).first_round == 0);
    CHECK(plan(flags, 25, 1001, cli::Optimiser::adam).epochs() == 70);
}

TEST_CASE("training: sine is for the first layer alone, tanh follows it") {
    cli::NetworkFlags flags;
    flags.hidden = cli::Widths{{30, 20}};
    flags.activation = network::Activation::sine;
    auto options = cli::network_options(flags, 5);
    CHECK(options.hidden == std::vector<Index>{30, 20});
    CHECK(options.first == network::Activation::sine);
    CHECK(options.activation == network::Activation::tanh);
    CHECK(options.seed == 5);
    flags.activation = network::Activation::gelu;
    options = cli::network_options(flags, 5);
    CHECK(options.first == network::Activation::gelu);
    CHECK(options.activation == network::Activation::gelu);
}
