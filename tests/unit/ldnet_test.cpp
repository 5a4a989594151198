// Latent dynamics networks against finite differences and exact solutions.
#include <array>
#include <cmath>
#include <random>
#include <string>

#include <doctest/doctest.h>

#include "rom/ldnet/gauss_newton.h"
#include "rom/ldnet/training.h"
#include "rom/npy/output.h"
#include "rom/prediction/fields.h"
#include "support.h"

using namespace rom;

namespace {

Eigen::MatrixXd random_matrix(Index rows, Index columns, std::uint64_t seed) {
    std::mt19937_64 engine(seed);
    std::uniform_real_distribution<double> uniform(-1, 1);
    return Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return uniform(engine); });
}

struct Variant {
    std::string name;
    Index order;
    ldnet::Integrator integrator;
    Index steps;
    bool direct;
    bool equilibrium;
};

// A problem with two parameters, a signal, two fields at points of two dimensions that differ from group to group.
struct Case {
    ldnet::LatentDynamicsNetwork model;
    ldnet::CaseInputs inputs;
    ldnet::Observations observations;
};

Case make_case(const Variant& variant, Index points = 7, const TimeGrid& grid = TimeGrid::uniform(5, 0.3)) {
    Case c;
    auto& model = c.model;
    const auto unit = [](Index size) {
        return ldnet::Range{Eigen::VectorXd::Constant(size, -1), Eigen::VectorXd::Constant(size, 1)};
    };
    model.order = variant.order;
    model.integrator = variant.integrator;
    model.direct = variant.direct;
    model.equilibrium = variant.equilibrium;
    model.latent = 2;
    model.grid = grid;
    model.step = grid.steps().maxCoeff() / static_cast<double>(variant.steps);
    model.time_unit = 0.7;
    model.points = unit(2);
    model.parameters = unit(2);
    model.signals = {Eigen::VectorXd::Constant(1, -1), Eigen::VectorXd::Constant(1, 3)};
    model.fields = unit(2);
    ldnet::initialise(model, {5, 4}, {6, 5}, network::Activation::tanh, 3);
    model.dynamics_weights += 0.1 * random_matrix(model.dynamics_weights.size(), 1, 4);
    constexpr Index cases = 3;
    const Index times = model.grid.size();
    c.inputs = {cases, times, random_matrix(2, cases, 5), random_matrix(1, cases * times, 6)};
    c.observations.points = points;
    c.observations.sets = cases * times;
    c.observations.coordinates = random_matrix(points, 2 * cases * times, 7);
    c.observations.fields = random_matrix(points, 2 * cases * times, 8);
    return c;
}

const std::array kVariants = {Variant{"euler", 1, ldnet::Integrator::euler, 1, false, false},
                              Variant{"heun, direct", 1, ldnet::Integrator::rk2, 2, true, false},
                              Variant{"rk4, equilibrium", 1, ldnet::Integrator::rk4, 1, false, true},
                              Variant{"second order, euler", 2, ldnet::Integrator::euler, 2, true, true},
                              Variant{"second order, rk4", 2, ldnet::Integrator::rk4, 2, false, false}};

const TimeGrid kUneven = TimeGrid::recorded((Eigen::VectorXd(5) << 1, 1.1, 1.5, 1.6, 2.2).finished());

// 2 / count J^T J and the Tikhonov term, with J by central differences.
Eigen::MatrixXd expected_hessian(const Case& c, const ldnet::FieldProblem& problem) {
    const Eigen::VectorXd at = ldnet::weights_of(problem);
    const auto errors = [&](const Eigen::VectorXd& parameters) -> Eigen::VectorXd {
        ldnet::LatentDynamicsNetwork model = c.model;
        ldnet::set_weights(model, parameters);
        const Eigen::MatrixXd states = ldnet::latent_states(model, c.inputs);
        const Eigen::MatrixXd left =
            ldnet::residual(model, c.inputs, c.observations, states, model.stages.size()) / model.stages.back().epsilon;
        return left.reshaped();
    };
    Eigen::MatrixXd jacobian(c.observations.fields.size(), at.size());
    for (Index i = 0; i < at.size(); ++i) {
        constexpr double h = 1e-5;
        Eigen::VectorXd above = at;
        Eigen::VectorXd below = at;
        above[i] += h;
        below[i] -= h;
        jacobian.col(i) = (errors(above) - errors(below)) / (2 * h);
    }
    Eigen::VectorXd curvature = Eigen::VectorXd::Zero(at.size());
    ldnet::ridge_term(problem, at, nullptr, curvature.data());
    Eigen::MatrixXd hessian = 2.0 / static_cast<double>(jacobian.rows()) * jacobian.transpose() * jacobian;
    hessian.diagonal() += curvature;
    return hessian;
}

// The largest difference between an entry of the gradient and a central difference of the loss.
double worst_difference(ldnet::FieldLoss& loss, const Eigen::VectorXd& at, const Eigen::VectorXd& gradient) {
    double worst = 0;
    Eigen::VectorXd unused;
    for (Index i = 0; i < at.size(); ++i) {
        constexpr double h = 1e-5;
        Eigen::VectorXd moved = at;
        moved[i] += h;
        const double above = loss(moved, unused).total();
        moved[i] -= 2 * h;
        worst = std::max(worst, std::abs((above - loss(moved, unused).total()) / (2 * h) - gradient[i]));
    }
    return worst;
}

// Makes the fields of `c` those of its model, and moves the model's weights by about a tenth.
ldnet::FieldProblem within_reach(Case& c) {
    const Eigen::MatrixXd states = ldnet::latent_states(c.model, c.inputs);
    c.observations.fields -= ldnet::residual(c.model, c.inputs, c.observations, states, 1);
    c.model.dynamics_weights += 0.1 * random_matrix(c.model.dynamics_weights.size(), 1, 9);
    c.model.stages[0].weights += 0.1 * random_matrix(c.model.stages[0].weights.size(), 1, 10);
    return ldnet::make_problem(c.model, c.inputs, c.observations, {});
}

// The state after training from the model's weights.
optimise::TrainState<double> trained(const ldnet::FieldProblem& problem, const ldnet::Iterations& iterations) {
    const optimise::Problem<double> training = ldnet::training_problem(problem);
    optimise::TrainState<double> state;
    state.weights = training.initial;
    CHECK(optimise::train<double>(training, ldnet::training_plan(iterations), state,
                                  [](const auto&, const auto&) { return true; }));
    return state;
}

double reached(const ldnet::FieldProblem& problem, const ldnet::Iterations& iterations) {
    return trained(problem, iterations).best_loss;
}

}  // namespace

TEST_CASE("ldnet: the gradient through time is that of finite differences") {
    for (const Variant& variant : kVariants)
        for (const TimeGrid& grid : {TimeGrid::uniform(5, 0.3), kUneven}) {
            CAPTURE(variant.name);
            const Case c = make_case(variant, 7, grid);
            const ldnet::FieldProblem problem =
                ldnet::make_problem(c.model, c.inputs, c.observations, {{0.1, 0.2, 0.3}, {0.05}});
            ldnet::FieldLoss loss(problem);
            const Eigen::VectorXd at = ldnet::weights_of(problem);
            Eigen::VectorXd gradient;
            loss(at, gradient);
            CHECK(worst_difference(loss, at, gradient) < 1e-6 * gradient.norm());
        }
}

TEST_CASE("ldnet: over batches of cases, loss and gradient are on average those over all") {
    for (const Variant& variant : kVariants)
        for (const Index sets : {1, 3, 15}) {
            CAPTURE(variant.name);
            CAPTURE(sets);
            Case c = make_case(variant);
            c.observations.sets = sets;
            c.observations.coordinates = c.observations.coordinates.leftCols(2 * sets).eval();
            for (const Index stages : {1, 2}) {
                if (stages == 2)
                    ldnet::append_stage(
                        c.model, c.inputs, c.observations,
                        ldnet::make_stage(c.model, {6}, network::Activation::sine, network::Activation::tanh, 1, 5));
                const ldnet::FieldProblem problem =
                    ldnet::make_problem(c.model, c.inputs, c.observations, {{0.1, 0.2, 0.3}, {0.05}});
                const Eigen::VectorXd at = ldnet::weights_of(problem);
                Eigen::VectorXd expected;
                const optimise::LossTerms all = ldnet::FieldLoss(problem)(at, expected);
                Eigen::VectorXd mean = Eigen::VectorXd::Zero(at.size());
                double fields = 0;
                for (const std::vector<Index>& batch : {std::vector<Index>{2, 0}, std::vector<Index>{1}}) {
                    Eigen::VectorXd gradient;
                    const auto loss = ldnet::loss_on_cases(problem, batch, at, gradient);
                    CHECK(loss[ldnet::kRidge] == all[ldnet::kRidge]);
                    const double share = static_cast<double>(batch.size()) / 3;
                    fields += share * loss[ldnet::kFields];
                    mean += share * gradient;
                }
                CHECK(fields == doctest::Approx(all[ldnet::kFields]).epsilon(1e-12));
                CHECK((mean - expected).norm() < 1e-12 * expected.norm());
            }
        }
}

TEST_CASE("ldnet: groups of many points have the loss and the gradient of groups of few") {
    // The same points in groups of 130, in pieces of 65, each of which is a case of its own.
    Case whole = make_case(kVariants[1], 130);
    const ldnet::FieldProblem problem = ldnet::make_problem(whole.model, whole.inputs, whole.observations, {});
    const Eigen::VectorXd at = ldnet::weights_of(problem);
    Eigen::VectorXd expected;
    const double loss = ldnet::FieldLoss(problem)(at, expected).total();
    for (const Index pieces : {2, 10, 65}) {
        const Index points = 130 / pieces;
        Case parts = whole;
        parts.inputs.cases = pieces * whole.inputs.cases;
        parts.inputs.parameters = whole.inputs.parameters.replicate(1, pieces);
        parts.inputs.signals = whole.inputs.signals.replicate(1, pieces);
        parts.observations.points = points;
        parts.observations.sets = pieces * whole.observations.sets;
        parts.observations.coordinates.resize(points, pieces * whole.observations.coordinates.cols());
        parts.observations.fields.resize(points, pieces * whole.observations.fields.cols());
        for (Index i = 0; i < pieces; ++i) {
            const auto part = [&](Eigen::MatrixXd& to, const Eigen::MatrixXd& from) {
                to.middleCols(i * from.cols(), from.cols()) = from.middleRows(i * points, points);
            };
            part(parts.observations.coordinates, whole.observations.coordinates);
            part(parts.observations.fields, whole.observations.fields);
        }
        const ldnet::FieldProblem split = ldnet::make_problem(parts.model, parts.inputs, parts.observations, {});
        Eigen::VectorXd gradient;
        CHECK(ldnet::FieldLoss(split)(at, gradient).total() == doctest::Approx(loss).epsilon(1e-13));
        CHECK((gradient - expected).norm() < 1e-12 * expected.norm());
    }
}

TEST_CASE(
    "ldnet: the Gauss-Newton Hessian is that of the Jacobian by finite differences, sampled ones are on average") {
    for (const Variant& variant : kVariants) {
        CAPTURE(variant.name);
        const Case c = make_case(variant);
        const ldnet::FieldProblem problem = ldnet::make_problem(c.model, c.inputs, c.observations, {{0.1}, {0.05}});
        const Eigen::VectorXd at = ldnet::weights_of(problem);
        const Eigen::MatrixXd expected = expected_hessian(c, problem);
        const auto hessian = [&](const ldnet::HessianSample& sample) -> Eigen::MatrixXd {
            return ldnet::gauss_newton_hessian(problem, at, sample).selfadjointView<Eigen::Lower>();
        };
        CHECK((hessian({}) - expected).norm() < 1e-7 * expected.norm());
        for (const Index rows : {8, 60}) {  // of 210: a point of every third group, two of every group
            Eigen::MatrixXd mean = Eigen::MatrixXd::Zero(at.size(), at.size());
            constexpr std::uint64_t draws = 2000;
            for (std::uint64_t seed = 0; seed < draws; ++seed) mean += hessian({rows, seed}) / draws;
            CHECK((mean - expected).norm() < 0.03 * expected.norm());
            CHECK((hessian({rows, 0}) - hessian({rows, 1})).norm() > 0.05 * expected.norm());
        }
    }
}

TEST_CASE("ldnet: the Gauss-Newton Hessian on uneven times is that of the Jacobian by finite differences") {
    for (const Variant& variant : kVariants) {
        const Case c = make_case(variant, 7, kUneven);
        const ldnet::FieldProblem problem = ldnet::make_problem(c.model, c.inputs, c.observations, {{0.1}, {0.05}});
        const Eigen::MatrixXd expected = expected_hessian(c, problem);
        const Eigen::MatrixXd hessian =
            ldnet::gauss_newton_hessian(problem, ldnet::weights_of(problem), {}).selfadjointView<Eigen::Lower>();
        CHECK((hessian - expected).norm() < 1e-7 * expected.norm());
    }
}

TEST_CASE("ldnet: integrators have their order") {
    // z' = -z + 1, or z'' = -z + 1, from rest.
    const TimeGrid uneven = TimeGrid::recorded((Eigen::VectorXd(7) << 0, 0.1, 0.5, 1.2, 1.5, 2.4, 3).finished());
    for (const TimeGrid& grid : {TimeGrid::uniform(7, 0.5), uneven})
        for (const Index order : {Index{1}, Index{2}})
            for (const auto integrator : {ldnet::Integrator::euler, ldnet::Integrator::rk2, ldnet::Integrator::rk4}) {
                ldnet::LatentDynamicsNetwork model;
                model.order = order;
                model.integrator = integrator;
                model.grid = grid;
                model.time_unit = 1;
                model.points = model.fields = {Eigen::VectorXd::Constant(1, -1), Eigen::VectorXd::Constant(1, 1)};
                ldnet::initialise(model, {}, {}, network::Activation::tanh, 0);
                model.dynamics_weights.setZero();
                model.dynamics_weights[0] = -1;
                model.dynamics_weights.tail(1).setOnes();
                const ldnet::CaseInputs inputs{1, 7, Eigen::MatrixXd(0, 1), Eigen::MatrixXd(0, 7)};
                const double exact = order == 1 ? 1 - std::exp(-3.0) : 1 - std::cos(3.0);
                const auto error = [&](Index steps) {
                    model.step = 0.5 / static_cast<double>(steps);
                    return std::abs(ldnet::latent_states(model, inputs)(0, 6) - exact);
                };
                const double expected = integrator == ldnet::Integrator::euler ? 1
                                        : integrator == ldnet::Integrator::rk2 ? 2
                                                                               : 4;
                CHECK(std::log2(error(8) / error(16)) == doctest::Approx(expected).epsilon(0.15));
            }
}

TEST_CASE("ldnet: Levenberg and Marquardt's method finds a network of its own kind, and beats BFGS to it") {
    Case c = make_case(kVariants[0]);
    const ldnet::FieldProblem problem = within_reach(c);
    const double marquardt = reached(problem, {0, 0, 0, 40, 1e-2});
    CHECK(marquardt < 1e-9);
    CHECK(marquardt < reached(problem, {0, 0, 40, 0, 1e-2}));
}

TEST_CASE("ldnet: BFGS with its memory scaled goes further than without") {
    Case c = make_case(kVariants[0]);
    const ldnet::FieldProblem problem = within_reach(c);
    ldnet::FieldLoss loss(problem);
    const optimise::Function<double> function = [&](const Eigen::VectorXd& at, Eigen::VectorXd& gradient) {
        return loss(at, gradient).total();
    };
    Eigen::VectorXd parameters = ldnet::weights_of(problem);
    Eigen::VectorXd gradient;
    double plain = function(parameters, gradient);
    optimise::LbfgsState<double> state{1000, {}, {}};
    for (int step = 0; step < 300; ++step) optimise::lbfgs_step(function, parameters, gradient, plain, state);
    CHECK(10 * reached(problem, {0, 0, 300, 0, 1e-2}) < plain);
}

TEST_CASE("ldnet: a step into divergence is rejected, not the run") {
    Case c = make_case(kVariants[0]);
    const ldnet::FieldProblem problem = ldnet::make_problem(c.model, c.inputs, c.observations, {});
    // A rate at which weights become 1e7: the states pass the bound.
    const optimise::TrainState<double> state = trained(problem, {0, 30, 5, 0, 1e7});
    CHECK(state.plateau.factor < 1);
    CHECK(std::isfinite(state.history.back().loss.total()));
    CHECK(state.best_loss < state.history.front().loss.total());
}

TEST_CASE("ldnet: a fit that is stopped after every iteration and taken up goes the same way") {
    const Case c = make_case(kVariants[2]);
    const ldnet::FieldProblem problem = ldnet::make_problem(c.model, c.inputs, c.observations, {{0.1}, {}});
    const ldnet::Iterations iterations{3, 4, 5, 4, 1e-2, 2};
    const optimise::TrainState<double> whole = trained(problem, iterations);
    const optimise::Problem<double> training = ldnet::training_problem(problem);
    optimise::TrainState<double> parts;
    parts.weights = training.initial;
    const auto stop = [](const auto&, const auto&) { return false; };
    int stops = 0;
    while (!optimise::train<double>(training, ldnet::training_plan(iterations), parts, stop)) ++stops;
    CHECK(stops == 16);
    CHECK(parts.best == whole.best);
    CHECK(parts.best_loss == whole.best_loss);
    CHECK(parts.history.size() == whole.history.size());
}

TEST_CASE("ldnet: states at any time are those of the integrator, and linear between its steps") {
    for (const Variant& variant : kVariants) {
        CAPTURE(variant.name);
        const Case c = make_case(variant);
        const Eigen::MatrixXd states = ldnet::latent_states(c.model, c.inputs);
        const Eigen::MatrixXd on_grid = prediction::shared_at(c.model, c.inputs, c.model.grid);
        CHECK((on_grid.topRows(2) - states.topRows(2)).norm() < 1e-12);
        const double step = c.model.step;
        const Eigen::VectorXd around = Eigen::Vector3d(3 * step, 3.25 * step, 4 * step);
        const Eigen::MatrixXd between = prediction::shared_at(c.model, c.inputs, TimeGrid::listed(around));
        for (Index k = 0; k < c.inputs.cases; ++k)
            CHECK((between.col(3 * k + 1) - 0.75 * between.col(3 * k) - 0.25 * between.col(3 * k + 2)).norm() < 1e-12);
    }
    const Case c = make_case(kVariants[0]);
    CHECK(prediction::times_needed(c.model, 4 * c.model.grid.step()) == 5);
    CHECK(prediction::times_needed(c.model, 4.1 * c.model.grid.step()) == 6);
}

TEST_CASE("ldnet: the integrator takes as few equal steps from time to time as keep below the longest") {
    Case c = make_case(kVariants[0], 7, kUneven);
    c.model.step = 0.2;
    c.model.time_unit = 2;
    const auto intervals = ldnet::intervals_of(c.model, 7);  // two more, as long as the last
    REQUIRE(intervals.size() == 6);
    const std::array<Index, 6> steps = {1, 2, 1, 3, 3, 3};
    const std::array<double, 6> lengths = {0.1, 0.4, 0.1, 0.6, 0.6, 0.6};
    Index before = 0;
    for (std::size_t k = 0; k < 6; ++k) {
        CHECK(intervals[k].steps == steps[k]);
        CHECK(intervals[k].before == before);
        CHECK(intervals[k].h == doctest::Approx(lengths[k] / static_cast<double>(2 * steps[k])));
        before += steps[k];
    }
    CHECK(prediction::times_needed(c.model, 0.05) == 2);
    CHECK(prediction::times_needed(c.model, 0.5) == 3);
    CHECK(prediction::times_needed(c.model, 1.2) == 5);
    CHECK(prediction::times_needed(c.model, 1.25) == 6);
    CHECK(prediction::times_needed(c.model, 2.4) == 7);
}

TEST_CASE("ldnet: on uneven times states are those of a fine uniform grid, and linear in between") {
    // Signals that are linear in time are the same on either grid.
    constexpr Index fine = 25;
    Case uneven = make_case({"", 1, ldnet::Integrator::rk4, 1, true, false}, 7, kUneven);
    uneven.model.step = 0.05;
    Case even = make_case({"", 1, ldnet::Integrator::rk4, 1, true, false}, 7, TimeGrid::uniform(fine, 0.05));
    even.model.dynamics_weights = uneven.model.dynamics_weights;
    even.inputs.parameters = uneven.inputs.parameters;
    for (Case* c : {&uneven, &even})
        for (Index g = 0; g < c->inputs.signals.cols(); ++g)
            c->inputs.signals(0, g) = c->model.grid.times()[g % c->inputs.times] - 0.3;
    const Eigen::MatrixXd coarse = ldnet::latent_states(uneven.model, uneven.inputs);
    const Eigen::MatrixXd all = ldnet::latent_states(even.model, even.inputs);
    const std::array<Index, 5> places = {0, 2, 10, 12, 24};
    for (Index c = 0; c < 3; ++c)
        for (Index k = 0; k < 5; ++k)
            CHECK((coarse.col(5 * c + k) - all.col(fine * c + places[static_cast<std::size_t>(k)])).norm() < 1e-12);
    const TimeGrid asked = TimeGrid::listed((Eigen::VectorXd(4) << 0, 0.12, 0.77, 1.2).finished());
    CHECK((prediction::shared_at(uneven.model, uneven.inputs, asked) -
           prediction::shared_at(even.model, even.inputs, asked))
              .norm() < 1e-12);
}

TEST_CASE("ldnet: a further reconstruction network has the gradient and the Hessian of its own weights") {
    Case c = make_case(kVariants[1]);
    c.model.stages.push_back(
        ldnet::make_stage(c.model, {5}, network::Activation::sine, network::Activation::tanh, 1.5, 11));
    c.model.stages[1].epsilon = 0.3;
    const ldnet::FieldProblem problem = ldnet::make_problem(c.model, c.inputs, c.observations, {{}, {0.1}});
    const Eigen::VectorXd at = ldnet::weights_of(problem);
    REQUIRE(at.size() == c.model.stages[1].weights.size());
    ldnet::FieldLoss loss(problem);
    Eigen::VectorXd gradient;
    loss(at, gradient);
    const Eigen::MatrixXd expected = expected_hessian(c, problem);
    const Eigen::MatrixXd hessian = ldnet::gauss_newton_hessian(problem, at, {}).selfadjointView<Eigen::Lower>();
    CHECK((hessian - expected).norm() < 1e-7 * expected.norm());
    CHECK(worst_difference(loss, at, gradient) < 1e-6 * gradient.norm());
}

TEST_CASE("ldnet: suitable points make 500 values for each weight, rounded up, and are at most all") {
    const test::TemporaryFolder folder;
    npy::write_array(folder.file("x.npy"), npy::Type::float64, {1}, std::array{0.0});
    const npy::Array any = npy::Array::open(folder.file("x.npy"));
    ldnet::FieldFiles files{any, any, 10, 5, 100, 1, 2, 1};
    CHECK(ldnet::suitable_points(files, 7) == 35);
    CHECK(ldnet::suitable_points(files, 8) == 40);
    files.fields = 3;
    CHECK(ldnet::suitable_points(files, 8) == 27);
    CHECK(ldnet::suitable_points(files, 1000) == 100);
}

TEST_CASE("ldnet: Muon is told of each layer's matrix and of its biases, and its rate falls to 0") {
    const Case c = make_case(kVariants[2]);
    const ldnet::FieldProblem problem = ldnet::make_problem(c.model, c.inputs, c.observations, {});
    const optimise::Problem<double> training = ldnet::training_problem(problem);
    Index end = 0;
    Index matrices = 0;
    for (const optimise::RateGroup& group : training.groups) {
        CHECK(group.begin == end);
        end = group.end;
        if (group.rows == 0) continue;
        CHECK((group.end - group.begin) % group.rows == 0);
        ++matrices;
    }
    CHECK(end == problem.weight_count());
    CHECK(matrices == static_cast<Index>(c.model.dynamics.layers.size() + c.model.stages[0].network.layers.size()));
    std::vector<double> rates;
    optimise::TrainState<double> state;
    state.weights = training.initial;
    const ldnet::Iterations iterations{.muon = 100, .adam = 0, .bfgs = 0, .rate = 1e-2};
    CHECK(optimise::train<double>(training, ldnet::training_plan(iterations), state, [&](const auto&, const auto& row) {
        rates.push_back(row.rate);
        return true;
    }));
    CHECK(rates.front() == 1e-2);
    CHECK(rates.back() < 1e-3);
    CHECK(state.best_loss < 0.6 * state.history.front().loss.total());
}
