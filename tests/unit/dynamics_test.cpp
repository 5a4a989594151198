#include <cmath>
#include <functional>
#include <numbers>
#include <sstream>

#include "rom/dynamics/integrate.h"
#include "rom/dynamics/sindy.h"
#include "rom/dynamics/trajectories.h"
#include "support.h"

using namespace rom;
using rom::test::error_of;
using rom::test::relative_difference;

using dynamics::Library;

namespace {

Eigen::MatrixXd dense(const dynamics::SummationByParts& derivative) {
    Eigen::MatrixXd result(derivative.times, derivative.times);
    derivative.apply(Eigen::MatrixXd::Identity(derivative.times, derivative.times), result);
    return result.transpose();  // rows of the identity are trajectories
}

// z' = b + A z with a decaying oscillation, a slow decay and a constant forcing.
Eigen::MatrixXd reference_xi() {
    Eigen::Matrix3d a;
    a << -0.1, -2.0, 0.3, 2.0, -0.1, 0.0, 0.0, 0.0, -0.4;
    const Eigen::RowVector3d b(0.5, -0.2, 0.1);
    Eigen::MatrixXd xi(4, 3);
    xi << b, a.transpose();
    return xi;
}

Eigen::MatrixXd integrate_linear(const Eigen::MatrixXd& xi, const Eigen::VectorXd& initial,
                                 const Eigen::VectorXd& times) {
    const auto [states, reached] = dynamics::integrate(Library::linear, xi, initial, times);
    REQUIRE(reached == times.size());
    return states;
}

}  // namespace

TEST_CASE("derivatives: exact on polynomials up to the order, and summation by parts holds") {
    constexpr Index n = 30;
    const double dt = 0.7;
    for (int order = 1; order <= 4; ++order) {
        CAPTURE(order);
        const auto derivative = dynamics::summation_by_parts(order, n, dt);
        const Eigen::MatrixXd d = dense(derivative);
        const Eigen::VectorXd t = Eigen::VectorXd::LinSpaced(n, 0, 1);  // in units of (n-1) dt
        const double unit = dt * (n - 1);
        const Index rows = derivative.boundary.rows();
        for (int k = 0; k <= 2 * order; ++k) {
            Eigen::VectorXd power(n);
            Eigen::VectorXd exact(n);
            for (Index i = 0; i < n; ++i) {
                power[i] = std::pow(t[i], k);
                exact[i] = k == 0 ? 0 : k * std::pow(t[i], k - 1) / unit;
            }
            const Eigen::VectorXd difference = d * power - exact;
            CHECK(difference.segment(rows, n - 2 * rows).cwiseAbs().maxCoeff() < 1e-11);
            if (k <= order) CHECK(difference.cwiseAbs().maxCoeff() < 1e-10);
        }
        // The norm H follows from H D + D^T H = diag(-1, 0, ..., 0, 1): here from its published corner.
        Eigen::VectorXd h = Eigen::VectorXd::Constant(n, dt);
        const std::vector<std::vector<double>> corners = {
            {0.5},
            {17.0 / 48, 59.0 / 48, 43.0 / 48, 49.0 / 48},
            {13649.0 / 43200, 12013.0 / 8640, 2711.0 / 4320, 5359.0 / 4320, 7877.0 / 8640, 43801.0 / 43200},
            {1498139.0 / 5080320, 1107307.0 / 725760, 20761.0 / 80640, 1304999.0 / 725760, 299527.0 / 725760,
             103097.0 / 80640, 670091.0 / 725760, 5127739.0 / 5080320}};
        const auto& corner = corners[static_cast<std::size_t>(order - 1)];
        for (std::size_t i = 0; i < corner.size(); ++i)
            h[static_cast<Index>(i)] = h[n - 1 - static_cast<Index>(i)] = dt * corner[i];
        Eigen::MatrixXd q = h.asDiagonal() * d;
        q += q.transpose().eval();
        q(0, 0) += 1;
        q(n - 1, n - 1) -= 1;
        CHECK(q.cwiseAbs().maxCoeff() < 1e-11);
    }
}

TEST_CASE("derivatives: published entries of the closures") {
    const auto entry = [](int order, Index i, Index j) {
        return dynamics::summation_by_parts(order, 30, 1).boundary(i, j);
    };
    CHECK(entry(2, 0, 0) == doctest::Approx(-24.0 / 17).epsilon(1e-10));
    CHECK(entry(2, 0, 1) == doctest::Approx(59.0 / 34).epsilon(1e-10));
    CHECK(entry(2, 3, 0) == doctest::Approx(3.0 / 98).epsilon(1e-10));
    const double x1 = 0.70127127127127;
    CHECK(entry(3, 0, 0) == doctest::Approx(-21600.0 / 13649).epsilon(1e-10));
    CHECK(entry(3, 0, 1) == doctest::Approx(43200.0 / 13649 * x1 - 7624.0 / 40947).epsilon(1e-9));
    CHECK(entry(3, 1, 2) == doctest::Approx(86400.0 / 12013 * x1 - 57139.0 / 12013).epsilon(1e-9));
    CHECK(entry(4, 0, 0) == doctest::Approx(-2540160.0 / 1498139).epsilon(1e-10));
    CHECK(entry(4, 0, 1) == doctest::Approx(-142642467.0 / 5992556 + 50803200.0 / 1498139 * 0.755 +
                                            5080320.0 / 1498139 * 0.649 + 25401600.0 / 1498139 * -0.104)
                                .epsilon(1e-8));
}

TEST_CASE("derivatives: the transpose is the transpose, at the shortest length too") {
    for (int order = 1; order <= 4; ++order)
        for (const Index n : {Index{16}, Index{17}, Index{40}}) {
            const auto derivative = dynamics::summation_by_parts(order, n, 0.3);
            Eigen::MatrixXd transposed = Eigen::MatrixXd::Zero(n, n);
            derivative.add_transpose(Eigen::MatrixXd::Identity(n, n), transposed);
            CHECK(relative_difference(transposed, dense(derivative)) < 1e-14);
        }
}

TEST_CASE("derivatives: too few times, a dt that is none, an unknown name") {
    CHECK(error_of([] {
              dynamics::derivative_form(dynamics::Derivative::sbp12, TimeGrid::uniform(1, 1));
          }).find("1 time but") != std::string::npos);
    CHECK(error_of([] {
              dynamics::derivative_form(dynamics::Derivative::sbp48, TimeGrid::uniform(15, 1));
          }).find("needs at least 16") != std::string::npos);
    CHECK(error_of([] {
              dynamics::derivative_form(dynamics::Derivative::sbp12, TimeGrid::uniform(9, 0));
          }).find("must be positive") != std::string::npos);
    const TimeGrid uneven = TimeGrid::listed(Eigen::Vector3d(0, 1, 3));
    CHECK(error_of([&] {
              dynamics::derivative_form(dynamics::Derivative::sbp36, uneven);
          }).find("3 times but derivative sbp36 needs at least 4") != std::string::npos);
    CHECK(error_of([] { value_of<dynamics::Derivative>("euler"); }).find("not known") != std::string::npos);
}

TEST_CASE("integration: exact for oscillation, forcing and a singular A, on any grid") {
    const Eigen::VectorXd times = Eigen::VectorXd::LinSpaced(301, 0, 30);
    Eigen::MatrixXd xi = Eigen::MatrixXd::Zero(3, 2);
    xi(2, 0) = -3;  // z1' = -3 z2
    xi(1, 1) = 3;
    const Eigen::MatrixXd circle = integrate_linear(xi, Eigen::Vector2d(1, 0), times);
    for (Index k = 0; k < times.size(); ++k) {
        CHECK(std::abs(circle(0, k) - std::cos(3 * times[k])) < 1e-11);
        CHECK(std::abs(circle(1, k) - std::sin(3 * times[k])) < 1e-11);
    }
    Eigen::MatrixXd drift(2, 1);
    drift << 0.25, 0;  // z' = 1/4
    CHECK(integrate_linear(drift, Eigen::VectorXd::Constant(1, 2.0), times)(0, 300) == doctest::Approx(9.5));

    Eigen::VectorXd uneven(5);
    uneven << 0, 0.1, 0.15, 2, 7;
    const Eigen::MatrixXd coarse = integrate_linear(reference_xi(), Eigen::Vector3d(1, 2, 3), uneven);
    const Eigen::MatrixXd fine =
        integrate_linear(reference_xi(), Eigen::Vector3d(1, 2, 3), Eigen::VectorXd::LinSpaced(141, 0, 7));
    CHECK(relative_difference(coarse.col(4), fine.col(140)) < 1e-12);
    CHECK(relative_difference(coarse.col(3), fine.col(40)) < 1e-12);
}

TEST_CASE("integration: latent states whose place dwarfs their motion, and a drift that dwarfs the rest") {
    const Eigen::VectorXd times = Eigen::VectorXd::LinSpaced(101, 0, 10);
    for (const double place : {1.0, 1e6, 1e10}) {  // a circle of radius 1 about (place, place)
        Eigen::MatrixXd xi(3, 2);
        xi << -2 * place, 2 * place, 0, -2, 2, 0;
        const auto [states, reached] =
            dynamics::integrate(Library::linear, xi, Eigen::Vector2d(place + 1, place), times);
        REQUIRE(reached == 101);
        for (Index k = 0; k < 101; ++k) {
            CHECK(std::abs(states(0, k) - place - std::cos(2 * times[k])) < 1e-14 * place);
            CHECK(std::abs(states(1, k) - place + std::sin(2 * times[k])) < 1e-14 * place);
        }
    }
    for (const double drift : {1e-200, 1e10, 1e20, 1e200}) {  // z' = drift - z from 0
        Eigen::MatrixXd xi(2, 1);
        xi << drift, -1;
        const auto [states, reached] = dynamics::integrate(Library::linear, xi, Eigen::VectorXd::Zero(1), times);
        REQUIRE(reached == 101);
        CHECK(relative_difference(states / drift, (1 - (-times).array().exp()).matrix().transpose()) < 1e-13);
    }
}

TEST_CASE("integration: a trajectory that blows up keeps its last state, and says how far it came") {
    Eigen::MatrixXd growing(2, 1);
    growing << 0, 500;
    const Eigen::VectorXd times = Eigen::VectorXd::LinSpaced(11, 0, 1);
    const auto exponential = dynamics::integrate(Library::linear, growing, Eigen::VectorXd::Ones(1), times);
    CHECK(exponential.reached == 1);  // exp(50) is above 1e12
    CHECK(exponential.states == Eigen::MatrixXd::Ones(1, 11));

    Eigen::MatrixXd square(3, 1);
    square << 0, 0, 1;  // z' = z^2 is 1 / (1 / z0 - t)
    const auto singular = dynamics::integrate(Library::quadratic, square, Eigen::VectorXd::Constant(1, 2.0), times);
    REQUIRE(singular.reached == 5);  // 0.5 is the singularity
    for (Index k = 0; k < 5; ++k) CHECK(singular.states(0, k) == doctest::Approx(1 / (0.5 - times[k])).epsilon(1e-8));
    CHECK(singular.states(0, 10) == singular.states(0, 4));
}

TEST_CASE("integration: dynamics with squares follow the exact solution") {
    Eigen::MatrixXd logistic(5, 2);  // z' = a z - a z^2, for two variables apart
    logistic << 0, 0, 1, 0, 0, 3, -1, 0, 0, -3;
    const Eigen::VectorXd times = Eigen::VectorXd::LinSpaced(41, 0, 8);
    const auto [states, reached] = dynamics::integrate(Library::squares, logistic, Eigen::Vector2d(0.1, 1.5), times);
    CHECK(reached == 41);
    for (Index k = 0; k < times.size(); ++k) {
        CHECK(std::abs(states(0, k) - 1 / (1 + 9 * std::exp(-times[k]))) < 1e-8);
        CHECK(std::abs(states(1, k) - 1 / (1 - std::exp(-3 * times[k]) / 3)) < 1e-8);
    }
    const Eigen::VectorXd dense = Eigen::VectorXd::LinSpaced(801, 0, 8);
    const auto recorded = dynamics::integrate(Library::squares, logistic, Eigen::Vector2d(0.1, 1.5), dense);
    const auto fit =
        dynamics::fit_sindy(Library::squares, recorded.states,
                            dynamics::derivative_form(dynamics::Derivative::sbp48, TimeGrid::uniform(801, 0.01)), 0);
    CHECK(relative_difference(fit.xi, logistic) < 3e-4);
}

TEST_CASE("library: terms, and what a change of units makes of them") {
    using dynamics::library_terms;
    CHECK(library_terms(Library::squares, 2) == std::vector<std::string>{"1", "z1", "z2", "z1^2", "z2^2"});
    CHECK(library_terms(Library::quadratic, 2) == std::vector<std::string>{"1", "z1", "z2", "z1^2", "z1 z2", "z2^2"});
    CHECK(library_terms(Library::cubic, 2) ==
          std::vector<std::string>{"1", "z1", "z2", "z1^2", "z1 z2", "z2^2", "z1^3", "z1^2 z2", "z1 z2^2", "z2^3"});
    const Eigen::MatrixXd z = test::random_matrix(3, 7, 5);
    const Eigen::Vector3d mean(0.3, -2, 1);
    const Eigen::Vector3d deviation(2, 0.1, 5);
    const Eigen::MatrixXd scaled = deviation.cwiseInverse().asDiagonal() * (z.colwise() - Eigen::VectorXd(mean));
    for (const Library library : {Library::linear, Library::squares, Library::quadratic, Library::cubic}) {
        const Index terms = dynamics::term_count(library, 3);
        CHECK(library_terms(library, 3).size() == static_cast<std::size_t>(terms));
        Eigen::MatrixXd theta(7, terms);
        Eigen::MatrixXd of_scaled(7, terms);
        dynamics::evaluate_library(library, z, theta);
        dynamics::evaluate_library(library, scaled, of_scaled);
        CHECK(relative_difference(theta * dynamics::change_of_units(library, mean, deviation), of_scaled) < 1e-13);
        // The columns are what their names say.
        for (Index t = 1; t < terms; ++t) {
            double value = 1;
            std::istringstream name(library_terms(library, 3)[static_cast<std::size_t>(t)]);
            for (std::string factor; name >> factor;)
                value *= std::pow(z(factor[1] - '1', 4), factor.size() > 2 ? factor[3] - '0' : 1);
            CHECK(theta(4, t) == doctest::Approx(value).epsilon(1e-14));
        }
    }
}

// z' = f(z) by the classical Runge-Kutta method, 50 steps for each of `times` times.
Eigen::MatrixXd solved(const std::function<Eigen::VectorXd(const Eigen::VectorXd&)>& f, Eigen::VectorXd z, Index times,
                       double dt) {
    Eigen::MatrixXd states(z.size(), times);
    const double h = dt / 50;
    for (Index k = 0; k < times; ++k) {
        states.col(k) = z;
        for (int s = 0; s < 50; ++s) {
            const Eigen::VectorXd a = f(z);
            const Eigen::VectorXd b = f(z + h / 2 * a);
            const Eigen::VectorXd c = f(z + h / 2 * b);
            z += h / 6 * (a + 2 * b + 2 * c + f(z + h * c));
        }
    }
    return states;
}

TEST_CASE("sindy: products of variables, which squares alone cannot stand for") {
    const auto lotka = [](const Eigen::VectorXd& z) {
        return Eigen::VectorXd(Eigen::Vector2d(z[0] - 0.5 * z[0] * z[1], -0.7 * z[1] + 0.3 * z[0] * z[1]));
    };
    const auto lorenz = [](const Eigen::VectorXd& z) {
        return Eigen::VectorXd(
            Eigen::Vector3d(10 * (z[1] - z[0]), z[0] * (28 - z[2]) - z[1], z[0] * z[1] - 8.0 / 3 * z[2]));
    };
    const auto van_der_pol = [](const Eigen::VectorXd& z) {
        return Eigen::VectorXd(Eigen::Vector2d(z[1], (1 - z[0] * z[0]) * z[1] - z[0]));
    };
    const auto residual = [](Library library, const Eigen::MatrixXd& states, double dt) {
        return dynamics::fit_sindy(
            library, states,
            dynamics::derivative_form(dynamics::Derivative::sbp48, TimeGrid::uniform(states.cols(), dt)), 0);
    };
    const Eigen::MatrixXd prey = solved(lotka, Eigen::Vector2d(2, 1), 2001, 0.01);
    CHECK(residual(Library::squares, prey, 0.01).residual > 0.2);
    const auto fit = residual(Library::quadratic, prey, 0.01);
    CHECK(fit.residual < 1e-9);
    CHECK(fit.xi(4, 0) == doctest::Approx(-0.5).epsilon(1e-8));
    CHECK(fit.xi(4, 1) == doctest::Approx(0.3).epsilon(1e-8));
    CHECK(residual(Library::quadratic, solved(lorenz, Eigen::Vector3d(1, 1, 20), 4001, 0.002), 0.002).residual < 1e-6);
    const Eigen::MatrixXd cycle = solved(van_der_pol, Eigen::Vector2d(0.5, 0), 2001, 0.01);
    CHECK(residual(Library::quadratic, cycle, 0.01).residual > 0.1);
    CHECK(residual(Library::cubic, cycle, 0.01).residual < 1e-8);
    // And back: what was fitted follows the states that it was fitted to.
    const auto [states, reached] =
        dynamics::integrate(Library::quadratic, fit.xi, prey.col(0), Eigen::VectorXd::LinSpaced(2001, 0, 20));
    CHECK(reached == 2001);
    CHECK(relative_difference(states, prey) < 1e-6);
}

TEST_CASE("sindy: recovers known dynamics at the order of the derivative") {
    const Eigen::MatrixXd xi = reference_xi();
    double previous = 0;
    for (const Index n : {Index{201}, Index{401}}) {
        const double dt = 4.0 / static_cast<double>(n - 1);
        const Eigen::MatrixXd z = integrate_linear(xi, Eigen::Vector3d(1, -1, 2), Eigen::VectorXd::LinSpaced(n, 0, 4));
        const auto error = [&](dynamics::Derivative derivative) {
            return relative_difference(
                dynamics::fit_sindy(Library::linear, z, dynamics::derivative_form(derivative, TimeGrid::uniform(n, dt)),
                                    0)
                    .xi,
                xi);
        };
        CHECK(error(dynamics::Derivative::sbp48) < 1e-5);
        const double second = error(dynamics::Derivative::sbp12);
        if (previous > 0) CHECK(previous / second > 2.5);
        previous = second;
    }
    const Eigen::MatrixXd z = integrate_linear(xi, Eigen::Vector3d(1, -1, 2), Eigen::VectorXd::LinSpaced(401, 0, 4));
    const auto fit = dynamics::fit_sindy(
        Library::linear, z, dynamics::derivative_form(dynamics::Derivative::sbp48, TimeGrid::uniform(401, 0.01)), 0);
    CHECK(fit.rank == 4);
    CHECK(fit.residual < 1e-5);
    REQUIRE(fit.eigenvalues.size() == 3);
    CHECK(fit.eigenvalues[0].real() == doctest::Approx(-0.1).epsilon(1e-4));
    CHECK(fit.eigenvalues[0].imag() == doctest::Approx(2).epsilon(1e-4));
    CHECK(fit.eigenvalues[1].imag() == doctest::Approx(-2).epsilon(1e-4));
    CHECK(fit.eigenvalues[2].real() == doctest::Approx(-0.4).epsilon(1e-4));
}

TEST_CASE("sindy: rank-deficient trajectories get the solution of least norm, not a blow-up") {
    const Eigen::VectorXd t = Eigen::VectorXd::LinSpaced(101, 0, 1);
    Eigen::MatrixXd z(3, 101);
    z.row(0) = (-t.array()).exp();
    z.row(1) = 2 * z.row(0);
    z.row(2).setConstant(0.5);
    const auto fit = dynamics::fit_sindy(
        Library::linear, z, dynamics::derivative_form(dynamics::Derivative::sbp24, TimeGrid::uniform(101, 0.01)), 0);
    CHECK(fit.rank == 2);
    CHECK(fit.residual < 1e-4);
    CHECK(fit.xi.allFinite());
    CHECK(fit.xi.cwiseAbs().maxCoeff() < 2);
}

TEST_CASE("sindy: pooling settles what a trajectory leaves open, and nothing else") {
    // Three latent variables along one exponential: the data give one combination of coefficients, no more. The common
    // dynamics, from cases that move along different directions, give the rest.
    const auto derivative = dynamics::derivative_form(dynamics::Derivative::sbp48, TimeGrid::uniform(401, 0.01));
    const Eigen::VectorXd t = Eigen::VectorXd::LinSpaced(401, 0, 4);
    const Eigen::MatrixXd xi = reference_xi();
    Eigen::MatrixXd both(3, 802);
    both << integrate_linear(xi, Eigen::Vector3d(1, -1, 2), t), integrate_linear(xi, Eigen::Vector3d(0, 3, 1), t);
    dynamics::Pooling pooling{1e-3, dynamics::common_dynamics(Library::linear, both, derivative)};
    CHECK(relative_difference(pooling.common, xi) < 1e-5);

    // Starts on the slow eigenvector, where the trajectory is a line.
    Eigen::EigenSolver<Eigen::Matrix3d> solver(Eigen::Matrix3d(xi.bottomRows(3).transpose()));
    Index real = 0;
    solver.eigenvalues().imag().cwiseAbs().minCoeff(&real);
    const Eigen::Matrix3d a = xi.bottomRows(3).transpose();
    const Eigen::Vector3d rest = -a.partialPivLu().solve(Eigen::Vector3d(xi.row(0).transpose()));
    const Eigen::MatrixXd line = integrate_linear(xi, rest + solver.eigenvectors().col(real).real(), t);
    const auto alone = dynamics::fit_sindy(Library::linear, line, derivative, 0);
    const auto pooled = dynamics::fit_sindy(Library::linear, line, derivative, 0, pooling);
    CHECK(relative_difference(alone.xi, xi) > 0.1);
    CHECK(relative_difference(pooled.xi, xi) < 1e-5);

    // Another common part does not move what the trajectory tells.
    const Eigen::MatrixXd z = both.leftCols(401);
    pooling = {1e-6, 3 * xi};
    CHECK(relative_difference(dynamics::fit_sindy(Library::linear, z, derivative, 0, pooling).xi, xi) < 1e-3);
}

TEST_CASE("sindy: the threshold leaves exact zeros and fits the rest again") {
    const Eigen::MatrixXd xi = reference_xi();
    Eigen::MatrixXd z = integrate_linear(xi, Eigen::Vector3d(1, -1, 2), Eigen::VectorXd::LinSpaced(401, 0, 4));
    const auto fit = dynamics::fit_sindy(
        Library::linear, z, dynamics::derivative_form(dynamics::Derivative::sbp36, TimeGrid::uniform(401, 0.01)), 0.05);
    for (Index i = 0; i < 4; ++i)
        for (Index j = 0; j < 3; ++j) {
            if (xi(i, j) == 0)
                CHECK(fit.xi(i, j) == 0);
            else
                CHECK(fit.xi(i, j) == doctest::Approx(xi(i, j)).epsilon(1e-3));
        }
}

TEST_CASE("latent trajectories: the case that blows up is named, with the last time it reached") {
    Eigen::MatrixXd coefficients = Eigen::MatrixXd::Zero(2, 3);  // terms 1, z, z^2 of one variable
    coefficients(1, 2) = 1;
    const Eigen::MatrixXd initial = Eigen::MatrixXd::Constant(1, 2, 2);
    const auto result = dynamics::latent_trajectories(Library::quadratic, coefficients, initial,
                                                      TimeGrid::listed(Eigen::VectorXd::LinSpaced(3, 0.2, 1.0)));
    CHECK((result.states.leftCols(3).array() - 2).abs().maxCoeff() < 1e-6);
    REQUIRE(result.blow_ups.size() == 1);
    CHECK(result.blow_ups[0] == "the latent trajectory of case 1 grows without bound after time 0.200000");
    CHECK(result.states(0, 5) == result.states(0, 3));
}
