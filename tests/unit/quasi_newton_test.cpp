#include "rom/optimise/quasi_newton.h"

#include <algorithm>
#include <cmath>

#include "support.h"

using namespace rom;

namespace {

template <class Scalar>
double rosenbrock(const Vector<Scalar>& x, Vector<Scalar>& gradient) {
    gradient.resize(2);
    const double a = x[0];
    const double b = x[1];
    gradient << static_cast<Scalar>(-2 * (1 - a) - 400 * a * (b - a * a)), static_cast<Scalar>(200 * (b - a * a));
    return (1 - a) * (1 - a) + 100 * (b - a * a) * (b - a * a);
}

// The quadratic whose Hessian is diagonal, from 1 to 1000.
double quadratic(const Eigen::VectorXd& x, Eigen::VectorXd& gradient) {
    const Eigen::VectorXd scale =
        Eigen::VectorXd::LinSpaced(x.size(), 0, 3).unaryExpr([](double e) { return std::pow(10, e); });
    gradient = scale.cwiseProduct(x);
    return 0.5 * x.dot(gradient);
}

// The self-scaled Broyden update as it is printed: Al-Baali's theta, Urban, Stefanou and Pons' phi, v and tau.
Eigen::MatrixXd printed_update(const Eigen::MatrixXd& inverse, const Eigen::VectorXd& s, const Eigen::VectorXd& y,
                               const Eigen::VectorXd& old_gradient, double step) {
    const auto n = static_cast<double>(s.size());
    const double b = -step * s.dot(old_gradient) / s.dot(y);
    const double h = y.dot(inverse * y) / s.dot(y);
    const double a = b * h - 1;
    const double rho_minus = std::min(1.0, h * (1 - std::sqrt(a / (1 + a))));
    const double theta = std::max((rho_minus - 1) / a, std::min(1 / rho_minus, (1 - b) / b));
    const double sigma = 1 + theta * a;
    const double rho = std::min(1.0, 1 / b);
    const double tau = theta <= 0 ? std::min(rho * std::pow(sigma, 1 / (1 - n)), sigma)
                                  : rho * std::min(std::pow(sigma, 1 / (1 - n)), 1 / theta);
    const double phi = (1 - theta) / (1 + a * theta);
    const Eigen::VectorXd hy = inverse * y;
    const Eigen::VectorXd v = s / s.dot(y) - hy / y.dot(hy);
    return (inverse - hy * hy.transpose() / y.dot(hy) + phi * y.dot(hy) * v * v.transpose()) / tau +
           s * s.transpose() / s.dot(y);
}

}  // namespace

TEST_CASE_TEMPLATE("lbfgs: finds the minimum of Rosenbrock's function", Scalar, float, double) {
    Vector<Scalar> x(2);
    x << Scalar(-1.2), Scalar(1);
    Vector<Scalar> gradient;
    double loss = rosenbrock<Scalar>(x, gradient);
    optimise::LbfgsState<Scalar> state;
    int steps = 0;
    double before = loss;
    while (steps < 100 && optimise::lbfgs_step<Scalar>(rosenbrock<Scalar>, x, gradient, loss, state)) {
        CHECK(loss < before);
        before = loss;
        ++steps;
    }
    const double accuracy = sizeof(Scalar) == 8 ? 1e-7 : 1e-2;
    CHECK(std::abs(x[0] - 1) < accuracy);
    CHECK(std::abs(x[1] - 1) < 2 * accuracy);
    CHECK(steps < 60);
}

TEST_CASE("lbfgs: an ill-conditioned quadratic in few iterations") {
    Eigen::VectorXd x = Eigen::VectorXd::Ones(40);
    Eigen::VectorXd gradient;
    double loss = quadratic(x, gradient);
    const double start = loss;
    optimise::LbfgsState<double> state;
    for (int step = 0; step < 150 && optimise::lbfgs_step<double>(quadratic, x, gradient, loss, state); ++step) {
    }
    CHECK(loss < 1e-11 * start);
}

TEST_CASE("bfgs: every step maps the change of gradient to the displacement, as the printed update does") {
    Eigen::VectorXd x(2);
    x << -1.2, 1;
    Eigen::VectorXd gradient;
    double loss = rosenbrock<double>(x, gradient);
    optimise::BfgsState state;
    int steps = 0;
    int compared = 0;
    while (steps < 100) {
        const Eigen::MatrixXd before = state.inverse_hessian.selfadjointView<Eigen::Lower>();
        const Eigen::VectorXd from = x;
        const Eigen::VectorXd old_gradient = gradient;
        const double old_loss = loss;
        if (!optimise::bfgs_step(rosenbrock<double>, x, gradient, loss, state)) break;
        ++steps;
        CHECK(loss < old_loss);
        const Eigen::MatrixXd inverse = state.inverse_hessian.selfadjointView<Eigen::Lower>();
        const Eigen::VectorXd s = x - from;
        const Eigen::VectorXd y = gradient - old_gradient;
        if (s.norm() < 1e-6) continue;
        CHECK((inverse * y - s).norm() < 1e-8 * s.norm());
        CHECK(inverse.determinant() > 0);
        if (before.size() == 0) continue;
        const Eigen::VectorXd direction = -before * old_gradient;
        const Eigen::MatrixXd printed = printed_update(before, s, y, old_gradient, s.norm() / direction.norm());
        CHECK((inverse - printed).norm() < 1e-7 * printed.norm());
        ++compared;
    }
    CHECK(compared > 10);
    CHECK(std::abs(x[0] - 1) < 1e-7);
    CHECK(std::abs(x[1] - 1) < 2e-7);
}

TEST_CASE("line search: a step to where the function has no value is shortened") {
    // x - log(x) beyond 0, from a point where the full step leads below it; no gradient is made there.
    const optimise::Function<double> barrier = [](const Eigen::VectorXd& x, Eigen::VectorXd& gradient) {
        if (x.minCoeff() <= 0) return std::nan("");
        gradient = Eigen::VectorXd::Ones(x.size()) - x.cwiseInverse();
        return x.sum() - x.array().log().sum();
    };
    const Eigen::VectorXd x = Eigen::VectorXd::Constant(1000, 5);
    Eigen::VectorXd gradient;
    const double loss = barrier(x, gradient);
    const Eigen::VectorXd direction = -10 * gradient;
    const auto found =
        optimise::line_search<double>(barrier, {0, loss, gradient.dot(direction), x, gradient}, direction, 1);
    CHECK(found.loss < loss);
    CHECK(found.point.minCoeff() > 0);
}

TEST_CASE("line search: a flat point above the start is no place to stay") {
    // -x + 5 x^2 - 3 x^3: its minimum at 1/9, its maximum, 1, at the step that is tried first.
    const optimise::Function<double> wave = [](const Eigen::VectorXd& x, Eigen::VectorXd& gradient) {
        const double t = x[0];
        gradient = Eigen::VectorXd::Constant(1, -1 + 10 * t - 9 * t * t);
        return -t + 5 * t * t - 3 * t * t * t;
    };
    const Eigen::VectorXd direction = Eigen::VectorXd::Ones(1);
    const auto found = optimise::line_search<double>(
        wave, {0, 0, -1, Eigen::VectorXd::Zero(1), Eigen::VectorXd::Constant(1, -1)}, direction, 1);
    CHECK(found.loss <= -1e-4 * found.step);
    CHECK(std::abs(found.slope) <= 0.9);
}
