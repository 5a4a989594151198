#include "rom/dynamics/sindy.h"
#include "rom/gp/coefficients.h"
#include "support.h"

using namespace rom;

namespace {

constexpr Index kTimes = 9;
constexpr Index kVariables = 2;

// Seven trajectories of three parameters, the velocities by any linear form.
struct Repeated {
    Eigen::MatrixXd parameters = Eigen::Matrix<double, 7, 1>(0.5, 0.1, 0.5, 0.9, 0.1, 0.5, 0.9);
    gp::DistinctParameters distinct = gp::distinct(parameters);
    Eigen::MatrixXd velocity = test::random_matrix(kTimes, kTimes, 20);
    dynamics::LinearForm form{dynamics::DenseForm{velocity, Eigen::MatrixXd::Identity(kTimes, kTimes)}};
    Eigen::MatrixXd states = test::random_matrix(kVariables, 7 * kTimes, 10).array() + 1;
    dynamics::Moments moments = dynamics::moments_of(dynamics::Library::linear, states, form, Eigen::VectorXd::Ones(1));

    // With a row for each of the distinct parameters, or one for each case.
    gp::JointRegression regression(bool grouped) const {
        gp::JointRegression result;
        result.space = {grouped ? distinct.rows : parameters, {false}};
        if (grouped) result.space.of_case = distinct.of_case;
        result.moments = grouped ? dynamics::summed(moments, distinct.of_case, 3) : moments;
        result.kernel = {gp::KernelFamily::matern52, 0.7, Eigen::VectorXd::Constant(1, 0.8)};
        result.mean_variance = 1.3;
        result.noise = Eigen::Vector2d(0.4, 0.05);
        return result;
    }
    Eigen::MatrixXd of_row(Index row) const {
        const std::vector<Index> cases = distinct.cases_of_rows()[static_cast<std::size_t>(row)];
        Eigen::MatrixXd columns(kVariables, static_cast<Index>(cases.size()) * kTimes);
        for (std::size_t k = 0; k < cases.size(); ++k)
            columns.middleCols(static_cast<Index>(k) * kTimes, kTimes) = states.middleCols(cases[k] * kTimes, kTimes);
        return columns;
    }
};

}  // namespace

TEST_CASE("repeated parameters: each stands once, in the order of the first case, and cases know theirs") {
    const Eigen::MatrixXd parameters{{1, -0.0}, {2, 5}, {1, 0.0}, {1, 5}, {2, 5}};
    const gp::DistinctParameters distinct = gp::distinct(parameters);
    CHECK(distinct.rows == Eigen::MatrixXd{{1, 0}, {2, 5}, {1, 5}});
    CHECK(distinct.of_case == std::vector<Index>{0, 1, 0, 2, 1});
    CHECK(distinct.repeated());
    CHECK(distinct.cases_of_rows() == std::vector<std::vector<Index>>{{0, 2}, {1, 4}, {3}});
    CHECK(gp::parameters_of_cases({distinct.rows, {}, distinct.of_case}) == parameters);
    const gp::ParameterSpace each{parameters.topRows(2), {}};
    CHECK(!gp::distinct(each.inputs).repeated());
    CHECK(gp::parameters_of_cases(each) == each.inputs);
    CHECK(each.cases() == 2);
}

TEST_CASE("repeated parameters: summed moments are those of the trajectories as one") {
    const Repeated data;
    const dynamics::Moments summed = dynamics::summed(data.moments, std::vector<Index>(7, 0), 1);
    Eigen::MatrixXd velocity = Eigen::MatrixXd::Zero(7 * kTimes, 7 * kTimes);
    for (Index c = 0; c < 7; ++c) velocity.block(c * kTimes, c * kTimes, kTimes, kTimes) = data.velocity;
    const dynamics::LinearForm whole(dynamics::DenseForm{velocity, Eigen::MatrixXd::Identity(7 * kTimes, 7 * kTimes)});
    const dynamics::Moments as_one =
        dynamics::moments_of(dynamics::Library::linear, data.states, whole, Eigen::VectorXd::Ones(1));
    REQUIRE(summed.cases.size() == 1);
    CHECK(test::relative_difference(summed.cases[0], as_one.cases[0]) < 1e-12);
    CHECK(summed.units.mean == data.moments.units.mean);
}

TEST_CASE("repeated parameters: least squares from moments fit all trajectories of a parameter") {
    Repeated data;
    // The velocity of a constant is zero, as for derivatives: moments are centred.
    data.velocity = data.velocity.colwise() - data.velocity.rowwise().mean();
    data.form = dynamics::LinearForm(dynamics::DenseForm{data.velocity, Eigen::MatrixXd::Identity(kTimes, kTimes)});
    data.moments = dynamics::moments_of(dynamics::Library::linear, data.states, data.form, Eigen::VectorXd::Ones(1));
    const Eigen::MatrixXd found =
        dynamics::least_squares_of(dynamics::summed(data.moments, data.distinct.of_case, 3), dynamics::Library::linear);
    for (Index row = 0; row < 3; ++row) {
        const Eigen::MatrixXd expected =
            dynamics::common_dynamics(dynamics::Library::linear, data.of_row(row), data.form);
        CHECK(test::relative_difference(found.row(row), expected.reshaped<Eigen::RowMajor>().transpose()) < 1e-9);
    }
}

TEST_CASE("repeated parameters: a row of summed moments predicts what a row for each case does") {
    const Repeated data;
    gp::JointRegression one_each = data.regression(false);
    const gp::JointRegression grouped = data.regression(true);
    // Kernels see inputs in deviations of all rows, which are others.
    one_each.kernel.length_scales *= gp::normalisation_of(grouped.space.inputs).deviation[0] /
                                     gp::normalisation_of(one_each.space.inputs).deviation[0];
    const Eigen::MatrixXd points = Eigen::Vector3d(0.1, 0.3, 1.2);
    const gp::Prediction a = gp::predict(grouped, points);
    const gp::Prediction b = gp::predict(one_each, points);
    CHECK(test::relative_difference(a.mean, b.mean) < 1e-6);
    CHECK(test::relative_difference(a.deviation, b.deviation) < 1e-6);
}

TEST_CASE("repeated parameters: to leave a case out is to leave out all with its parameters") {
    const Repeated data;
    gp::JointRegression regression = data.regression(true);
    const Eigen::MatrixXd before = gp::left_out_coefficients(gp::Coefficients(regression));
    REQUIRE(before.rows() == 7);
    CHECK(before.row(0) == before.row(2));
    CHECK(before.row(0) == before.row(5));
    CHECK((before.row(0) - before.row(1)).norm() > 1e-3);
    regression.moments.cases[0] = regression.moments.cases[1];  // those of cases 0, 2 and 5
    const Eigen::MatrixXd after = gp::left_out_coefficients(gp::Coefficients(regression));
    CHECK(test::relative_difference(after.row(2), before.row(2)) < 1e-9);
    CHECK(test::relative_difference(after.row(1), before.row(1)) > 1e-3);

    const gp::Coefficients others = gp::of_cases(gp::Coefficients(data.regression(true)), {1, 3, 4, 6});
    CHECK(gp::parameters_of_cases(gp::space_of(others)) == data.parameters({1, 3, 4, 6}, Eigen::all));
    CHECK(gp::space_of(others).inputs.rows() == 2);
    CHECK(gp::space_of(gp::of_cases(others, {0, 1})).of_case.empty());
}
