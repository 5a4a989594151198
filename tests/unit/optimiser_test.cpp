#include <cmath>
#include <fstream>

#include <nlohmann/json.hpp>

#include "rom/base/parallel.h"
#include "rom/optimise/adam.h"
#include "rom/optimise/marquardt.h"
#include "rom/optimise/muon.h"
#include "rom/optimise/schedule.h"
#include "support.h"

using namespace rom;
using test::relative_difference;

TEST_CASE("adam: the steps of PyTorch's") {
    nlohmann::json reference;
    std::ifstream(ROM_REFERENCE "/adam.json") >> reference;
    Eigen::VectorXd x(3);
    x << 1.0, -2.0, 0.5;
    optimise::AdamState<double> state;
    const std::vector<optimise::RateGroup> groups = {{0, 2, 1.0}, {2, 3, 5.0}};
    for (const auto& expected : reference["steps"]) {
        Eigen::VectorXd gradient(3);  // of x0^4 + 3 x1^2 + sin(x2)
        gradient << 4 * std::pow(x[0], 3), 6 * x[1], std::cos(x[2]);
        optimise::adam_step<double>(x, gradient, state, 0.01, groups);
        for (Index i = 0; i < 3; ++i)
            CHECK(x[i] == doctest::Approx(expected[static_cast<std::size_t>(i)].get<double>()).epsilon(1e-12));
    }
}

TEST_CASE("muon: the orthogonal factor has the singular vectors of the matrix, and values near one") {
    for (const auto& [rows, columns] : {std::pair<Index, Index>{12, 7}, {7, 12}, {9, 9}, {1, 5}, {130, 200}}) {
        const Index rank = std::min(rows, columns);
        const Eigen::MatrixXd u =
            test::random_matrix(rows, rank, 1).householderQr().householderQ() * Eigen::MatrixXd::Identity(rows, rank);
        const Eigen::MatrixXd v = test::random_matrix(columns, rank, 2).householderQr().householderQ() *
                                  Eigen::MatrixXd::Identity(columns, rank);
        // From 1 down to 1e-4 of the largest.
        const Eigen::ArrayXd values =
            Eigen::pow(10, -4 * Eigen::ArrayXd::LinSpaced(rank, 0, 1 - 1.0 / static_cast<double>(rank)));
        const Eigen::MatrixXd x = 3e-5 * u * values.matrix().asDiagonal() * v.transpose();
        const Eigen::MatrixXd inner = u.transpose() * optimise::orthogonal_factor<double>(x) * v;
        const Eigen::ArrayXd found = inner.diagonal();
        CHECK((inner - Eigen::MatrixXd(found.matrix().asDiagonal())).norm() < 1e-12);
        for (Index k = 0; k < rank; ++k) {
            CHECK(found[k] > 0);
            CHECK(found[k] < 1.27);
            if (values[k] > 0.01 * values.matrix().norm()) CHECK(found[k] > 0.73);
        }
    }
    CHECK(optimise::orthogonal_factor<float>(Eigen::MatrixXf::Zero(4, 6)) == Eigen::MatrixXf::Zero(4, 6));
}

TEST_CASE("muon: the same bits for any number of threads, and in any units of the loss") {
    const Eigen::MatrixXf x = test::random_matrix(150, 210, 3).cast<float>();
    const int threads = thread_count();
    set_thread_count(1);
    const Eigen::MatrixXf one = optimise::orthogonal_factor<float>(x);
    set_thread_count(4);
    CHECK(optimise::orthogonal_factor<float>(x) == one);
    set_thread_count(threads);
    CHECK(optimise::orthogonal_factor<float>(1024 * x) == one);
}

TEST_CASE("muon: matrices go along the orthogonal factor of their momentum, all else as under Adam") {
    const std::vector<optimise::RateGroup> groups = {{0, 12, 5.0, 4}, {12, 15, 2.0}};
    const std::vector<optimise::RateGroup> plain = {{0, 12, 5.0}, {12, 15, 2.0}};
    Eigen::VectorXd x = test::random_matrix(15, 1, 4);
    Eigen::VectorXd y = x;
    optimise::MuonState<double> state;
    optimise::AdamState<double> adam;
    Eigen::VectorXd momentum = Eigen::VectorXd::Zero(12);
    for (std::uint64_t step = 0; step < 3; ++step) {
        const Eigen::VectorXd gradient = test::random_matrix(15, 1, 5 + static_cast<unsigned>(step));
        const Eigen::VectorXd before = x;
        optimise::muon_step<double>(x, gradient, state, 1e-2, groups);
        optimise::adam_step<double>(y, gradient, adam, 1e-2, plain);
        CHECK(x.tail(3) == y.tail(3));
        momentum = 0.9 * momentum + 0.1 * gradient.head(12);
        const Eigen::MatrixXd moved = (before - x).head(12).reshaped(4, 3) / (5 * 1e-2);
        CHECK(relative_difference(moved, 2.5 * optimise::orthogonal_factor<double>(momentum.reshaped(4, 3))) < 1e-12);
        CHECK(moved.norm() / std::sqrt(3.0) == doctest::Approx(2.5).epsilon(0.27));  // of three singular values
    }
}

TEST_CASE("schedules: a trapezoid is constant, then a line to zero") {
    using optimise::Schedule;
    const auto rate_at = [](double done) { return optimise::learning_rate(Schedule::trapezoid, 0.1, done, 10, {}); };
    CHECK(rate_at(0) == 0.1);
    CHECK(rate_at(6.9) == 0.1);
    CHECK(rate_at(8.5) == doctest::Approx(0.05));
    CHECK(rate_at(9.7) == doctest::Approx(0.01));
    CHECK(rate_at(10) == 0);
}

TEST_CASE("schedules: which depend on when they will be over") {
    using optimise::Schedule;
    const auto at_five = [](Schedule schedule, double all) {
        return optimise::learning_rate(schedule, 0.1, 5, all, {});
    };
    for (const auto schedule : {Schedule::constant, Schedule::cosine, Schedule::plateau, Schedule::trapezoid})
        CHECK(optimise::depends_on_end(schedule) == (at_five(schedule, 6) != at_five(schedule, 7)));
}

TEST_CASE("schedules: ends, middle, halving") {
    optimise::PlateauState plateau;
    using optimise::Schedule;
    CHECK(optimise::learning_rate(Schedule::constant, 0.1, 7, 10, plateau) == 0.1);
    CHECK(optimise::learning_rate(Schedule::cosine, 0.1, 0, 10, plateau) == doctest::Approx(0.1));
    CHECK(optimise::learning_rate(Schedule::cosine, 0.1, 5, 10, plateau) == doctest::Approx(0.05));
    CHECK(optimise::learning_rate(Schedule::cosine, 0.1, 10, 10, plateau) == doctest::Approx(0).epsilon(1e-12));
    for (int epoch = 0; epoch < 100; ++epoch) optimise::observe_loss(1, plateau);
    CHECK(optimise::learning_rate(Schedule::plateau, 0.1, 100, 1000, plateau) == doctest::Approx(0.1));
    optimise::observe_loss(1, plateau);
    CHECK(optimise::learning_rate(Schedule::plateau, 0.1, 101, 1000, plateau) == doctest::Approx(0.05));
    optimise::observe_loss(0.5, plateau);
    CHECK(optimise::learning_rate(Schedule::plateau, 0.1, 102, 1000, plateau) == doctest::Approx(0.05));
    CHECK(plateau.best == 0.5);
}

TEST_CASE("marquardt: a step of a quadratic solves the damped system, and the damping falls to a third") {
    Eigen::MatrixXd hessian(2, 2);
    hessian << 4, 1, 1, 3;
    const Eigen::Vector2d right(1, 2);
    const optimise::Function<double> quadratic = [&](const Eigen::VectorXd& w, Eigen::VectorXd& gradient) {
        gradient = hessian * w - right;
        return 0.5 * w.dot(hessian * w) - right.dot(w) + 1;
    };
    Eigen::VectorXd weights = Eigen::VectorXd::Zero(2);
    Eigen::VectorXd gradient = -right;
    double loss = 1;
    optimise::MarquardtState state{0.5, 8};
    CHECK(optimise::marquardt_step(quadratic, hessian, weights, gradient, loss, state));
    // [6 1; 1 4.5] w = [1; 2] by Cramer's rule.
    CHECK(weights[0] == doctest::Approx(2.5 / 26).epsilon(1e-12));
    CHECK(weights[1] == doctest::Approx(11.0 / 26).epsilon(1e-12));
    Eigen::VectorXd there;
    CHECK(loss == doctest::Approx(quadratic(weights, there)).epsilon(1e-12));
    CHECK((gradient - there).norm() < 1e-12);
    CHECK(state.damping == doctest::Approx(0.5 / 3).epsilon(1e-12));
    CHECK(state.growth == 2);
}
