// The one loop of all trainings.
#include "rom/optimise/training.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "rom/files/checkpoint.h"
#include "rom/files/checkpoint_folder.h"
#include "rom/mlasdi/problem.h"
#include "rom/optimise/resumption.h"
#include "snapshot_data.h"

using namespace rom;
using test::error_of;
using test::small_model;
using test::write_snapshots;

namespace {

template <class Scalar>
optimise::Plan<Scalar> plan_of(const optimise::MethodState<Scalar>& method, Index epochs, double rate,
                               optimise::Schedule schedule = optimise::Schedule::constant) {
    optimise::Plan<Scalar> plan;
    plan.phases = {{method, epochs}};
    plan.rate = rate;
    plan.schedule = schedule;
    plan.divergence = [](Index epoch) { return "no longer finite at epoch " + std::to_string(epoch) + "; lower it"; };
    return plan;
}

template <class Scalar>
optimise::TrainState<Scalar> start_of(const optimise::Problem<Scalar>& problem) {
    optimise::TrainState<Scalar> state;
    state.weights = problem.initial;
    return state;
}

const auto never_stop = [](const auto&, const auto&) { return true; };

// The part of a loss, whose gradient is one, of a problem in one variable that begins at 1.
optimise::Problem<double> slope(const std::function<double(double)>& value) {
    optimise::Problem<double> problem;
    problem.initial = Eigen::VectorXd::Ones(1);
    problem.groups = {{0, 1, 1}};
    problem.loss = [value](const Eigen::VectorXd& p, Eigen::VectorXd& gradient) {
        gradient = Eigen::VectorXd::Ones(1);
        return optimise::LossTerms{value(p[0])};
    };
    return problem;
}

// A least-squares problem that is not linear, for every method: residuals exp(a x) - y over some x for weights a.
optimise::Problem<double> curve_problem() {
    const Eigen::MatrixXd points = test::random_matrix(30, 4, 1);
    const Eigen::VectorXd data = (points * Eigen::Vector4d(0.3, -0.2, 0.5, 0.1)).array().exp();
    optimise::Problem<double> problem;
    problem.initial = Eigen::Vector4d(-0.4, 0.6, -0.3, 0.7);
    problem.groups = {{0, 4, 1}};
    problem.loss = [points, data](const Eigen::VectorXd& weights, Eigen::VectorXd& gradient) {
        const Eigen::VectorXd value = (points * weights).array().exp();
        gradient = 2.0 / 30 * points.transpose() * (value - data).cwiseProduct(value);
        return optimise::LossTerms{(value - data).squaredNorm() / 30};
    };
    problem.hessian = [points](const Eigen::VectorXd& weights, Index) -> Eigen::MatrixXd {
        const Eigen::MatrixXd jacobian = (points * weights).array().exp().matrix().asDiagonal() * points;
        return 2.0 / 30 * jacobian.transpose() * jacobian;
    };
    return problem;
}

// Four methods, one after the other.
optimise::Plan<double> plan_of_all(Index epochs) {
    optimise::Plan<double> plan = plan_of<double>(optimise::AdamState<double>{}, epochs, 0.05);
    plan.phases.push_back({optimise::LbfgsState<double>{}, epochs});
    plan.phases.push_back({optimise::BfgsState{}, epochs});
    plan.phases.push_back({optimise::MarquardtState{}, epochs});
    return plan;
}

}  // namespace

TEST_CASE("train: keeps the best weights, lowers the loss, and goes on from a checkpoint to the same bits") {
    const test::TemporaryFolder folder;
    const auto snapshots = snapshots::open_snapshots(write_snapshots(folder, 60, 50), false);
    mlasdi::NetworkOptions options;
    options.hidden = {10};
    const std::vector<optimise::MethodState<float>> methods = {
        optimise::AdamState<float>{}, optimise::MuonState<float>{}, optimise::LbfgsState<float>{}};
    for (const auto& method : methods)
        for (const auto schedule :
             {optimise::Schedule::constant, optimise::Schedule::cosine, optimise::Schedule::plateau}) {
            mlasdi::ReducedModel model = small_model(snapshots, Precision::float32);
            const auto problem = mlasdi::autoencoder_problem<float>(
                                     model, snapshots::project<float>(model.coordinates, snapshots), options, 2, {})
                                     .training;
            const auto plan = plan_of<float>(method, 60, 3e-3, schedule);
            const auto run = [&](optimise::TrainState<float>& state, Index stop) {
                return optimise::train<float>(problem, plan, state,
                                              [&](const auto& current, const auto&) { return current.epoch != stop; });
            };
            optimise::TrainState<float> whole = start_of(problem);
            REQUIRE(run(whole, -1));
            CHECK(whole.best_loss < 0.9 * whole.history.front().loss.total());
            for (const auto& row : whole.history) CHECK(whole.best_loss <= row.loss.total());
            Eigen::VectorXf gradient;
            CHECK(problem.loss(whole.best, gradient).total() == whole.best_loss);

            optimise::TrainState<float> part = start_of(problem);
            REQUIRE_FALSE(run(part, 23));
            const Record identity = {{"epochs", std::int64_t{60}}, {"seed", std::uint64_t{0}}};
            files::write_checkpoint(folder.file("c"), part, identity, &model.coordinates);
            auto resumed = files::read_checkpoint<float>(folder.file("c"), identity);
            REQUIRE(resumed.has_value());
            REQUIRE(run(*resumed, -1));
            CHECK(resumed->weights == whole.weights);
            CHECK(resumed->best == whole.best);
            CHECK(resumed->best_epoch == whole.best_epoch);
            CHECK(resumed->history.size() == whole.history.size());
            CHECK(files::read_checkpoint_coordinates(folder.file("c"), identity, snapshots)->basis ==
                  model.coordinates.basis);
            CHECK(error_of([&] {
                      files::read_checkpoint<float>(folder.file("c"),
                                                    {{"epochs", std::int64_t{70}}, {"seed", std::uint64_t{0}}});
                  }).find("made with epochs 60 but this run has 70") != std::string::npos);
            files::remove_checkpoint(folder.file("c"));
            CHECK_FALSE(files::read_checkpoint<float>(folder.file("c"), identity).has_value());
        }
}

TEST_CASE("train: Adam retreats to the best weights, and on at half the rate") {
    // The first steps of Adam are as long as the rate: 0.9, ..., 0.5, and from there 0.4 is beyond.
    const auto problem = slope([](double p) { return p < 0.45 ? std::nan("") : p; });
    auto plan = plan_of<double>(optimise::AdamState<double>{}, 7, 0.1);
    optimise::TrainState<double> state = start_of(problem);
    CHECK(optimise::train<double>(problem, plan, state, never_stop));
    CHECK(state.plateau.factor == 0.5);
    CHECK(state.retreats == 1);
    CHECK(state.epoch == 7);
    REQUIRE(state.history.size() == 8);
    CHECK(state.history[5].loss[0] == doctest::Approx(0.5).epsilon(1e-6));
    CHECK(state.history[6].loss[0] == state.history[5].loss[0]);
    CHECK(state.history[5].rate == 0.1);
    CHECK(state.history[6].rate == 0.05);
    CHECK(state.weights[0] == doctest::Approx(0.45).epsilon(1e-6));
    CHECK(std::get<optimise::AdamState<double>>(state.method).steps == 1);

    // With batches the epoch ends there.
    auto batched = slope([](double p) { return p; });
    batched.batches = optimise::Batches<double>{
        2,
        [&](const Eigen::VectorXd& p, std::span<const Index>, Eigen::VectorXd& gradient) {
            return problem.loss(p, gradient);
        },
        {},
        {},
    };
    plan.batch = 1;
    plan.phases[0].epochs = 4;
    state = start_of(batched);
    CHECK(optimise::train<double>(batched, plan, state, never_stop));
    CHECK(state.plateau.factor == 0.5);
    CHECK(state.history[2].loss[0] == doctest::Approx(0.6).epsilon(1e-6));  // two steps an epoch
    CHECK(state.best[0] < 0.6);

    // Not where it begins.
    const auto nowhere = slope([](double) { return std::nan(""); });
    state = start_of(nowhere);
    CHECK(error_of([&] { optimise::train<double>(nowhere, plan, state, never_stop); }) ==
          "no longer finite at epoch 0; lower it");
}

TEST_CASE("train: also from a gradient that is not finite, and from a loss ten thousand times that of the start") {
    for (const bool jump : {false, true}) {
        auto problem = slope([=](double p) { return jump && p < 0.45 ? 1.1e4 : p; });
        problem.loss = [value = problem.loss, jump](const Eigen::VectorXd& p, Eigen::VectorXd& gradient) {
            const auto loss = value(p, gradient);
            if (!jump && p[0] < 0.45) gradient[0] = std::nan("");
            return loss;
        };
        optimise::TrainState<double> state = start_of(problem);
        CHECK(optimise::train<double>(problem, plan_of<double>(optimise::AdamState<double>{}, 7, 0.1), state,
                                      never_stop));
        CHECK(state.plateau.factor == 0.5);
        CHECK(state.best[0] == doctest::Approx(0.45).epsilon(1e-6));  // by half the rate
    }
}

TEST_CASE("train: a method that goes astray time and again ends with the best weights, or gives way") {
    // Wherever it goes from 0.5, it goes astray.
    const auto problem = slope([](double p) { return p < 0.5 - 1e-9 ? std::nan("") : p; });
    const auto plan = plan_of<double>(optimise::AdamState<double>{}, 1000, 0.125);
    std::vector<Index> epochs;
    optimise::TrainState<double> state = start_of(problem);
    CHECK(optimise::train<double>(problem, plan, state, [&](const auto& now, const auto&) {
        epochs.push_back(now.epoch);
        return true;
    }));
    CHECK(state.retreats == optimise::kMostRetreats + 1);
    CHECK(state.plateau.factor == std::pow(0.5, 21));
    CHECK(state.best[0] == doctest::Approx(0.5).epsilon(1e-6));
    CHECK(state.weights == state.best);
    CHECK(state.history.back().loss.total() == state.best_loss);
    CHECK(epochs.back() < 20);

    // Stopped anywhere on the way, and taken up from a checkpoint: the same.
    const test::TemporaryFolder folder;
    for (Index stop = 1; stop <= epochs.back(); ++stop) {
        CAPTURE(stop);
        auto part = start_of(problem);
        REQUIRE_FALSE(optimise::train<double>(problem, plan, part,
                                              [&](const auto& now, const auto&) { return now.epoch != stop; }));
        files::write_checkpoint(folder.file("c"), part, {}, nullptr);
        auto resumed = files::read_checkpoint<double>(folder.file("c"), {});
        REQUIRE(resumed.has_value());
        CHECK(optimise::misfit_of(problem, plan, *resumed) == "");
        REQUIRE(optimise::train<double>(problem, plan, *resumed, never_stop));
        CHECK(resumed->best == state.best);
        CHECK(resumed->epoch == state.epoch);
        CHECK(resumed->retreats == state.retreats);
        CHECK(resumed->history.size() == state.history.size());
    }

    auto two = plan;
    two.phases.push_back({optimise::AdamState<double>{}, 5});
    state = start_of(problem);
    CHECK(optimise::train<double>(problem, two, state, never_stop));
    CHECK(state.epoch > 1000);
    CHECK(state.retreats <= optimise::kMostRetreats);

    // If nothing was gained before, there is nothing to keep.
    const auto at_once = slope([](double p) { return p < 1 ? std::nan("") : p; });
    state = start_of(at_once);
    CHECK(error_of([&] { optimise::train<double>(at_once, plan, state, never_stop); }).find("no longer finite at") !=
          std::string::npos);
}

TEST_CASE("train: a state that is not of this training is told from one that is") {
    const auto problem = curve_problem();
    const auto plan = plan_of_all(4);
    for (const Index stop : {3, 6, 10, 14}) {  // in each of the four methods
        optimise::TrainState<double> good = start_of(problem);
        REQUIRE_FALSE(optimise::train<double>(problem, plan, good,
                                              [&](const auto& now, const auto&) { return now.epoch != stop; }));
        REQUIRE(optimise::misfit_of(problem, plan, good) == "");
        using State = optimise::TrainState<double>;
        const std::vector<std::function<void(State&)>> changes = {
            [](State& s) { s.weights.conservativeResize(3); },
            [](State& s) { s.best.conservativeResize(3); },
            [](State& s) { s.best[0] = std::nan(""); },
            [](State& s) { s.epoch = -1; },
            [](State& s) { s.best_epoch = s.epoch + 1; },
            [](State& s) { s.seconds = std::nan(""); },
            [](State& s) { s.retreats = -1; },
            [](State& s) { s.plateau.factor = 0; },
            [](State& s) { s.round.epoch = s.epoch + 1; },
            [](State& s) { s.history.clear(); },
            [](State& s) { s.history.back().epoch = s.epoch + 1; },
            [](State& s) { s.method = optimise::MuonState<double>{}; },
            [](State& s) {
                if (auto* adam = std::get_if<optimise::AdamState<double>>(&s.method)) adam->first_moment.resize(3);
                if (auto* lbfgs = std::get_if<optimise::LbfgsState<double>>(&s.method)) lbfgs->change.front().resize(3);
                if (auto* bfgs = std::get_if<optimise::BfgsState>(&s.method)) bfgs->inverse_hessian.resize(3, 4);
                if (auto* marquardt = std::get_if<optimise::MarquardtState>(&s.method)) marquardt->damping = 0;
            },
        };
        for (std::size_t k = 0; k < changes.size(); ++k) {
            CAPTURE(k);
            State state = good;
            changes[k](state);
            CHECK(optimise::misfit_of(problem, plan, state) != "");
        }
    }
    // What is wrong is said with its number.
    const auto misfit_with = [&](Index stop, const std::function<void(optimise::TrainState<double>&)>& change) {
        optimise::TrainState<double> state = start_of(problem);
        optimise::train<double>(problem, plan, state, [&](const auto& now, const auto&) { return now.epoch != stop; });
        change(state);
        return optimise::misfit_of(problem, plan, state);
    };
    CHECK(misfit_with(3, [](auto& s) { s.weights.conservativeResize(3); }) == "weights has 3 numbers but 4 are needed");
    CHECK(misfit_with(3, [](auto& s) { s.seconds = -2; }) == "the number of seconds is -2");
    CHECK(misfit_with(3, [](auto& s) { s.retreats = -1; }) == "the number of retreats is -1");
    CHECK(misfit_with(3, [](auto& s) { s.history.back().epoch = 9; }) == "the last epoch of the history is 9");
    const auto lbfgs = [&](const std::function<void(optimise::LbfgsState<double>&)>& change) {
        return misfit_with(6, [&](auto& s) { change(std::get<optimise::LbfgsState<double>>(s.method)); });
    };
    CHECK(lbfgs([](auto& m) { m.memory = 7; }) == "the number of displacements to keep is 7");
    CHECK(lbfgs([](auto& m) { m.displacement.resize(200); }).starts_with("the list of displacements has 200 numbers"));
    CHECK(lbfgs([](auto& m) { m.change.clear(); }).starts_with("the list of changes has 0 numbers but"));
    const auto bfgs = [&](Index rows, Index columns) {
        return misfit_with(
            10, [&](auto& s) { std::get<optimise::BfgsState>(s.method).inverse_hessian.resize(rows, columns); });
    };
    CHECK(bfgs(3, 4) == "a column of the inverse Hessian has 3 numbers but 4 are needed");
    CHECK(bfgs(4, 3) == "a row of the inverse Hessian has 3 numbers but 4 are needed");
}

TEST_CASE("train: each further phase begins at the best weights so far") {
    // Adam's rate is so large that it leaves the minimum behind; BFGS is asked at once for its first loss.
    optimise::Problem<double> problem;
    problem.initial = Eigen::VectorXd::Ones(1);
    problem.groups = {{0, 1, 1}};
    problem.loss = [](const Eigen::VectorXd& p, Eigen::VectorXd& gradient) {
        gradient = 2 * p;
        return optimise::LossTerms{p.squaredNorm()};
    };
    auto plan = plan_of<double>(optimise::AdamState<double>{}, 2, 0.9);
    plan.phases.push_back({optimise::BfgsState{}, 4});
    optimise::TrainState<double> state = start_of(problem);
    // At epoch 2 the weights are those of Adam's second step, past the best ones.
    CHECK_FALSE(optimise::train<double>(problem, plan, state,
                                        [](const auto& current, const auto&) { return current.epoch < 2; }));
    CHECK(std::holds_alternative<optimise::AdamState<double>>(state.method));
    CHECK(state.best_epoch == 1);
    CHECK(state.best[0] == doctest::Approx(0.1).epsilon(1e-6));
    CHECK(std::abs(state.weights[0]) > 0.3);
    CHECK(optimise::train<double>(problem, plan, state, never_stop));
    CHECK(std::holds_alternative<optimise::BfgsState>(state.method));
    CHECK(state.best_loss < 1e-12);

    // A phase that can lower the loss no further gives way to the next.
    problem.initial.setZero();
    plan.phases = {{optimise::BfgsState{}, 50}, {optimise::LbfgsState<double>{}, 50}};
    state = start_of(problem);
    std::vector<Index> epochs;
    CHECK(optimise::train<double>(problem, plan, state, [&](const auto& current, const auto&) {
        epochs.push_back(current.epoch);
        return true;
    }));
    CHECK(epochs == std::vector<Index>{50});
    CHECK(std::holds_alternative<optimise::LbfgsState<double>>(state.method));
}

TEST_CASE("train: stopped between any two epochs of any method, and taken up, it goes on to the same bits") {
    const test::TemporaryFolder folder;
    const auto problem = curve_problem();
    constexpr Index epochs = 4;
    const auto plan = plan_of_all(epochs);
    const Record identity = {{"seed", std::uint64_t{1}}};
    optimise::TrainState<double> whole = start_of(problem);
    REQUIRE(optimise::train<double>(problem, plan, whole, never_stop));
    REQUIRE(whole.history.size() == 4 * epochs + 1);
    CHECK(whole.best_loss < 1e-6 * whole.history.front().loss.total());
    for (Index stop = 1; stop <= 4 * epochs; ++stop) {
        CAPTURE(stop);
        optimise::TrainState<double> state = start_of(problem);
        REQUIRE_FALSE(optimise::train<double>(problem, plan, state,
                                              [&](const auto& current, const auto&) { return current.epoch != stop; }));
        files::write_checkpoint(folder.file("c"), state, identity, nullptr);
        auto resumed = files::read_checkpoint<double>(folder.file("c"), identity);
        REQUIRE(resumed.has_value());
        REQUIRE(optimise::train<double>(problem, plan, *resumed, never_stop));
        CHECK(resumed->weights == whole.weights);
        CHECK(resumed->best == whole.best);
        CHECK(resumed->best_loss == whole.best_loss);
        CHECK(resumed->best_epoch == whole.best_epoch);
        CHECK(resumed->method.index() == whole.method.index());
        REQUIRE(resumed->history.size() == whole.history.size());
        for (std::size_t k = 0; k < whole.history.size(); ++k) {
            CAPTURE(k);
            CHECK(resumed->history[k].epoch == whole.history[k].epoch);
            CHECK(resumed->history[k].loss.parts == whole.history[k].loss.parts);
            CHECK(resumed->history[k].rate == whole.history[k].rate);
        }
    }
}

TEST_CASE("train: a training that had come to its end goes on if it is given more epochs") {
    const auto problem = curve_problem();
    optimise::TrainState<double> whole = start_of(problem);
    REQUIRE(
        optimise::train<double>(problem, plan_of<double>(optimise::AdamState<double>{}, 30, 0.05), whole, never_stop));
    optimise::TrainState<double> parts = start_of(problem);
    for (const Index epochs : {12, 30})
        REQUIRE(optimise::train<double>(problem, plan_of<double>(optimise::AdamState<double>{}, epochs, 0.05), parts,
                                        never_stop));
    CHECK(parts.weights == whole.weights);
    CHECK(parts.history.size() == whole.history.size());
}

TEST_CASE("train: with a validation the least held-out error is kept, and training ends soon after it") {
    // Descends along p; the held-out error is least at p = 0.5, the loss at p = 0.
    auto problem = slope([](double p) { return p; });
    problem.validate = [](const Eigen::VectorXd& p) { return std::abs(p[0] - 0.5); };
    optimise::TrainState<double> state = start_of(problem);
    CHECK(optimise::train<double>(problem, plan_of<double>(optimise::AdamState<double>{}, 100000, 1e-3), state,
                                  never_stop));
    CHECK(state.best_epoch == 500);
    CHECK(state.best[0] == doctest::Approx(0.5));
    CHECK(state.epoch == 1200);
}

TEST_CASE("train: in rounds, each longer than the one before, the schedule runs its course, until one does not pay") {
    auto problem = curve_problem();
    std::vector<double> errors;
    std::size_t asked = 0;
    problem.assess = [&](const Eigen::VectorXd&) { return errors.at(asked++); };
    auto plan = plan_of<double>(optimise::AdamState<double>{}, 1000, 0.01, optimise::Schedule::trapezoid);
    plan.first_round = 4;
    std::vector<double> rates;
    const auto run = [&](const std::vector<double>& scripted) {
        errors = scripted;
        asked = 0;
        rates.clear();
        auto state = start_of(problem);
        CHECK(optimise::train<double>(problem, plan, state, [&](const auto&, const auto& row) {
            rates.push_back(row.rate);
            return true;
        }));
        CHECK(asked == errors.size());
        return state;
    };

    // Rounds end after 4, 12, 28 and 60 epochs: the error must fall to 0.644, 0.713 and 0.737 of what it was.
    const auto state = run({0.19, 0.12, 0.081, 0.062});
    CHECK(state.epoch == 60);
    CHECK(state.history.back().epoch == 60);
    CHECK(state.round.epoch == 60);
    CHECK(state.round.error == 0.062);
    CHECK(state.round.loss == state.best_loss);
    REQUIRE(rates.size() == 60);
    for (const std::size_t first : {0U, 4U, 12U, 28U}) CHECK(rates[first] == 0.01);
    for (const std::size_t last : {11U, 27U, 59U}) CHECK(rates[last] < 0.005);
    CHECK(rates[11] == doctest::Approx(0.01 * (1.0 / 8) / 0.3));

    CHECK(run({0.4, 0.4}).epoch == 12);                   // nothing gained
    CHECK(run({0.9, 0.9, 1.1, 0.4, 0.39}).epoch == 124);  // far off: it goes on
    // Above a fifth it must fall to 0.803, 0.844 and 0.858.
    CHECK(run({0.4, 0.31, 0.26, 0.25}).epoch == 60);
    CHECK(run({0.4, 0.33}).epoch == 12);
    plan.round_growth = 1.5;
    CHECK(run({0.19, 0.128, 0.095, 0.081}).epoch == 33);  // after 4, 10, 19 and 33 epochs
    plan.round_growth = 2;
    plan.phases[0].epochs = 20;
    CHECK(run({0.19, 0.12}).epoch == 20);  // the last round is as long as the epochs last
    CHECK(rates.back() < 0.005);

    // Without `assess` the least of `validate`, seen at 0, 25, ..., 175, decides; the rounds end after 25, 75, 175.
    problem.assess = {};
    problem.validate = [&](const Eigen::VectorXd&) { return errors.at(asked++); };
    plan.first_round = 25;
    plan.phases[0].epochs = 1000;
    CHECK(run({0.49, 0.4, 0.35, 0.25, 0.24, 0.23, 0.21, 0.22}).round.error == 0.21);
    CHECK(run({0.99, 0.9, 0.8, 0.7}).epoch == 75);

    // Without both the loss does.
    problem.validate = {};
    plan.first_round = 4;
    plan.phases[0].epochs = 100000;
    const auto judged = run({});
    CHECK(judged.epoch < 100000);
    CHECK(judged.round.error == 0);
    auto flat = slope([](double) { return 1; });
    auto ended = start_of(flat);
    CHECK(optimise::train<double>(flat, plan, ended, never_stop));
    CHECK(ended.epoch == 12);
}

TEST_CASE("train: in rounds, stopped between any two epochs and taken up, it goes on to the same bits") {
    const test::TemporaryFolder folder;
    auto problem = curve_problem();
    problem.assess = [loss = problem.loss](const Eigen::VectorXd& weights) {
        Eigen::VectorXd gradient;
        return std::sqrt(loss(weights, gradient).total());
    };
    auto plan = plan_of<double>(optimise::AdamState<double>{}, 100000, 0.01, optimise::Schedule::trapezoid);
    plan.first_round = 3;
    auto whole = start_of(problem);
    REQUIRE(optimise::train<double>(problem, plan, whole, never_stop));
    REQUIRE(whole.epoch > 40);
    for (Index stop = 1; stop < 40; ++stop) {
        CAPTURE(stop);
        auto state = start_of(problem);
        REQUIRE_FALSE(optimise::train<double>(problem, plan, state,
                                              [&](const auto& current, const auto&) { return current.epoch != stop; }));
        files::write_checkpoint(folder.file("c"), state, {}, nullptr);
        auto resumed = files::read_checkpoint<double>(folder.file("c"), {});
        REQUIRE(optimise::train<double>(problem, plan, *resumed, never_stop));
        CHECK(resumed->weights == whole.weights);
        CHECK(resumed->best == whole.best);
        CHECK(resumed->epoch == whole.epoch);
    }
}

TEST_CASE("train: with batches, each epoch takes every case once, in an order of its own") {
    optimise::Problem<double> problem = curve_problem();
    std::vector<Index> seen;
    std::vector<std::size_t> sizes;
    Eigen::VectorXd memory = Eigen::VectorXd::Zero(1);
    Index evaluations = 0;
    const optimise::Loss<double> all = problem.loss;
    problem.loss = [&](const Eigen::VectorXd& weights, Eigen::VectorXd& gradient) {
        ++evaluations;
        return all(weights, gradient);
    };
    problem.batches = optimise::Batches<double>{
        7,
        [&](const Eigen::VectorXd& weights, std::span<const Index> cases, Eigen::VectorXd& gradient) {
            seen.insert(seen.end(), cases.begin(), cases.end());
            sizes.push_back(cases.size());
            memory[0] += static_cast<double>(cases[0]) / (1 + memory[0]);
            optimise::LossTerms terms = all(weights, gradient);
            gradient *= 1 + 0.01 * memory[0];
            terms[0] *= 1.5;  // not what it is over all cases
            return terms;
        },
        [&] { return memory; },
        [&](const Eigen::VectorXd& before) { memory = before; },
    };
    optimise::Plan<double> plan = plan_of<double>(optimise::AdamState<double>{}, 200, 0.02);
    plan.batch = 3;
    plan.seed = 4;
    auto state = start_of(problem);
    REQUIRE(optimise::train<double>(problem, plan, state, never_stop));
    REQUIRE(seen.size() == 7 * 200);
    CHECK(std::vector(sizes.begin(), sizes.begin() + 3) == std::vector<std::size_t>{2, 2, 3});
    std::vector<std::vector<Index>> orders;
    for (auto first = seen.begin(); first != seen.end(); first += 7) {
        std::vector<Index> order(first, first + 7);
        if (orders.size() < 20) orders.push_back(order);
        std::sort(order.begin(), order.end());
        CHECK(order == std::vector<Index>{0, 1, 2, 3, 4, 5, 6});
    }
    std::sort(orders.begin(), orders.end());
    CHECK(std::adjacent_find(orders.begin(), orders.end()) == orders.end());
    CHECK(evaluations < 150);
    CHECK(evaluations > 20);
    Eigen::VectorXd gradient;
    CHECK(state.best_loss == all(state.best, gradient).total());
    CHECK(state.history.back().loss.total() == all(state.weights, gradient).total());

    // Stopped after every 37 epochs, with what was remembered gone in between: the same bits.
    for (const auto schedule : {optimise::Schedule::constant, optimise::Schedule::plateau}) {
        plan.schedule = schedule;
        plan.phases[0].epochs = 450;
        memory.setZero();
        auto whole = start_of(problem);
        REQUIRE(optimise::train<double>(problem, plan, whole, never_stop));
        memory.setZero();
        auto parts = start_of(problem);
        const auto stop = [](const auto& now, const auto&) { return now.epoch % 37 != 0; };
        while (!optimise::train<double>(problem, plan, parts, stop)) memory.setConstant(99);
        CHECK(parts.weights == whole.weights);
        CHECK(parts.plateau.factor == whole.plateau.factor);
        CHECK((whole.plateau.factor < 1) == (schedule == optimise::Schedule::plateau));
    }

    // A batch of all cases is no batch.
    seen.clear();
    plan.batch = 7;
    auto other = start_of(problem);
    REQUIRE(optimise::train<double>(problem, plan, other, never_stop));
    CHECK(seen.empty());
}

TEST_CASE("train: batches whose loss is not finite end the training") {
    optimise::Problem<double> problem = curve_problem();
    problem.batches = optimise::Batches<double>{
        2,
        [](const Eigen::VectorXd&, std::span<const Index> cases, Eigen::VectorXd& gradient) {
            gradient = Eigen::VectorXd::Ones(4);
            return optimise::LossTerms{cases[0] == 0 ? std::nan("") : 1.0};
        },
        [] { return Eigen::VectorXd(); },
        [](const Eigen::VectorXd&) {},
    };
    optimise::Plan<double> plan = plan_of<double>(optimise::AdamState<double>{}, 200, 0.02);
    plan.batch = 1;
    auto state = start_of(problem);
    CHECK(error_of([&] { optimise::train<double>(problem, plan, state, never_stop); }) ==
          "no longer finite at epoch 5; lower it");
    CHECK(state.retreats == optimise::kMostRetreats + 1);
    CHECK(state.best == problem.initial);
}
