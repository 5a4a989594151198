#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "rom/gp/coefficients.h"
#include "rom/prediction/uncertainty.h"
#include "support.h"

using namespace rom;

namespace {

// Some cases of z' = b + A z or richer dynamics, whose coefficients depend on two parameters, with rows of the
// regression that are not along a trajectory: any will do.
struct Data {
    Eigen::MatrixXd parameters;          // [cases, 2]
    std::vector<Eigen::MatrixXd> theta;  // of each case [rows, terms]
    std::vector<Eigen::MatrixXd> speed;  // [rows, latent]
    dynamics::Moments moments;
};

constexpr Index kRows = 7;
constexpr Index kLatent = 2;

Data data_of(dynamics::Library library) {
    Data data;
    data.parameters = test::random_matrix(5, 2, 3).array() + 4;
    const Index cases = data.parameters.rows();
    Eigen::MatrixXd states = test::random_matrix(kLatent, cases * kRows, 10);
    states.row(0).array() += 3;
    states.row(1) *= 20;
    // Velocities by any linear form of the states: here a random one for all cases.
    const dynamics::LinearForm form(
        dynamics::DenseForm{test::random_matrix(kRows, kRows, 20), Eigen::MatrixXd::Identity(kRows, kRows)});
    data.moments = dynamics::moments_of(library, states, form, test::every(1));
    for (Index c = 0; c < cases; ++c) {
        const auto own = states.middleCols(c * kRows, kRows);
        Eigen::MatrixXd theta(kRows, dynamics::term_count(library, kLatent));
        dynamics::evaluate_library(library, own, theta);
        // Velocities do not see the mean, as those of derivatives.
        Eigen::MatrixXd speed(kLatent, kRows);
        form.velocity(own.colwise() - data.moments.units.mean, speed);
        data.theta.push_back(theta);
        data.speed.emplace_back(speed.transpose());
    }
    return data;
}

gp::JointRegression regression_of(const Data& data, dynamics::Library library) {
    gp::JointRegression regression;
    regression.space = {data.parameters, {true, false}};
    regression.library = library;
    regression.moments = data.moments;
    regression.kernel = {gp::KernelFamily::matern52, 0.7, Eigen::Vector2d(0.8, 1.9)};
    regression.mean_variance = 1.3;
    regression.noise = Eigen::Vector2d(0.4, 0.05);
    return regression;
}

// The same by the textbook: the covariance of all velocities of an equation, and of them with the coefficients at a
// point.
struct Dense {
    double loss = 0;
    Eigen::MatrixXd mean;                     // [terms, latent], in the units of the data
    std::vector<Eigen::MatrixXd> covariance;  // of each equation, [terms, terms]
};

Dense dense_of(const Data& data, const gp::JointRegression& regression, const Eigen::MatrixXd& point,
               Index left_out = -1) {
    const Index cases = data.parameters.rows();
    const Index terms = data.theta.front().cols();
    const Index rows = cases * kRows;
    // Units, from the rows.
    Eigen::MatrixXd theta(rows, terms);
    Eigen::MatrixXd speed(rows, kLatent);
    for (Index c = 0; c < cases; ++c) {
        theta.middleRows(c * kRows, kRows) = data.theta[static_cast<std::size_t>(c)];
        speed.middleRows(c * kRows, kRows) = data.speed[static_cast<std::size_t>(c)];
    }
    Eigen::MatrixXd states = theta.middleCols(1, kLatent);
    const Eigen::RowVectorXd mean = states.colwise().mean();
    states.rowwise() -= mean;
    const Eigen::RowVectorXd deviation = (states.colwise().squaredNorm() / static_cast<double>(rows)).cwiseSqrt();
    states = states * deviation.cwiseInverse().asDiagonal();
    speed = speed * deviation.cwiseInverse().asDiagonal();
    const double rate = std::sqrt(speed.squaredNorm() / static_cast<double>(speed.size()));
    speed /= rate;
    Eigen::MatrixXd in_units(rows, terms);
    dynamics::evaluate_library(regression.library, states.transpose(), in_units);

    const Eigen::MatrixXd x = gp::normalised(regression.space, data.parameters);
    const Eigen::MatrixXd at = gp::normalised(regression.space, point);
    const auto kernel = [&](const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
        return Eigen::MatrixXd((regression.kernel.amplitude * regression.kernel.correlations(a, b)).array() +
                               regression.mean_variance);
    };
    const Eigen::MatrixXd k = kernel(x, x);
    const Eigen::MatrixXd k_at = kernel(x, at);
    Dense dense;
    // Theta in units is Theta times this.
    const Eigen::MatrixXd change = theta.colPivHouseholderQr().solve(in_units);
    dense.mean.resize(terms, kLatent);
    for (Index e = 0; e < kLatent; ++e) {
        Eigen::MatrixXd covariance = regression.noise[e] * Eigen::MatrixXd::Identity(rows, rows);
        Eigen::MatrixXd cross(rows, terms);
        for (Index i = 0; i < rows; ++i) {
            for (Index j = 0; j < rows; ++j)
                covariance(i, j) += k(i / kRows, j / kRows) * in_units.row(i).dot(in_units.row(j));
            cross.row(i) = k_at(i / kRows, 0) * in_units.row(i);
        }
        // A case that is left out has measurements that say nothing.
        if (left_out >= 0) {
            covariance.middleRows(left_out * kRows, kRows).setZero();
            covariance.middleCols(left_out * kRows, kRows).setZero();
            covariance.diagonal().segment(left_out * kRows, kRows).setOnes();
            cross.middleRows(left_out * kRows, kRows).setZero();
        }
        const Eigen::LLT<Eigen::MatrixXd> factor(covariance);
        const Eigen::VectorXd solved = factor.solve(speed.col(e));
        dense.loss += 0.5 * speed.col(e).dot(solved) + factor.matrixLLT().diagonal().array().log().sum() +
                      0.5 * static_cast<double>(rows) * std::log(2 * std::numbers::pi);
        dense.mean.col(e) = change * (cross.transpose() * solved) * rate * deviation[e];
        const Eigen::MatrixXd spread =
            (regression.kernel.amplitude + regression.mean_variance) * Eigen::MatrixXd::Identity(terms, terms) -
            cross.transpose() * factor.solve(cross);
        dense.covariance.emplace_back(change * spread * change.transpose() * std::pow(rate * deviation[e], 2));
    }
    return dense;
}

const Eigen::MatrixXd kPoint = Eigen::RowVector2d(4.3, 3.6);

// Mean and covariance at a point.
void check_same(const gp::Prediction& found, Index point, const Dense& dense, double tolerance) {
    const Index terms = dense.mean.rows();
    for (Index k = 0; k < terms; ++k)
        CHECK(found.mean.row(point).segment(k * kLatent, kLatent).isApprox(dense.mean.row(k), tolerance));
    for (Index e = 0; e < kLatent; ++e) {
        Eigen::VectorXd deviation(terms);
        for (Index k = 0; k < terms; ++k) deviation[k] = found.deviation(point, k * kLatent + e);
        const Eigen::MatrixXd root =
            deviation.asDiagonal() * found.mixing[static_cast<std::size_t>(point)].middleCols(e * terms, terms);
        CHECK((root * root.transpose()).isApprox(dense.covariance[static_cast<std::size_t>(e)], tolerance));
    }
}

}  // namespace

TEST_CASE("joint: likelihood, mean and covariance are those of the dense formulas") {
    for (const auto library : {dynamics::Library::linear, dynamics::Library::quadratic}) {
        const Data data = data_of(library);
        const gp::JointRegression regression = regression_of(data, library);
        const Dense dense = dense_of(data, regression, kPoint);
        Eigen::VectorXd gradient;
        CHECK(gp::joint_loss(regression, gradient) == doctest::Approx(dense.loss).epsilon(1e-7));
        const gp::Prediction found = gp::predict(regression, kPoint);
        snapshots::Coordinates coordinates;
        coordinates.mean = Eigen::VectorXd::Zero(1);
        const gp::Coefficients coefficients = regression;
        const std::vector<prediction::Member> members = {
            {.coordinates = coordinates, .coefficients = &coefficients, .initial = Eigen::MatrixXd::Zero(kLatent, 1)}};
        const prediction::SampledMembers<double> sampled(members, kPoint, 1);
        CHECK(sampled.of_case(0).front().one.mixing == found.mixing.front());
        check_same(found, 0, dense, 1e-6);
        gp::JointRegression wide = regression;
        wide.deviation_factor = 3;
        CHECK(gp::predict(wide, kPoint).deviation.isApprox(3 * found.deviation));
        CHECK(gp::predict(wide, kPoint).mean == found.mean);
    }
}

TEST_CASE("joint: the posterior of a left-out case is that of the dense formulas without it") {
    for (const auto library : {dynamics::Library::linear, dynamics::Library::quadratic}) {
        const Data data = data_of(library);
        const gp::JointRegression regression = regression_of(data, library);
        std::vector<Index> all(static_cast<std::size_t>(data.parameters.rows()));
        std::iota(all.begin(), all.end(), Index{0});
        const gp::Prediction found = gp::left_out(regression, all);
        CHECK(gp::left_out_coefficients(gp::Coefficients(regression)) == found.mean);
        CHECK(gp::left_out(regression, {1}).deviation == found.deviation.row(1));
        // Of the others alone, in whose normalisation the length scales are a little different.
        std::vector<Index> others_of_two;
        for (Index c = 0; c < data.parameters.rows(); ++c)
            if (c != 2) others_of_two.push_back(c);
        const gp::Coefficients of_others = gp::of_cases(gp::Coefficients(regression), others_of_two);
        CHECK(gp::space_of(of_others).inputs == data.parameters(others_of_two, Eigen::all));
        const Eigen::MatrixXd alone = gp::predict(of_others, data.parameters.row(2)).mean;
        CHECK(test::relative_difference(alone, found.mean.row(2)) <
              0.2 * test::relative_difference(alone, gp::predict(regression, data.parameters.row(2)).mean));
        const std::vector<Eigen::MatrixXd> means = gp::means_without(regression, {1, 3});
        for (const Index p : {0, 1}) {
            gp::JointRegression others = regression;
            const Index without = p == 0 ? 1 : 3;
            others.moments.cases[static_cast<std::size_t>(without)].setZero();
            const Eigen::MatrixXd& mean = means[static_cast<std::size_t>(p)];
            CHECK(test::relative_difference(mean, gp::predict(others, data.parameters).mean) < 1e-6);
            CHECK(test::relative_difference(mean.row(without), found.mean.row(without)) < 1e-6);
        }
        for (Index c = 0; c < data.parameters.rows(); ++c) {
            const Dense dense = dense_of(data, regression, data.parameters.row(c), c);
            check_same(found, c, dense, 1e-5);
        }
    }
}

TEST_CASE("joint: the gradient of the likelihood is that of finite differences") {
    const Data data = data_of(dynamics::Library::linear);
    for (const char* name : names_of<gp::KernelFamily>()) {
        gp::JointRegression regression = regression_of(data, dynamics::Library::linear);
        regression.kernel.family = value_of<gp::KernelFamily>(name);
        Eigen::VectorXd gradient;
        gp::joint_loss(regression, gradient);
        const std::vector<double*> hyperparameters = {regression.noise.data(),
                                                      &regression.noise[1],
                                                      &regression.kernel.amplitude,
                                                      &regression.mean_variance,
                                                      regression.kernel.length_scales.data(),
                                                      &regression.kernel.length_scales[1]};
        REQUIRE(gradient.size() == static_cast<Index>(hyperparameters.size()));
        for (std::size_t i = 0; i < hyperparameters.size(); ++i) {
            const double value = *hyperparameters[i];
            Eigen::VectorXd ignored;
            *hyperparameters[i] = value * std::exp(1e-5);
            const double above = gp::joint_loss(regression, ignored);
            *hyperparameters[i] = value * std::exp(-1e-5);
            const double below = gp::joint_loss(regression, ignored);
            *hyperparameters[i] = value;
            CHECK(gradient[static_cast<Index>(i)] == doctest::Approx((above - below) / 2e-5).epsilon(1e-5));
        }
    }
}

TEST_CASE("joint: the fit is where the likelihood is largest, in any units, with the logarithms that it calls for") {
    // z' = -z exp(-mu) + 1: the rate is linear in the logarithm of exp(mu).
    const Index cases = 9;
    Eigen::MatrixXd parameters(cases, 1);
    std::vector<Eigen::MatrixXd> trajectories;
    const Index times = 60;
    Eigen::MatrixXd z(1, cases * times);
    for (Index c = 0; c < cases; ++c) {
        parameters(c, 0) = std::pow(10.0, -2 + 0.4 * static_cast<double>(c));
        const double rate = 3 + std::log(parameters(c, 0)) / 2;
        for (Index t = 0; t < times; ++t) z(0, c * times + t) = std::cos(rate * 0.05 * static_cast<double>(t));
    }
    Eigen::MatrixXd states(2, z.cols());
    states.row(0) = z;
    for (Index c = 0; c < cases; ++c) {
        const double rate = 3 + std::log(parameters(c, 0)) / 2;
        for (Index t = 0; t < times; ++t) states(1, c * times + t) = std::sin(rate * 0.05 * static_cast<double>(t));
    }
    const auto form = dynamics::derivative_form(dynamics::Derivative::sbp24, TimeGrid::uniform(times, 0.05));
    const auto moments = dynamics::moments_of(dynamics::Library::linear, states, form, test::every(0.05));
    const gp::JointRegression found =
        gp::fit_joint(parameters, moments, dynamics::Library::linear, {{gp::KernelFamily::matern52}, {}, {}});
    CHECK(found.space.logarithmic == std::vector<bool>{true});
    Eigen::VectorXd gradient;
    const double least = gp::joint_loss(found, gradient);
    CHECK(least == doctest::Approx(-found.log_likelihood));
    for (const double factor : {0.9, 1.1}) {
        gp::JointRegression other = found;
        other.noise[0] *= factor;
        CHECK(gp::joint_loss(other, gradient) > least);
        other = found;
        other.kernel.amplitude *= factor;
        CHECK(gp::joint_loss(other, gradient) > least);
    }
    // Between the cases: rate of rotation.
    const Eigen::MatrixXd between = Eigen::MatrixXd::Constant(1, 1, 0.5);
    const double rate = 3 + std::log(0.5) / 2;
    const gp::Prediction prediction = gp::predict(found, between);
    CHECK(prediction.mean(0, 2 * 1 + 1) == doctest::Approx(rate).epsilon(0.01));   // z2' by z1
    CHECK(prediction.mean(0, 2 * 2 + 0) == doctest::Approx(-rate).epsilon(0.01));  // z1' by z2

    // Other units of the latent variables, and of time.
    Eigen::MatrixXd scaled = states;
    scaled.row(0) = (1e3 * scaled.row(0)).array() + 500;
    const auto slow = dynamics::derivative_form(dynamics::Derivative::sbp24, TimeGrid::uniform(times, 5));
    const gp::JointRegression same =
        gp::fit_joint(parameters, dynamics::moments_of(dynamics::Library::linear, scaled, slow, test::every(5)),
                      dynamics::Library::linear, {{gp::KernelFamily::matern52}, {}, {}});
    CHECK(same.noise.isApprox(found.noise, 1e-3));
    const gp::Prediction in_units = gp::predict(same, between);
    CHECK(in_units.mean(0, 2 * 2 + 0) == doctest::Approx(prediction.mean(0, 2 * 2 + 0) * 1e3 / 100).epsilon(1e-3));
    CHECK(in_units.deviation(0, 2 * 2 + 0) ==
          doctest::Approx(prediction.deviation(0, 2 * 2 + 0) * 1e3 / 100).epsilon(1e-2));
}

TEST_CASE("joint: a direction that one case leaves open is taken from its neighbours; equal parameters do no harm") {
    // Rotation at the same rate in all cases; the second stands still and says nothing of it.
    const Index times = 80;
    const double rate = 2;
    Eigen::MatrixXd states(2, 3 * times);
    for (Index c = 0; c < 3; ++c)
        for (Index t = 0; t < times; ++t) {
            const double angle = rate * 0.05 * static_cast<double>(t);
            const double radius = c == 1 ? 0 : 1;
            states.col(c * times + t) << radius * std::cos(angle), radius * std::sin(angle);
        }
    const Eigen::MatrixXd parameters = Eigen::Vector3d(1, 2, 1);
    const auto form = dynamics::derivative_form(dynamics::Derivative::sbp24, TimeGrid::uniform(times, 0.05));
    const auto moments = dynamics::moments_of(dynamics::Library::linear, states, form, test::every(0.05));
    const auto found = gp::fit_joint(parameters, moments, dynamics::Library::linear, {});
    const gp::Prediction prediction = gp::predict(found, Eigen::MatrixXd::Constant(1, 1, 2));
    CHECK(prediction.mean(0, 3) == doctest::Approx(rate).epsilon(0.02));
    CHECK(prediction.mean(0, 4) == doctest::Approx(-rate).epsilon(0.02));
}

TEST_CASE("joint: noise, rest and offsets of one latent variable leave the dynamics of the others alone") {
    const Index times = 80;
    const Index cases = 5;
    Eigen::MatrixXd states(4, cases * times);
    Eigen::MatrixXd parameters(cases, 1);
    const Eigen::MatrixXd random = test::random_matrix(1, cases * times, 8);
    const auto rate_at = [](double mu) { return 2 + mu; };
    for (Index c = 0; c < cases; ++c) {
        parameters(c, 0) = 0.25 * static_cast<double>(c);
        for (Index t = 0; t < times; ++t) {
            const double angle = rate_at(parameters(c, 0)) * 0.05 * static_cast<double>(t);
            // The third is noise, the fourth at rest in single precision.
            states.col(c * times + t) << 1e5 + std::cos(angle), std::sin(angle), random(0, c * times + t),
                0.7 + 4e-8 * static_cast<double>(t % 2);
        }
    }
    const auto form = dynamics::derivative_form(dynamics::Derivative::sbp24, TimeGrid::uniform(times, 0.05));
    const auto found =
        gp::fit_joint(parameters, dynamics::moments_of(dynamics::Library::linear, states, form, test::every(0.05)),
                      dynamics::Library::linear, {});
    const Eigen::MatrixXd between = Eigen::MatrixXd::Constant(1, 1, 0.6);
    const gp::Prediction prediction = gp::predict(found, between);
    CHECK(prediction.mean(0, 1 * 4 + 1) == doctest::Approx(rate_at(0.6)).epsilon(0.005));
    CHECK(prediction.mean(0, 2 * 4 + 0) == doctest::Approx(-rate_at(0.6)).epsilon(0.005));
}

TEST_CASE("moments: of a grid in time that is finer than it need be, equations count as fewer") {
    const auto moments = [](Index times, double step) {
        Eigen::MatrixXd states(2, times);
        for (Index t = 0; t < times; ++t) {
            const double angle = 2 * step * static_cast<double>(t);
            states.col(t) << std::cos(angle), std::sin(angle);
        }
        const auto form = dynamics::derivative_form(dynamics::Derivative::sbp24, TimeGrid::uniform(times, step));
        return dynamics::moments_of(dynamics::Library::linear, states, form, test::every(step));
    };
    const dynamics::Moments coarse = moments(101, 0.05);
    CHECK(coarse.cases.front()(0, 0) == 101);
    const dynamics::Moments fine = moments(10001, 0.0005);
    CHECK(fine.units.rate == doctest::Approx(2).epsilon(0.05));
    CHECK(fine.cases.front()(0, 0) == doctest::Approx(10001 * 40 * 0.0005 * fine.units.rate));
    const dynamics::Moments finer = moments(20001, 0.00025);
    CHECK(finer.cases.front().isApprox(fine.cases.front(), 1e-3));
}

TEST_CASE("moments: a latent variable at rest but for rounding says nothing of the rate") {
    const Index times = 101;
    Eigen::MatrixXd states(3, times);
    for (Index t = 0; t < times; ++t) {
        const double angle = 2 * 0.05 * static_cast<double>(t);
        states.col(t) << std::cos(angle), std::sin(angle), 0.7 + 4e-8 * static_cast<double>(t % 2);
    }
    const auto form = dynamics::derivative_form(dynamics::Derivative::sbp24, TimeGrid::uniform(times, 0.05));
    const dynamics::Moments moments = dynamics::moments_of(dynamics::Library::linear, states, form, test::every(0.05));
    CHECK(moments.units.rate == doctest::Approx(2 * std::sqrt(2.0 / 3)).epsilon(0.05));
}

TEST_CASE("joint: with many cases, their order does not matter") {
    const Index times = 20;
    const Index cases = 300;
    const auto rotation = [&](const std::vector<Index>& order) {
        Eigen::MatrixXd states(2, cases * times);
        Eigen::MatrixXd parameters(cases, 1);
        for (Index c = 0; c < cases; ++c) {
            parameters(c, 0) = static_cast<double>(order[static_cast<std::size_t>(c)]) / 100;
            for (Index t = 0; t < times; ++t) {
                const double angle = (2 + std::sin(parameters(c, 0))) * 0.05 * static_cast<double>(t);
                states.col(c * times + t) << std::cos(angle), std::sin(angle);
            }
        }
        const auto form = dynamics::derivative_form(dynamics::Derivative::sbp12, TimeGrid::uniform(times, 0.05));
        return gp::fit_joint(parameters,
                             dynamics::moments_of(dynamics::Library::linear, states, form, test::every(0.05)),
                             dynamics::Library::linear, {});
    };
    std::vector<Index> order(static_cast<std::size_t>(cases));
    for (Index c = 0; c < cases; ++c) order[static_cast<std::size_t>(c)] = c;
    const gp::JointRegression one = rotation(order);
    std::reverse(order.begin(), order.end());
    const gp::JointRegression other = rotation(order);
    CHECK(one.noise.isApprox(other.noise, 1e-6));
    CHECK(one.kernel.length_scales.isApprox(other.kernel.length_scales, 1e-3));
}

TEST_CASE("draws: with a mixing, they have the covariance that it says") {
    const Eigen::VectorXd mean = Eigen::Vector4d(1, 2, 3, 4);
    const Eigen::VectorXd deviation = Eigen::Vector4d(0.5, 1, 2, 4);
    Eigen::MatrixXd mixing(2, 4);  // of two terms in two equations
    mixing << 1, 0, 1, 0, 0.8, 0.6, -0.6, 0.8;
    const Index count = 20000;
    Eigen::MatrixXd draws(4, count);
    for (Index k = 0; k < count; ++k)
        draws.col(k) = gp::draw(mean, deviation, 7, static_cast<std::uint64_t>(k), mixing);
    const Eigen::MatrixXd centred = draws.colwise() - mean;
    Eigen::MatrixXd covariance = centred * centred.transpose() / static_cast<double>(count);
    Eigen::MatrixXd expected = Eigen::MatrixXd::Identity(4, 4);
    expected(0, 2) = expected(2, 0) = 0.8;
    expected(1, 3) = expected(3, 1) = -0.6;
    covariance = deviation.cwiseInverse().asDiagonal() * covariance * deviation.cwiseInverse().asDiagonal();
    CHECK((covariance - expected).cwiseAbs().maxCoeff() < 0.03);
}
