#include "rom/evaluation/interpolated.h"

#include <cmath>

#include "rom/dynamics/moments.h"
#include "rom/dynamics/trajectories.h"
#include "rom/evaluation/verdict.h"
#include "support.h"

using namespace rom;

namespace {

constexpr Index kTimes = 21;

// One entry, z' = -rate z from 1, whose decoder leaves it as it is; what it misses of the truth is interpolated.
struct Problem {
    mlasdi::ReducedModel model;
    gp::JointRegression regression;
    Eigen::MatrixXd initial;
    Eigen::MatrixXd truth;  // [1, cases * times]
    prediction::CaseInterpolation interpolated;

    gp::Coefficients coefficients() const { return regression; }
    Eigen::MatrixXd decoded(const Eigen::MatrixXd& xi) const {
        return dynamics::latent_trajectories(model.library, xi, initial, model.grid).states;
    }
};

Problem problem_of(const Eigen::VectorXd& rates, const Eigen::VectorXd& missed, double noise) {
    const Index cases = rates.size();
    Problem problem;
    problem.model.coordinates.mean = Eigen::VectorXd::Zero(1);
    problem.model.encoder = network::make_architecture({1, 1}, network::Activation::tanh, network::Activation::tanh);
    problem.model.encoder_weights = Eigen::Vector2d(1, 0);
    problem.model.stages = {{problem.model.encoder, problem.model.encoder_weights, 1}};
    problem.model.precision = Precision::float64;
    problem.model.grid = TimeGrid::uniform(kTimes, 0.1);
    problem.initial = Eigen::RowVectorXd::Ones(cases);
    const Eigen::RowVectorXd times = problem.model.grid.times().transpose();
    Eigen::MatrixXd states(1, cases * kTimes);
    problem.truth.resize(1, cases * kTimes);
    for (Index c = 0; c < cases; ++c) {
        states.middleCols(c * kTimes, kTimes) = (-rates[c] * times.array()).exp();
        problem.truth.middleCols(c * kTimes, kTimes) =
            states.middleCols(c * kTimes, kTimes) + missed[c] * times.cwiseAbs2();
    }
    gp::JointRegression& regression = problem.regression;
    const Eigen::VectorXd inputs = Eigen::VectorXd::LinSpaced(cases, 0, 1);
    regression.space = {inputs, {false}};
    regression.moments = dynamics::moments_of(
        dynamics::Library::linear, states, dynamics::derivative_form(dynamics::Derivative::sbp24, problem.model.grid),
        problem.model.grid.spacing());
    regression.kernel = {gp::KernelFamily::matern32, 1, Eigen::VectorXd::Constant(1, 1)};
    regression.noise = Eigen::VectorXd::Constant(1, noise);
    const Eigen::MatrixXd residual =
        problem.truth - problem.decoded(gp::predict(regression, regression.space.inputs).mean);
    problem.interpolated = {problem.model.grid, prediction::case_modes(residual, cases), {}};
    problem.interpolated.scores =
        prediction::interpolate(prediction::Interpolation::linear, regression.space, problem.interpolated.cases.scores);
    return problem;
}

}  // namespace

TEST_CASE("interpolated: left-out cases are those of a model that was made without them") {
    const Eigen::VectorXd rates = Eigen::VectorXd::LinSpaced(6, 0.5, 1.5).array().square();
    const Problem problem = problem_of(rates, test::random_matrix(6, 1, 4), 1e-3);
    const Eigen::MatrixXd said = evaluation::interpolation_of_others(problem.model, problem.coefficients(),
                                                                     problem.initial, problem.interpolated);
    for (const Index c : {0, 2, 5}) {
        CAPTURE(c);
        // The regression without what the case says, and the others' residuals with it.
        gp::JointRegression others = problem.regression;
        others.moments.cases[static_cast<std::size_t>(c)].setZero();
        const Eigen::MatrixXd residual = problem.truth - problem.decoded(gp::predict(others, others.space.inputs).mean);
        // Linear interpolation over one parameter is that between neighbours; at the ends it is their value.
        const auto of = [&](Index k) { return Eigen::MatrixXd(residual.middleCols(k * kTimes, kTimes)); };
        const Eigen::MatrixXd expected = c == 0 ? of(1) : c == 5 ? of(4) : Eigen::MatrixXd((of(c - 1) + of(c + 1)) / 2);
        CHECK(said.middleCols(c * kTimes, kTimes).isApprox(expected, 1e-5));
    }
}

TEST_CASE("interpolated: draws count where the stage does not make up for the dynamics") {
    const auto share_of = [](const Problem& problem) {
        return evaluation::share_of_draws(problem.model, problem.coefficients(), problem.initial, problem.interpolated);
    };
    // Rates on a line, of which the dynamics see little: what they miss is smooth, and the stage has it.
    const Eigen::VectorXd smooth = Eigen::VectorXd::LinSpaced(9, 0.9, 1.1);
    const Eigen::VectorXd nothing = Eigen::VectorXd::Zero(9);
    CHECK(share_of(problem_of(smooth, nothing, 3)) < 0.1);
    // Rates that jump from case to case and are met: the residual at the cases tells nothing of those between.
    const Eigen::VectorXd rough = smooth.array() + 0.3 * test::random_matrix(9, 1, 2).array();
    CHECK(share_of(problem_of(rough, nothing, 1e-6)) > 0.2);
    // What it is off by at left-out cases because of what it misses itself, the draws need not explain.
    const Eigen::VectorXd missed = test::random_matrix(9, 1, 3);
    CHECK(share_of(problem_of(smooth, missed, 3)) < 0.1);
    // Independent coefficients are left as they are.
    Problem independent = problem_of(smooth, nothing, 3);
    const gp::Process process{{gp::KernelFamily::rbf, 1, Eigen::VectorXd::Ones(1)}, 0, 0};
    const gp::Coefficients alone =
        gp::Regression{1e-10,
                       independent.regression.space,
                       gp::predict(independent.regression, independent.regression.space.inputs).mean,
                       {process, process}};
    CHECK(evaluation::share_of_draws(independent.model, alone, independent.initial, independent.interpolated) == 1);
    CHECK(
        evaluation::interpolation_of_others(independent.model, alone, independent.initial, independent.interpolated) ==
        prediction::training_states(independent.interpolated).from_others);
}

TEST_CASE("verdict: left-out cases of an interpolated stage keep of their first differences what it says") {
    const Eigen::VectorXd rates = Eigen::VectorXd::LinSpaced(6, 0.5, 1.5).array().square();
    Problem problem = problem_of(rates, test::random_matrix(6, 1, 4), 1e-3);
    problem.truth.array() += 0.3;  // so that the first differences are no rounding
    for (Index c = 0; c < 6; ++c) problem.truth.col(c * kTimes).array() += 0.1;
    problem.interpolated.persistence = {Eigen::VectorXd::LinSpaced(kTimes, 1, 0.5), Eigen::VectorXd::Zero(kTimes), 1e9};
    const Eigen::MatrixXd off = problem.truth - problem.decoded(gp::left_out_coefficients(problem.coefficients())) -
                                evaluation::interpolation_of_others(problem.model, problem.coefficients(),
                                                                    problem.initial, problem.interpolated);
    Eigen::VectorXd largest(6);
    for (Index c = 0; c < 6; ++c) {
        const Eigen::RowVectorXd own = off.middleCols(c * kTimes, kTimes);
        largest[c] = (own - own[0] * problem.interpolated.persistence.kept.transpose()).cwiseAbs().maxCoeff();
    }
    // The encoder leaves states as they are; here they begin at 1 all the same.
    const prediction::SnapshotNorms norms{Eigen::MatrixXd::Ones(kTimes, 6), Eigen::MatrixXd::Zero(kTimes, 6)};
    Eigen::MatrixXd begun = problem.truth;
    problem.model.encoder_weights = Eigen::Vector2d(0, 1);
    const evaluation::Verdict verdict =
        evaluation::judge(problem.model, 1, problem.coefficients(), {begun, norms}, &problem.interpolated);
    CHECK(verdict.left_out.largest == doctest::Approx(largest.maxCoeff()));
    CHECK(verdict.left_out.mean == doctest::Approx(largest.mean()));
}

TEST_CASE("verdict: training cases that are met whatever the dynamics are tell nothing of these") {
    evaluation::Verdict verdict;
    verdict.training.mean = 1e-3;
    verdict.left_out.mean = 0.1;
    CHECK(!evaluation::advice_of(verdict).empty());
    CHECK(evaluation::advice_of(verdict, true).empty());
    verdict.between = evaluation::BetweenSummary{0.01, 2e-3};  // little is expected, far off as the ends may be
    CHECK(evaluation::advice_of(verdict).empty());
    verdict.between->mean = 4e-3;
    CHECK(!evaluation::advice_of(verdict).empty());
    verdict.interpolation = evaluation::InterpolationReport{};
    verdict.interpolation->left_out.mean = 0.01;
    CHECK(evaluation::advice_of(verdict, true).find("plain interpolation") != std::string::npos);
}
