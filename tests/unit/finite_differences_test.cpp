// Derivatives on uneven grids, held against polynomials, smooth maps, dense matrices and summation-by-parts weights.
#include "rom/dynamics/finite_differences.h"

#include <cmath>

#include "rom/base/random.h"
#include "rom/dynamics/integrate.h"
#include "rom/dynamics/linear_form.h"
#include "rom/dynamics/moments.h"
#include "rom/mlasdi/dynamics_loss.h"
#include "support.h"

using namespace rom;
using dynamics::Derivative;
using test::random_matrix;
using test::relative_difference;

namespace {

constexpr std::array kDerivatives = {Derivative::sbp12, Derivative::sbp24, Derivative::sbp36, Derivative::sbp48};

// Steps that differ by up to a factor of 4.
TimeGrid random_grid(Index times, std::uint64_t seed, double mean = 0.1) {
    Random random(seed);
    Eigen::VectorXd at(times);
    at[0] = 0;
    for (Index k = 1; k < times; ++k) at[k] = at[k - 1] + mean * std::exp2(2 * random.uniform() - 1);
    return TimeGrid::recorded(at);
}

// (t / last)^k at the times, and its derivative, one row each.
Eigen::MatrixXd powers(const TimeGrid& grid, int degree, bool derivative) {
    const Eigen::ArrayXd t = grid.times() / grid.last();
    if (!derivative) return t.pow(degree).matrix().transpose();
    if (degree == 0) return Eigen::MatrixXd::Zero(1, grid.size());
    return (degree * t.pow(degree - 1) / grid.last()).matrix().transpose();
}

Eigen::MatrixXd dense(const dynamics::LinearForm& form) {
    const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(form.times(), form.times());
    Eigen::MatrixXd transposed(form.times(), form.times());
    form.velocity(identity, transposed);
    return transposed.transpose();
}

}  // namespace

TEST_CASE("finite differences: exact for polynomials of their order inside, and of half of it at the ends") {
    for (const std::uint64_t seed : {1U, 2U, 3U})
        for (int p = 1; p <= 4; ++p) {
            const TimeGrid grid = random_grid(23, seed);
            const auto derivative = dynamics::finite_differences(p, grid);
            const Index inner = grid.size() - 2 * p;
            for (int degree = 0; degree <= 2 * p + 1; ++degree) {
                CAPTURE(p);
                CAPTURE(degree);
                Eigen::MatrixXd result(1, grid.size());
                derivative.apply(powers(grid, degree, false), result);
                const Eigen::MatrixXd off = (result - powers(grid, degree, true)).cwiseAbs() * grid.last();
                if (degree <= 2 * p)
                    CHECK(off.middleCols(p, inner).maxCoeff() < 1e-9);
                else
                    CHECK(off.middleCols(p, inner).maxCoeff() > 1e-8);
                for (Index i = 0; i < p; ++i)
                    for (const Index at : {i, grid.size() - 1 - i}) {
                        if (degree <= p + i)
                            CHECK(off(0, at) < 1e-9);
                        else if (degree == p + i + 1)
                            CHECK(off(0, at) > 1e-9);
                    }
            }
        }
}

TEST_CASE("finite differences: the shortest grids that a derivative takes are exact to its order at the ends") {
    for (const Derivative derivative : kDerivatives) {
        const int p = static_cast<int>(derivative) + 1;
        const TimeGrid grid = random_grid(p + 2, 5);
        CHECK(dynamics::least_times(derivative, grid) == p + 1);
        CHECK(dynamics::derivative_form(derivative, grid).times() == p + 2);
        for (int degree = 0; degree <= p; ++degree) {
            Eigen::MatrixXd result(1, grid.size());
            dynamics::finite_differences(p, grid).apply(powers(grid, degree, false), result);
            CHECK((result - powers(grid, degree, true)).cwiseAbs().maxCoeff() * grid.last() < 1e-11);
        }
        if (p > 2)
            CHECK(test::error_of([&] {
                      dynamics::derivative_form(derivative, random_grid(p, 5).resized(p));
                  }).find("needs at least " + std::to_string(p + 1)) != std::string::npos);
    }
}

TEST_CASE("finite differences: on a uniform grid the weights inside are those of summation by parts") {
    const TimeGrid grid = TimeGrid::uniform(31, 0.3);
    for (int p = 1; p <= 4; ++p) {
        const auto derivative = dynamics::finite_differences(p, grid);
        const Eigen::VectorXd central = dynamics::central_weights(p) / 0.3;
        Eigen::VectorXd expected = Eigen::VectorXd::Zero(2 * p + 1);
        expected.tail(p) = central;
        expected.head(p) = -central.reverse();
        for (Index i = p; i < 31 - p; ++i) {
            CHECK(derivative.first[static_cast<std::size_t>(i)] == i - p);
            CHECK((derivative.weights.col(i) - expected).norm() < 1e-12 * expected.norm());
        }
    }
}

TEST_CASE("finite differences: of order 2, 4, 6, 8 inside on a smooth uneven grid, and of half of that at the ends") {
    // Times that a smooth map makes of even ones.
    const auto errors = [](int p, Index times) {
        const Eigen::ArrayXd s = Eigen::ArrayXd::LinSpaced(times, 0, 1);
        const TimeGrid grid = TimeGrid::recorded((s + 0.3 * s.square()).matrix());
        const Eigen::ArrayXd t = grid.times();
        Eigen::MatrixXd result(1, times);
        dynamics::finite_differences(p, grid).apply((2 * t).sin().matrix().transpose(), result);
        const Eigen::ArrayXd off = (result.transpose().array() - 2 * (2 * t).cos()).abs();
        return std::pair(off.segment(p, times - 2 * p).maxCoeff(), off[times - 1]);
    };
    for (int p = 1; p <= 4; ++p) {
        const auto coarse = errors(p, 21);
        const auto fine = errors(p, 41);
        CHECK(std::log2(coarse.first / fine.first) == doctest::Approx(2 * p).epsilon(0.15));
        CHECK(std::log2(coarse.second / fine.second) == doctest::Approx(p).epsilon(0.2));
    }
}

TEST_CASE("finite differences: a transpose is that of the dense matrix, and is added to what is there") {
    for (const Derivative derivative : kDerivatives)
        for (const Index times : {9, 20}) {
            const auto form = dynamics::derivative_form(derivative, random_grid(times, 7));
            const Eigen::MatrixXd matrix = dense(form);
            const Eigen::MatrixXd cotangent = random_matrix(3, times, 1);
            const Eigen::MatrixXd before = random_matrix(3, times, 2);
            Eigen::MatrixXd sum = before;
            form.add_velocity_gradient(cotangent, sum);
            CHECK(relative_difference(sum, before + cotangent * matrix) < 1e-14);
            CHECK(form.equations() == times);
            Eigen::MatrixXd result(3, times);
            form.velocity(cotangent, result);
            CHECK(relative_difference(result, cotangent * matrix.transpose()) < 1e-14);
        }
}

TEST_CASE("sums of squares over the equations of an uneven grid are means over time, on both sides") {
    const TimeGrid grid = TimeGrid::recorded((Eigen::ArrayXd::LinSpaced(200, 0, 1).square() * 3).matrix());
    const Eigen::MatrixXd z = (2 * grid.times().array()).sin().matrix().transpose();
    const auto form = dynamics::derivative_form(Derivative::sbp24, grid);
    Eigen::MatrixXd velocity(1, 200);
    form.velocity(z, velocity);
    // The mean of 4 cos^2(2 t) over 0 .. 3.
    CHECK(velocity.squaredNorm() / 200 == doctest::Approx(2 + std::sin(12.0) / 6).epsilon(0.02));
    Eigen::MatrixXd theta(200, 2);
    form.library(dynamics::Library::linear, z, theta);
    CHECK(theta.col(0).squaredNorm() == doctest::Approx(200));
    CHECK(theta.col(1).squaredNorm() / 200 == doctest::Approx(0.5 - std::sin(12.0) / 24).epsilon(0.02));
    // An equation is the same on both sides: z' = 3 z + 1 holds in all.
    const Eigen::MatrixXd growth = ((3 * grid.times().array()).exp() - 1.0 / 3).matrix().transpose();
    form.velocity(growth, velocity);
    form.library(dynamics::Library::linear, growth, theta);
    const Eigen::VectorXd left = velocity.transpose() - theta * Eigen::Vector2d(1, 3);
    CHECK(left.segment(4, 192).norm() < 1e-5 * velocity.norm());
}

TEST_CASE("the loss of the dynamics has the gradient of central differences on an uneven grid") {
    constexpr Index times = 25;
    const Eigen::MatrixXd z = random_matrix(2, 2 * times, 3);
    for (const Derivative derivative : kDerivatives) {
        const auto form = dynamics::derivative_form(derivative, random_grid(times, 2));
        mlasdi::DynamicsLoss loss(2, 2, dynamics::Library::linear, form, {0.1, 1e-3, 0.03});
        Eigen::MatrixXd gradient(2, 2 * times);
        loss.evaluate(z, gradient);
        Eigen::MatrixXd unused(2, 2 * times);
        const auto value = [&](const Eigen::VectorXd& flat) {
            return loss.evaluate(flat.reshaped(2, 2 * times), unused).total();
        };
        CHECK(relative_difference(gradient.reshaped(), test::central_differences(value, z.reshaped(), 1e-4)) < 1e-6);
    }
}

TEST_CASE("the exact solution on uneven times is that of each time by itself") {
    Eigen::MatrixXd xi(3, 2);
    xi << 0.3, -0.2, -0.1, 2, -2, -0.1;
    const Eigen::Vector2d initial(1, 0.5);
    Eigen::VectorXd times(60);
    for (Index k = 0; k < 60; ++k) times[k] = k == 0 ? 0 : 1e-3 * std::pow(1.25, static_cast<double>(k));  // to 521
    const auto path = dynamics::integrate(dynamics::Library::linear, xi, initial, times);
    REQUIRE(path.reached == 60);
    for (Index k = 1; k < 60; ++k) {
        const auto alone = dynamics::integrate(dynamics::Library::linear, xi, initial, Eigen::Vector2d(0, times[k]));
        CHECK(relative_difference(path.states.col(k), alone.states.col(1)) < 1e-12);
    }
    // Decay to 1e-22 about no fixed point keeps its digits.
    Eigen::MatrixXd decay(2, 1);
    decay << 0, -1;
    const Eigen::VectorXd uneven = random_grid(100, 3, 0.5).times();
    const auto small = dynamics::integrate(dynamics::Library::linear, decay, Eigen::VectorXd::Ones(1), uneven);
    for (Index k = 0; k < 100; ++k) CHECK(small.states(0, k) == doctest::Approx(std::exp(-uneven[k])).epsilon(1e-12));
}

TEST_CASE("moments: an equation counts by the time that it stands for, up to one") {
    const TimeGrid grid = random_grid(40, 1, 0.01);
    const Eigen::ArrayXd t = grid.times();
    Eigen::MatrixXd z(1, 40);
    z.row(0) = t.sin().matrix().transpose();
    const auto form = dynamics::derivative_form(Derivative::sbp12, grid);
    const dynamics::Moments moments = dynamics::moments_of(dynamics::Library::linear, z, form, grid.spacing());
    Eigen::MatrixXd velocity(1, 40);
    Eigen::MatrixXd theta(40, 2);
    const Eigen::MatrixXd states = (z.array() - moments.units.mean[0]) / moments.units.deviation[0];
    form.velocity(states, velocity);
    form.library(dynamics::Library::linear, states, theta);
    Eigen::Matrix3d expected = Eigen::Matrix3d::Zero();
    for (Index k = 0; k < 40; ++k) {
        const double before = k > 0 ? t[k] - t[k - 1] : 0;
        const double after = k < 39 ? t[k + 1] - t[k] : 0;
        const Eigen::Vector3d row(theta(k, 0), theta(k, 1), velocity(0, k) / moments.units.rate);
        expected += std::min(1.0, 40 * moments.units.rate * (before + after) / 2) * row * row.transpose();
    }
    CHECK(relative_difference(moments.cases[0], expected) < 1e-12);
}
