// The choice among finite differences, held against how far each is from the exact velocity of an oscillation.
#include "rom/dynamics/derivative_choice.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "rom/base/random.h"
#include "support.h"

using namespace rom;
using dynamics::Derivative;

namespace {

constexpr Index kCases = 3;

// An oscillation and its third harmonic in two variables, `rate` radians from time to time, with noise.
struct Oscillation {
    Eigen::MatrixXd trajectories;  // [variables, cases * times]
    Eigen::MatrixXd velocity;      // exact, in units of the time step
};

Oscillation oscillation(Index times, double rate, double noise) {
    Oscillation result{Eigen::MatrixXd(2, kCases * times), Eigen::MatrixXd(2, kCases * times)};
    Random random(7);
    for (Index c = 0; c < kCases; ++c)
        for (Index k = 0; k < times; ++k) {
            const double phase = rate * static_cast<double>(k) + static_cast<double>(c);
            const Index column = c * times + k;
            result.trajectories.col(column) << std::cos(phase), std::sin(phase) + 0.1 * std::sin(3 * phase);
            result.velocity.col(column) << -rate * std::sin(phase),
                rate * (std::cos(phase) + 0.3 * std::cos(3 * phase));
            for (Index i = 0; i < 2; ++i) result.trajectories(i, column) += noise * random.normal();
        }
    return result;
}

// Its relative error at the inner times.
double error_of_derivative(const Oscillation& data, Index times, Derivative derivative) {
    const auto form = dynamics::derivative_form(derivative, TimeGrid::uniform(times, 1));
    double wrong = 0;
    double all = 0;
    for (Index c = 0; c < kCases; ++c) {
        Eigen::MatrixXd velocity(2, times);
        form.velocity(data.trajectories.middleCols(c * times, times), velocity);
        const auto exact = data.velocity.middleCols(c * times, times);
        wrong += (velocity - exact).middleCols(8, times - 16).squaredNorm();
        all += exact.middleCols(8, times - 16).squaredNorm();
    }
    return std::sqrt(wrong / all);
}

}  // namespace

TEST_CASE("choice of a derivative: hardly more wrong than the best, for any speed and noise") {
    const Index times = 120;
    std::vector<Derivative> met;
    for (const double rate : {0.002, 0.01, 0.03, 0.1, 0.2, 0.3})
        for (const double noise : {0.0, 1e-5, 1e-3, 1e-2, 0.1}) {
            CAPTURE(rate);
            CAPTURE(noise);
            const Oscillation data = oscillation(times, rate, noise);
            const Derivative chosen = dynamics::suitable_derivative(data.trajectories, TimeGrid::uniform(times, 1));
            double least = 1e9;
            for (const auto derivative : {Derivative::sbp12, Derivative::sbp24, Derivative::sbp36, Derivative::sbp48})
                least = std::min(least, error_of_derivative(data, times, derivative));
            CHECK(error_of_derivative(data, times, chosen) <= std::max(1.25 * least, 2e-4));
            met.push_back(chosen);
        }
    CHECK(met.front() == Derivative::sbp12);
    for (const auto derivative : {Derivative::sbp24, Derivative::sbp36, Derivative::sbp48})
        CHECK(std::count(met.begin(), met.end(), derivative) > 0);
}

TEST_CASE("choice of a derivative: hardly more wrong than the best on uneven times too") {
    // A decay and an oscillation, at times that a factor leads on, and at some at random.
    const Index times = 120;
    const auto grid_of = [&](bool geometric) {
        Random random(3);
        Eigen::VectorXd at(times);
        at[0] = 0;
        for (Index k = 1; k < times; ++k)
            at[k] =
                at[k - 1] + (geometric ? 1e-3 * std::pow(1.07, static_cast<double>(k)) : 0.2 * random.uniform() + 0.02);
        return TimeGrid::recorded(at);
    };
    std::vector<Derivative> met;
    for (const bool geometric : {true, false})
        for (const double rate : {0.02, 0.1, 0.5, 2.0})
            for (const double noise : {0.0, 1e-7, 1e-5, 1e-3, 1e-2}) {
                CAPTURE(geometric);
                CAPTURE(rate);
                CAPTURE(noise);
                const TimeGrid grid = grid_of(geometric);
                const double speed = geometric ? 0.1 * rate : rate;
                Random random(5);
                Eigen::MatrixXd z(2, times);
                Eigen::MatrixXd exact(2, times);
                for (Index k = 0; k < times; ++k) {
                    const double t = speed * grid.times()[k];
                    z.col(k) << std::exp(-t), std::sin(t);
                    exact.col(k) << -speed * std::exp(-t), speed * std::cos(t);
                    for (Index i = 0; i < 2; ++i) z(i, k) += noise * random.normal();
                }
                const auto error = [&](Derivative derivative) {
                    Eigen::MatrixXd velocity(2, times);
                    dynamics::finite_differences(static_cast<int>(derivative) + 1, grid).apply(z, velocity);
                    const auto size = [&](const Eigen::MatrixXd& rates) {  // over time, without the ends
                        const Eigen::VectorXd roots = grid.spacing().cwiseSqrt();
                        return (rates * roots.asDiagonal()).middleCols(4, times - 8).norm();
                    };
                    return size(velocity - exact) / size(exact);
                };
                double least = 1e9;
                for (int p = 0; p < 4; ++p) least = std::min(least, error(static_cast<Derivative>(p)));
                const Derivative chosen = dynamics::suitable_derivative(z, grid);
                CHECK(error(chosen) <= std::max(1.5 * least, 2e-4));
                met.push_back(chosen);
            }
    CHECK(std::set(met.begin(), met.end()).size() >= 3);
}

TEST_CASE("choice of a derivative: units do not matter") {
    const Oscillation data = oscillation(60, 0.15, 1e-3);
    const Derivative chosen = dynamics::suitable_derivative(data.trajectories, TimeGrid::uniform(60, 1));
    CHECK(chosen != Derivative::sbp12);
    for (const double unit : {1e-30, 1e-6, 1e30})
        CHECK(dynamics::suitable_derivative(unit * data.trajectories, TimeGrid::uniform(60, 1)) == chosen);
}

TEST_CASE("choice of a derivative: never one that needs more times than there are") {
    for (const Index times : {1, 2, 8, 9, 11, 12, 15, 16, 20}) {
        const Derivative chosen =
            dynamics::suitable_derivative(oscillation(times, 0.3, 0).trajectories, TimeGrid::uniform(times, 1));
        CAPTURE(times);
        CHECK(std::string(name_of(chosen)) == std::string(times < 9    ? "sbp12"
                                                          : times < 12 ? "sbp24"
                                                          : times < 16 ? "sbp36"
                                                                       : "sbp48"));
    }
    CHECK(dynamics::suitable_derivative(Eigen::MatrixXd::Ones(2, 40), TimeGrid::uniform(20, 1)) == Derivative::sbp12);
}
