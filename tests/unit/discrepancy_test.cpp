#include <cmath>

#include "rom/dynamics/moments.h"
#include "rom/dynamics/trajectories.h"
#include "rom/evaluation/between.h"
#include "rom/evaluation/posterior.h"
#include "rom/mlasdi/misfit.h"
#include "rom/mlasdi/stage.h"
#include "rom/prediction/uncertainty.h"
#include "support.h"

using namespace rom;

namespace {

gp::ParameterSpace space_of(const Eigen::MatrixXd& inputs) {
    return {inputs, std::vector<bool>(static_cast<std::size_t>(inputs.cols()))};
}

// Covariance of what is not known at a point.
Eigen::MatrixXd covariance_at(const gp::Spread& spread, Index point) {
    const Eigen::MatrixXd root = spread.directions * spread.reach.col(point).asDiagonal();
    return root * root.transpose();
}

// One entry, which the encoder and the decoder leave as it is.
mlasdi::ReducedModel identity_model(const TimeGrid& grid) {
    mlasdi::ReducedModel model;
    model.coordinates.mean = Eigen::VectorXd::Zero(1);
    model.encoder = network::make_architecture({1, 1}, network::Activation::tanh, network::Activation::tanh);
    model.encoder_weights = Eigen::Vector2d(1, 0);
    model.stages = {{model.encoder, model.encoder_weights, 1}};
    model.grid = grid;
    return model;
}

// The largest deviation over the times of z' = b + a z from 1, to first order in those of b and a.
double largest_deviation(const gp::Prediction& at, const TimeGrid& grid) {
    double largest = 0;
    for (const double t : grid.times()) {
        const double a = at.mean(0, 1);
        const double by_rate = at.deviation(0, 1) * t * std::exp(a * t);
        const double by_constant = at.deviation(0, 0) * std::expm1(a * t) / a;
        largest = std::max(largest, std::hypot(by_rate, by_constant));
    }
    return largest;
}

}  // namespace

TEST_CASE("discrepancy: of linear interpolation over one parameter it is that of Brownian bridges") {
    // In units in which the parameters have deviation 1. Left-out inner cases are interpolated from their neighbours,
    // those at the ends are as their neighbour.
    const Eigen::VectorXd inputs = Eigen::Vector4d(1, 2, 4, 5);
    const Eigen::MatrixXd targets = test::random_matrix(4, 2, 3);
    const double unit = std::sqrt(2.5);
    Eigen::MatrixXd differences(4, 2);
    differences << targets.row(0) - targets.row(1), targets.row(1) - (2 * targets.row(0) + targets.row(2)) / 3,
        targets.row(2) - (targets.row(1) + 2 * targets.row(3)) / 3, targets.row(3) - targets.row(2);
    // 2 a b / (a + b) at distances a and b from the neighbours, 2 a from the only one.
    const Eigen::VectorXd variance = Eigen::Vector4d(2 * 1, 2.0 * 1 * 2 / 3, 2.0 * 2 * 1 / 3, 2 * 1) / unit;
    Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(2, 2);
    for (Index c = 0; c < 4; ++c) expected += differences.row(c).transpose() * differences.row(c) / variance[c] / 4;
    const gp::Spread spread = gp::spread_at(gp::RadialInterpolation{space_of(inputs), gp::Radial::linear, targets},
                                            Eigen::Vector3d(2.5, 7, 4));
    CHECK(covariance_at(spread, 0).isApprox(2 * 0.5 * 1.5 / 2 / unit * expected, 1e-9));
    CHECK(covariance_at(spread, 1).isApprox(2 * 2 / unit * expected, 1e-9));
    CHECK(covariance_at(spread, 2).norm() < 1e-9 * expected.norm());
}

TEST_CASE("discrepancy: left-out cases of a cubic interpolation are as far off as it says, in the mean") {
    const Eigen::MatrixXd inputs = test::random_matrix(30, 2, 4);
    const Eigen::MatrixXd targets = test::random_matrix(30, 3, 5);
    double sum = 0;
    for (Index c = 0; c < 30; ++c) {
        std::vector<Index> others;
        for (Index k = 0; k < 30; ++k)
            if (k != c) others.push_back(k);
        // In the units of all cases, which those of the others are not: with their own normalisation, distances differ.
        gp::RadialInterpolation interpolation{space_of(inputs), gp::Radial::cubic, targets};
        const gp::Spread all = gp::spread_at(interpolation, inputs.row(c));
        CHECK(all.reach.maxCoeff() < 1e-5);  // it knows its own cases
        interpolation = {space_of(inputs(others, Eigen::all)), gp::Radial::cubic, targets(others, Eigen::all)};
        const Eigen::RowVectorXd off = targets.row(c) - gp::predict(interpolation, inputs.row(c));
        sum += off.squaredNorm() / covariance_at(gp::spread_at(interpolation, inputs.row(c)), 0).trace() / 30;
    }
    CHECK(sum > 0.5);
    CHECK(sum < 2);
}

TEST_CASE("discrepancy: where the other cases do not determine a left-out one, it is that of linear interpolation") {
    const Eigen::MatrixXd inputs = Eigen::Vector2d(1, 3);
    const Eigen::MatrixXd targets = Eigen::Vector2d(5, 9);
    const auto at = Eigen::VectorXd::Constant(1, 2);
    const Eigen::MatrixXd cubic =
        covariance_at(gp::spread_at(gp::RadialInterpolation{space_of(inputs), gp::Radial::cubic, targets}, at), 0);
    // A difference of 4 over twice the distance, of which half is the variance in the middle, 2 a b / (a + b).
    CHECK(cubic(0, 0) == doctest::Approx(16.0 / 4 * 1));
}

TEST_CASE("discrepancy: of a process for each target it is the posterior's deviation") {
    const gp::Regression regression{1e-10,
                                    space_of(Eigen::Vector3d(0, 1, 2)),
                                    test::random_matrix(3, 2, 6),
                                    {{{gp::KernelFamily::rbf, 1, Eigen::VectorXd::Ones(1)}, 0, 0},
                                     {{gp::KernelFamily::rbf, 1, Eigen::VectorXd::Constant(1, 0.3)}, 0, 0}}};
    const auto at = Eigen::VectorXd::Constant(1, 0.4);
    const Eigen::VectorXd deviation = gp::predict(regression, at).deviation.row(0);
    CHECK(covariance_at(gp::spread_at(regression, at), 0)
              .isApprox(Eigen::MatrixXd(deviation.cwiseAbs2().asDiagonal()), 1e-12));
}

TEST_CASE("discrepancy: a misfit has the second moments of the residual") {
    const Eigen::MatrixXd residual = test::random_matrix(5, 40, 7);
    const Eigen::MatrixXd misfit = mlasdi::misfit_of(residual);
    CHECK((misfit * misfit.transpose()).isApprox(residual * residual.transpose() / 40, 1e-9));
    CHECK(mlasdi::misfit_of(residual.leftCols(2)).cols() == 2);
    CHECK(mlasdi::misfit_of(Eigen::MatrixXd::Zero(5, 3)).cols() == 0);
    const Eigen::MatrixXd large = test::random_matrix(1200, 600, 8);
    CHECK(mlasdi::misfit_of(large).cols() == 200);
    CHECK(mlasdi::misfit_of(large).squaredNorm() == doctest::Approx(large.squaredNorm() / 600));
    const Eigen::MatrixXd few = mlasdi::misfit_of(large.leftCols(3));
    CHECK((few * few.transpose()).isApprox(large.leftCols(3) * large.leftCols(3).transpose() / 3));
    CHECK(mlasdi::misfit_of(Eigen::MatrixXd::Zero(1200, 3)).cols() == 0);
}

TEST_CASE("discrepancy: the misfit of the first stage has what its dynamics miss") {
    // z' = b + a z does not give a parabola, but an exponential.
    const mlasdi::ReducedModel model = identity_model(TimeGrid::uniform(21, 0.05));
    const Eigen::RowVectorXd times = model.grid.times().transpose();
    const Eigen::MatrixXd exact = times.array().exp();
    CHECK(mlasdi::misfit_of(mlasdi::fitted_residual(model, exact, exact)).norm() < 5e-3);
    const Eigen::MatrixXd parabola = times.array() * (1 - times.array());
    CHECK(mlasdi::misfit_of(mlasdi::residual_of(model, parabola, parabola)).norm() < 1e-6);
    CHECK(mlasdi::misfit_of(mlasdi::fitted_residual(model, parabola, parabola)).norm() > 0.02);
}

TEST_CASE("discrepancy: normal numbers have mean 0 and variance 1 over the draws") {
    const Eigen::MatrixXd normals = prediction::standard_normals(4, 6, 1);
    CHECK(normals.rowwise().sum().norm() < 1e-12);
    CHECK(normals.rowwise().squaredNorm().isApprox(Eigen::VectorXd::Constant(4, 5), 1e-12));
    CHECK(normals == prediction::standard_normals(4, 6, 1));
    CHECK(normals != prediction::standard_normals(4, 6, 2));
    CHECK((normals.row(0) - normals.row(1)).norm() > 0.1);
    CHECK(prediction::standard_normals(1, 2, 0).cwiseAbs().isApprox(Eigen::RowVector2d::Constant(std::sqrt(0.5))));
}

TEST_CASE("discrepancy: draws of a baseline have it at its times, and what the basis leaves out") {
    // Two coordinates of three entries. One mode, whose scores are 1 and 3, so that the deviation in the middle is 1.
    prediction::Baseline baseline;
    baseline.coordinates.mean = Eigen::Vector3d::Zero();
    baseline.coordinates.basis = Eigen::MatrixXd::Identity(3, 2);
    baseline.coordinates.outside = 0.5;
    const Eigen::MatrixXd mode = (Eigen::MatrixXd(4, 1) << 0.1, 0.2, 0.3, 0.4).finished();  // [rank * times]
    const Eigen::MatrixXd inputs = Eigen::Vector2d(0, 1);
    baseline.trajectories = {TimeGrid::uniform(2, 1),
                             {Eigen::VectorXd::Zero(4), mode, Eigen::Vector2d(1, 3)},
                             gp::RadialInterpolation{space_of(inputs), gp::Radial::linear, Eigen::Vector2d(1, 3)}};
    const Eigen::MatrixXd middle = Eigen::MatrixXd::Constant(1, 1, 0.5);
    const TimeGrid grid = TimeGrid::uniform(3, 0.5);
    const std::vector<prediction::Member> members = {
        {.coordinates = baseline.coordinates,
         .beside = prediction::predict(baseline.trajectories, middle, grid.times()),
         .discrepancy = prediction::discrepancy_of(baseline, middle)}};
    const prediction::SampledMembers<double> sampled(members, middle, grid.size());
    Eigen::MatrixXd mean;
    Eigen::MatrixXd deviation;
    prediction::for_sampled_blocks<double>(sampled.of_case(0), grid, {.samples = 2000}, [&](const auto& block) {
        mean = Eigen::Map<const Eigen::MatrixXd>(block.mean.data(), 3, 3);
        deviation = Eigen::Map<const Eigen::MatrixXd>(block.deviation.data(), 3, 3);
    });
    Eigen::MatrixXd at_times(3, 3);
    at_times << 0.1, 0.2, 0.3, 0.2, 0.3, 0.4, 0, 0, 0;
    CHECK(mean.isApprox(2 * at_times, 1e-9));
    CHECK(deviation.isApprox(Eigen::MatrixXd((at_times.array().square() + 0.25).sqrt()), 0.03));

    // An initial state is what the mean begins with, and nothing but what the basis leaves out is unknown there.
    std::vector<prediction::Member> begun = members;
    begun[0].residual =
        prediction::initial_residual(Eigen::Vector2d(1, -2), Eigen::VectorXd::Zero(1), grid, grid.times(),
                                     {Eigen::Vector3d(1, 0.5, 0), Eigen::Vector3d(0, 0.8, 1)});
    const prediction::SampledMembers<double> known(begun, middle, grid.size());
    prediction::for_sampled_blocks<double>(known.of_case(0), grid, {.samples = 2000}, [&](const auto& block) {
        mean = Eigen::Map<const Eigen::MatrixXd>(block.mean.data(), 3, 3);
        deviation = Eigen::Map<const Eigen::MatrixXd>(block.deviation.data(), 3, 3);
    });
    const Eigen::MatrixXd corrected = 2 * at_times + Eigen::Vector3d(1, -2, 0) * Eigen::RowVector3d(1, 0.5, 0);
    CHECK(mean.isApprox(corrected, 1e-9));
    const Eigen::MatrixXd unknown = at_times * Eigen::Vector3d(0, 0.8, 1).asDiagonal();
    CHECK(deviation.isApprox(Eigen::MatrixXd((unknown.array().square() + 0.25).sqrt()), 0.03));
    const prediction::EnsembleDecoder<double> decoder(begun, prediction::Combination::median, grid.size());
    CHECK(decoder(1, 2).isApprox(corrected.rightCols(2), 1e-12));
}

TEST_CASE(
    "posterior: its factor is near 1 where the rates are as its prior has them, and small where they are smooth") {
    // z' = -r(mu) z, with rates of the prior, or on a straight line.
    const Index cases = 40;
    const Index times = 21;
    const TimeGrid grid = TimeGrid::uniform(times, 0.1);
    const Eigen::VectorXd inputs = Eigen::VectorXd::LinSpaced(cases, 0, 1);
    const gp::Kernel kernel{gp::KernelFamily::matern32, 0.01, Eigen::VectorXd::Constant(1, 0.2)};
    const gp::ParameterSpace space = space_of(inputs);
    const Eigen::MatrixXd x = gp::normalised(space, inputs);
    const Eigen::MatrixXd root =
        Cholesky(kernel.amplitude * kernel.correlations(x, x) + 1e-10 * Eigen::MatrixXd::Identity(cases, cases))
            .lower();
    const Eigen::VectorXd rough = (root * test::random_matrix(cases, 1, 9)).array() + 1;
    const Eigen::VectorXd smooth = (0.1 * x.array()) + 1;
    const auto factor_of = [&](const Eigen::VectorXd& rates, double start) {
        Eigen::MatrixXd states(1, cases * times);
        for (Index c = 0; c < cases; ++c)
            states.middleCols(c * times, times) = (-rates[c] * grid.times().transpose().array()).exp();
        gp::JointRegression regression;
        regression.space = space;
        regression.moments =
            dynamics::moments_of(dynamics::Library::linear, states,
                                 dynamics::derivative_form(dynamics::Derivative::sbp24, grid), grid.spacing());
        regression.kernel = kernel;
        regression.noise = Eigen::VectorXd::Constant(1, 1e-4);
        regression.deviation_factor = start;
        return evaluation::deviation_factor(regression, states, grid);
    };
    const double found = factor_of(rough, 1);
    CHECK(found > 0.5);
    CHECK(found < 2);
    CHECK(factor_of(smooth, 1) < 0.25);
    CHECK(factor_of(rough, 4) == doctest::Approx(found));  // of the deviations that the velocities have
}

TEST_CASE("between: what is expected in the middle of two cases is what their coefficients and the misfit make of it") {
    // z' = b + a z from 1.
    mlasdi::ReducedModel model = identity_model(TimeGrid::uniform(11, 0.1));
    const Eigen::MatrixXd coordinates = Eigen::RowVectorXd::Ones(22);
    prediction::SnapshotNorms norms{Eigen::MatrixXd::Constant(11, 2, 2), Eigen::MatrixXd::Zero(11, 2)};
    norms.whole.col(1).setConstant(4);
    const Eigen::MatrixXd targets = (Eigen::MatrixXd(2, 2) << 0, -1, 0.1, -1.5).finished();
    const auto regression_of = [&](double amplitude, const std::vector<bool>& logarithmic) {
        const gp::Process process{{gp::KernelFamily::rbf, amplitude, Eigen::VectorXd::Ones(1)}, 0, 0};
        return gp::Regression{1e-10, {Eigen::Vector2d(1, 4), logarithmic}, targets, {process, process}};
    };
    const auto expected = [&](const gp::Regression& regression) {
        return evaluation::expect_between(model, 1, gp::Coefficients(regression), {coordinates, norms}, nullptr);
    };
    CHECK(!expected(regression_of(0.5, {false})));  // nobody knows what the decoder leaves
    model.stages[0].misfit = Eigen::MatrixXd::Constant(1, 1, 1e-9);
    for (const bool logarithmic : {false, true}) {
        const gp::Regression regression = regression_of(0.5, {logarithmic});
        const gp::Prediction at = gp::predict(regression, Eigen::MatrixXd::Constant(1, 1, logarithmic ? 2 : 2.5));
        const auto found = expected(regression);
        REQUIRE(found);
        CHECK(found->largest == doctest::Approx(largest_deviation(at, model.grid) / 3).epsilon(0.35));
        CHECK(found->mean == found->largest);
    }
    model.stages[0].misfit = Eigen::MatrixXd::Constant(1, 1, 0.5);
    norms.outside.setConstant(0.3);
    CHECK(expected(regression_of(1e-12, {false}))->largest == doctest::Approx(std::hypot(0.5, 0.3) / 3).epsilon(0.05));
    model.stages[0].persistence = {Eigen::VectorXd::Ones(11), Eigen::VectorXd::LinSpaced(11, 0, 0.4)};
    CHECK(expected(regression_of(1e-12, {false}))->largest == doctest::Approx(std::hypot(0.2, 0.3) / 3).epsilon(0.05));
    model.stages[0].persistence = {};
    gp::Regression same = regression_of(0.5, {false});
    same.space.inputs.setConstant(1);
    CHECK(!expected(same));

    // Between two pairs of twins the gap counts.
    gp::Regression twins = regression_of(0.5, {false});
    twins.space.inputs = Eigen::Vector4d(1, 4, 1.01, 4.01);
    twins.targets = targets.replicate(2, 1);
    norms = {Eigen::MatrixXd::Constant(11, 4, 3), Eigen::MatrixXd::Zero(11, 4)};
    model.stages[0].misfit.setConstant(1e-9);
    const auto found =
        evaluation::expect_between(model, 1, gp::Coefficients(twins), {Eigen::RowVectorXd::Ones(44), norms}, nullptr);
    REQUIRE(found);
    CHECK(found->largest > 2 * found->mean);
    const gp::Prediction gap = gp::predict(twins, Eigen::MatrixXd::Constant(1, 1, (1.01 + 4) / 2));
    CHECK(found->largest == doctest::Approx(largest_deviation(gap, model.grid) / 3).epsilon(0.35));
}
