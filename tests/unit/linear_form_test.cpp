// A linear form that is given by its matrices: here the integral form of the dynamics, z(t_{k+1}) - z(t_k) = the
// trapezoidal integral of Theta Xi over the step.
#include "rom/dynamics/linear_form.h"

#include <cmath>

#include "rom/dynamics/integrate.h"
#include "rom/dynamics/sindy.h"
#include "rom/mlasdi/dynamics_loss.h"
#include "support.h"

using namespace rom;
using dynamics::Library;
using test::random_matrix;
using test::relative_difference;

namespace {

dynamics::LinearForm integral_form(Index times, double dt) {
    dynamics::DenseForm form{Eigen::MatrixXd::Zero(times - 1, times), Eigen::MatrixXd::Zero(times - 1, times)};
    for (Index k = 0; k + 1 < times; ++k) {
        form.velocity(k, k) = -1;
        form.velocity(k, k + 1) = 1;
        form.library(k, k) = form.library(k, k + 1) = dt / 2;
    }
    return dynamics::LinearForm(form);
}

// Dynamics z' = b + A z of an oscillation and a decay.
Eigen::MatrixXd true_xi() {
    Eigen::Matrix3d a;
    a << -0.1, -2.0, 0.3, 2.0, -0.1, 0.0, 0.0, 0.0, -0.4;
    Eigen::MatrixXd xi(4, 3);
    xi << Eigen::RowVector3d(0.5, -0.2, 0.1), a.transpose();
    return xi;
}

// What the trapezoidal rule makes of linear dynamics: the solution of the integral form.
Eigen::MatrixXd trapezoidal(const Eigen::MatrixXd& xi, Index times, double dt) {
    const Eigen::Matrix3d a = xi.bottomRows(3).transpose();
    const Eigen::Vector3d b = xi.row(0).transpose();
    const Eigen::Matrix3d implicit = Eigen::Matrix3d::Identity() - dt / 2 * a;
    Eigen::MatrixXd z(3, times);
    z.col(0) << 1, -1, 2;
    for (Index k = 0; k + 1 < times; ++k)
        z.col(k + 1) = implicit.partialPivLu().solve(Eigen::Vector3d(z.col(k) + dt / 2 * a * z.col(k) + dt * b));
    return z;
}

// Smooth trajectories of three variables with some noise, that no dynamics fit.
Eigen::MatrixXd trajectories(Index cases, Index times) {
    Eigen::MatrixXd z = 0.05 * random_matrix(3, cases * times, 1);
    for (Index s = 0; s < z.cols(); ++s) {
        const Index c = s / times;
        for (Index i = 0; i < 3; ++i)
            z(i, s) += std::sin(0.2 * static_cast<double>((s % times) * (i + 1)) + static_cast<double>(c + i));
    }
    return z;
}

}  // namespace

TEST_CASE("an integral form has an equation for each step, and recovers the dynamics that solve it exactly") {
    const auto form = integral_form(60, 0.1);
    CHECK(form.times() == 60);
    CHECK(form.equations() == 59);
    const auto fit = dynamics::fit_sindy(Library::linear, trapezoidal(true_xi(), 60, 0.1), form, 0);
    CHECK(relative_difference(fit.xi, true_xi()) < 1e-10);
    CHECK(fit.residual < 1e-12);
    CHECK(fit.rank == 4);
    const auto common = dynamics::common_dynamics(Library::linear, trapezoidal(true_xi(), 60, 0.1), form);
    CHECK(relative_difference(common, true_xi()) < 1e-10);
}

TEST_CASE("an integral form recovers true dynamics at the second order of the trapezoidal rule") {
    const auto error = [](Index times) {
        const double dt = 4.0 / static_cast<double>(times - 1);
        const auto exact = dynamics::integrate(Library::linear, true_xi(), Eigen::Vector3d(1, -1, 2),
                                               Eigen::VectorXd::LinSpaced(times, 0, 4));
        const auto fit = dynamics::fit_sindy(Library::linear, exact.states, integral_form(times, dt), 0);
        return relative_difference(fit.xi, true_xi());
    };
    CHECK(error(201) < 1e-3);
    CHECK(error(101) / error(201) == doctest::Approx(4).epsilon(0.05));
}

TEST_CASE("the gradients of a dense form are its transposes") {
    const dynamics::DenseForm matrices{random_matrix(17, 25, 1), random_matrix(17, 25, 2)};
    const dynamics::LinearForm form(matrices);
    const Eigen::MatrixXd z = random_matrix(3, 25, 3);
    Eigen::MatrixXd velocity(3, 17);
    form.velocity(z, velocity);
    CHECK(relative_difference(velocity, z * matrices.velocity.transpose()) < 1e-14);
    const Eigen::MatrixXd by_velocity = random_matrix(3, 17, 4);
    Eigen::MatrixXd gradient = Eigen::MatrixXd::Ones(3, 25);  // which is added to
    form.add_velocity_gradient(by_velocity, gradient);
    CHECK(velocity.cwiseProduct(by_velocity).sum() ==
          doctest::Approx((gradient - Eigen::MatrixXd::Ones(3, 25)).cwiseProduct(z).sum()).epsilon(1e-12));

    for (const Library library : {Library::linear, Library::quadratic}) {
        const Index terms = dynamics::term_count(library, 3);
        const Eigen::MatrixXd by_theta = random_matrix(terms - 1, 17, 5);
        const auto value = [&](const Eigen::VectorXd& flat) {
            Eigen::MatrixXd theta(17, terms);
            form.library(library, flat.reshaped(3, 25), theta);
            return theta.rightCols(terms - 1).cwiseProduct(by_theta.transpose()).sum();
        };
        Eigen::MatrixXd by_trajectory(3, 25);
        form.library_gradient(library, z, by_theta, by_trajectory);
        CHECK(relative_difference(by_trajectory.reshaped(), test::central_differences(value, z.reshaped(), 1e-3)) <
              1e-8);
    }
}

TEST_CASE("the loss of the dynamics has the gradient of central differences, with any form") {
    constexpr Index times = 30;
    const Eigen::MatrixXd z = trajectories(2, times);
    const TimeGrid grid = TimeGrid::uniform(times, 0.2);
    for (const auto& form : {integral_form(times, 0.2), dynamics::derivative_form(dynamics::Derivative::sbp12, grid),
                             dynamics::derivative_form(dynamics::Derivative::sbp48, grid)})
        for (const Library library : {Library::linear, Library::quadratic})
            for (const mlasdi::Penalties& penalties :
                 {mlasdi::Penalties{1, 0, 0}, mlasdi::Penalties{0, 0.5, 0}, mlasdi::Penalties{0, 0, 0.7},
                  mlasdi::Penalties{0.1, 1e-3, 0.03}}) {
                mlasdi::DynamicsLoss loss(3, 2, library, form, penalties);
                Eigen::MatrixXd gradient(3, 2 * times);
                loss.evaluate(z, gradient);
                Eigen::MatrixXd unused(3, 2 * times);
                const auto value = [&](const Eigen::VectorXd& flat) {
                    return loss.evaluate(flat.reshaped(3, 2 * times), unused).total();
                };
                CHECK(relative_difference(gradient.reshaped(), test::central_differences(value, z.reshaped(), 1e-4)) <
                      1e-6);
            }
}

TEST_CASE("a dense form with the matrix of a derivative is that derivative") {
    constexpr Index times = 30;
    const auto derivative = dynamics::summation_by_parts(2, times, 0.2);
    Eigen::MatrixXd transposed(times, times);
    derivative.apply(Eigen::MatrixXd::Identity(times, times), transposed);
    const dynamics::LinearForm dense(
        dynamics::DenseForm{transposed.transpose(), Eigen::MatrixXd::Identity(times, times)});
    const auto sparse = dynamics::derivative_form(dynamics::Derivative::sbp24, TimeGrid::uniform(times, 0.2));
    const Eigen::MatrixXd z = trajectories(2, times);
    const auto evaluate = [&](const dynamics::LinearForm& form, Eigen::MatrixXd& gradient) {
        gradient.resize(3, 2 * times);
        return mlasdi::DynamicsLoss(3, 2, Library::linear, form, {}).evaluate(z, gradient).total();
    };
    Eigen::MatrixXd by_dense;
    Eigen::MatrixXd by_sparse;
    CHECK(evaluate(dense, by_dense) == doctest::Approx(evaluate(sparse, by_sparse)).epsilon(1e-12));
    CHECK(relative_difference(by_dense, by_sparse) < 1e-10);
}
