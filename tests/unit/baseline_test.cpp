#include <algorithm>
#include <cmath>
#include <fstream>

#include "json_matrix.h"
#include "rom/evaluation/left_out.h"
#include "rom/gp/fit.h"
#include "rom/npy/output.h"
#include "rom/prediction/baseline.h"
#include "support.h"

using namespace rom;
using rom::test::error_of;
using rom::test::matrix_from;
using rom::test::random_matrix;

namespace {

gp::ParameterSpace space_of(const Eigen::MatrixXd& inputs) {
    return {inputs, std::vector<bool>(static_cast<std::size_t>(inputs.cols()))};
}

// All rows but one.
Eigen::MatrixXd without(const Eigen::MatrixXd& rows, Index which) {
    Eigen::MatrixXd rest(rows.rows() - 1, rows.cols());
    rest << rows.topRows(which), rows.bottomRows(rows.rows() - which - 1);
    return rest;
}

// Five cases of two parameters, in which trajectories of 3 coordinates at 4 times are linear.
struct Linear {
    Eigen::MatrixXd inputs = test::random_matrix(5, 2, 1);
    Eigen::MatrixXd coordinates;  // [3, 20]

    Linear() {
        const Eigen::MatrixXd weights = test::random_matrix(12, 3, 2);
        Eigen::MatrixXd all(3, 5);
        all << Eigen::RowVectorXd::Ones(5), inputs.transpose();
        coordinates = (weights * all).reshaped(3, 20);
    }
};

prediction::CaseInterpolation interpolation_of(const Linear& data, prediction::Interpolation kind) {
    const prediction::CaseModes cases = prediction::case_modes(data.coordinates, 5);
    return {TimeGrid::uniform(4, 0.5), cases, prediction::interpolate(kind, space_of(data.inputs), cases.scores)};
}

}  // namespace

TEST_CASE("radial: interpolation, and what it misses of left-out cases, are SciPy's") {
    nlohmann::json reference;
    std::ifstream(ROM_REFERENCE "/radial.json") >> reference;
    REQUIRE(reference["cases"].size() == 8);
    for (const auto& one : reference["cases"]) {
        const gp::RadialInterpolation found{space_of(matrix_from(one["inputs"])),
                                            value_of<gp::Radial>(one["radial"].get<std::string>()),
                                            matrix_from(one["targets"])};
        CHECK(gp::is_determined(found.space, found.radial));
        CHECK(test::relative_difference(gp::predict(found, matrix_from(one["points"])), matrix_from(one["values"])) <
              1e-8);
        CHECK(test::relative_difference(gp::left_out_differences(found), matrix_from(one["left_out"])) < 1e-7);
    }
}

TEST_CASE("radial: what a case has of its own is what the others do not predict, or what differs from the mean") {
    const Eigen::MatrixXd inputs = random_matrix(6, 2, 5);
    const Eigen::MatrixXd targets = random_matrix(6, 3, 6);
    const Eigen::MatrixXd own = gp::left_out_operator(inputs) * targets;
    for (Index c = 0; c < 6; ++c) {
        std::vector<Index> others;
        for (Index k = 0; k < 6; ++k)
            if (k != c) others.push_back(k);
        // Scaled as all are: an affine map that gives each input another scale would make another function.
        const Eigen::MatrixXd scaled = gp::normalised({inputs, {}}, inputs);
        const Eigen::MatrixXd known = scaled(others, Eigen::all);
        const Index n = known.rows();
        Eigen::MatrixXd system = Eigen::MatrixXd::Zero(n + 1, n + 1);
        Eigen::RowVectorXd row = Eigen::RowVectorXd::Ones(n + 1);
        for (Index i = 0; i < n; ++i) {
            for (Index j = 0; j < n; ++j) system(i, j) = -(known.row(i) - known.row(j)).norm();
            system(i, n) = system(n, i) = 1;
            row[i] = -(known.row(i) - scaled.row(c)).norm();
        }
        Eigen::MatrixXd right = Eigen::MatrixXd::Zero(n + 1, 3);
        right.topRows(n) = targets(others, Eigen::all);
        const Eigen::RowVectorXd expected = (targets.row(c) - row * system.fullPivLu().solve(right)) * (5.0 / 6.0);
        CHECK((own.row(c) - expected).norm() < 1e-10);
    }
    const Eigen::MatrixXd two = random_matrix(2, 1, 7);
    CHECK((gp::left_out_operator(two) - Eigen::Matrix2d{{0.5, -0.5}, {-0.5, 0.5}}).norm() < 1e-12);
    Eigen::MatrixXd same = random_matrix(3, 1, 7);
    same.row(2) = same.row(0);
    // Cases with the same parameters count by their mean for others, and not at all for one another.
    const Eigen::Matrix3d halves{{0.5, -0.5, 0}, {-0.25, 0.5, -0.25}, {0, -0.5, 0.5}};
    CHECK((gp::left_out_operator(same) - halves).norm() < 1e-12);
    same.row(1) = same.row(0);
    const Eigen::Matrix3d from_mean = Eigen::Matrix3d::Identity().array() - 1.0 / 3;
    CHECK((gp::left_out_operator(same) - from_mean).norm() < 1e-12);
}

TEST_CASE("interpolation: an initial state is known that is as near as three times the worst of left-out cases") {
    // Of one point that is x^2 at x = 0, 1, 2, 3, the others miss, by linear interpolation, the left-out 0, 1, 4 and 9
    // by 1, 1, 1 and 5.
    const Eigen::MatrixXd x = Eigen::Vector4d(0, 1, 2, 3);
    Eigen::MatrixXd states(1, 8);
    for (Index c = 0; c < 4; ++c) states.middleCols(2 * c, 2).setConstant(x(c, 0) * x(c, 0));
    prediction::CaseInterpolation known{TimeGrid::uniform(2, 1), prediction::case_modes(states, 4), {}};
    known.scores = prediction::interpolate(prediction::Interpolation::linear, space_of(x), known.cases.scores);
    const Eigen::MatrixXd at = Eigen::Vector2d(1, 1);
    CHECK(prediction::knows_initial(known, at, Eigen::RowVector2d(1 + 14.9, 1 - 14.9)) ==
          std::vector<bool>{true, true});
    CHECK(prediction::knows_initial(known, at, Eigen::RowVector2d(1 + 15.1, 1)) == std::vector<bool>{false, true});
    // If all cases begin alike, a hundredth of what is usual.
    for (Index c = 0; c < 4; ++c) states(0, 2 * c) = 10;
    known = {TimeGrid::uniform(2, 1), prediction::case_modes(states, 4), {}};
    known.scores = prediction::interpolate(prediction::Interpolation::linear, space_of(x), known.cases.scores);
    CHECK(prediction::knows_initial(known, at, Eigen::RowVector2d(10.09, 10.11)) == std::vector<bool>{true, false});
}

TEST_CASE("radial: cases that do not determine a linear function are found") {
    Eigen::MatrixXd line(4, 2);
    line << 0, 1, 1, 3, 2, 5, 3, 7;
    CHECK(gp::is_determined(space_of(line), gp::Radial::linear));
    CHECK_FALSE(gp::is_determined(space_of(line), gp::Radial::cubic));
    const Eigen::MatrixXd twice = Eigen::Vector3d(1, 2, 1);
    CHECK_FALSE(gp::is_determined(space_of(twice), gp::Radial::linear));
    CHECK(prediction::possible_interpolations(space_of(twice)).empty());
    // With one case left, there is no line.
    const Eigen::MatrixXd two = Eigen::Vector2d(1, 2);
    CHECK(gp::is_determined(space_of(two), gp::Radial::cubic));
    CHECK(std::isinf(gp::left_out_differences({space_of(two), gp::Radial::cubic, two})(0, 0)));
    CHECK(gp::left_out_differences({space_of(two), gp::Radial::linear, two}).isApprox(Eigen::Vector2d(-1, 1)));
}

TEST_CASE("gp: left-out differences are those of processes without the case") {
    const Eigen::MatrixXd inputs = test::random_matrix(9, 2, 5);
    const Eigen::MatrixXd targets = test::random_matrix(9, 2, 6);
    gp::Regression regression = gp::fit(inputs, targets, {});
    const Eigen::MatrixXd found = gp::left_out_differences(regression);
    const Eigen::MatrixXd x = gp::normalised(regression.space, inputs);
    const gp::Normalisation outputs = gp::normalisation_of(targets);
    const Eigen::MatrixXd y = outputs.apply(targets);
    for (Index j = 0; j < 2; ++j) {
        const gp::Process& process = regression.processes[static_cast<std::size_t>(j)];
        for (Index c = 0; c < 9; ++c) {
            const Eigen::MatrixXd rest = without(x, c);
            const Cholesky factor = gp::factorise(process, process.kernel.correlations(rest, rest), regression.nugget);
            const Eigen::MatrixXd cross = process.kernel.amplitude * process.kernel.correlations(rest, x.row(c));
            const Eigen::VectorXd known = without(y, c).col(j);
            const double predicted = cross.col(0).dot(factor.solve(known));
            CHECK(found(c, j) == doctest::Approx(outputs.deviation[j] * (y(c, j) - predicted)).epsilon(1e-6));
        }
    }
}

TEST_CASE("baseline: trajectories are their mean and the modes times the scores") {
    const Eigen::MatrixXd coordinates = test::random_matrix(3, 20, 7);
    const prediction::CaseModes found = prediction::case_modes(coordinates, 5);
    CHECK(found.modes.cols() == 4);
    CHECK((found.modes.transpose() * found.modes).isApprox(Eigen::MatrixXd::Identity(4, 4), 1e-10));
    const Eigen::MatrixXd again = (found.modes * found.scores.transpose()).colwise() + found.mean;
    CHECK(again.isApprox(coordinates.reshaped(12, 5), 1e-10));
    CHECK(prediction::case_modes(Linear().coordinates, 5).modes.cols() == 2);
    CHECK(prediction::case_modes(Eigen::MatrixXd::Ones(3, 20), 5).modes.cols() == 0);
}

TEST_CASE("baseline: what is linear in the parameters is predicted, left-out cases too, between the times linearly") {
    const Linear data;
    const prediction::CaseInterpolation cubic = interpolation_of(data, prediction::Interpolation::cubic);
    const Eigen::MatrixXd between = 0.5 * (data.inputs.row(1) + data.inputs.row(3));
    const Eigen::MatrixXd found = prediction::predict(cubic, between, Eigen::Vector3d(0, 0.75, 1.5));
    const auto state = [&](Index t) {
        return Eigen::VectorXd(0.5 * (data.coordinates.col(4 + t) + data.coordinates.col(12 + t)));
    };
    CHECK(found.col(0).isApprox(state(0), 1e-9));
    CHECK(found.col(1).isApprox(0.5 * (state(1) + state(2)), 1e-9));
    CHECK(found.col(2).isApprox(state(3), 1e-9));
    CHECK(error_of([&] {
              prediction::predict(cubic, between, Eigen::VectorXd::Constant(1, 1.6));
          }).find("time 1.6 is beyond the training's last, 1.5") != std::string::npos);

    // With a tenth of each snapshot outside the basis, that is what is left.
    const Eigen::MatrixXd norms = data.coordinates.colwise().norm().reshaped(4, 5);
    const auto left_out_errors = [&](const prediction::CaseInterpolation& one, double outside) {
        return prediction::relative_errors(prediction::left_out_differences(one), {norms, outside * norms});
    };
    CHECK((left_out_errors(cubic, 0.1).array() - 0.1).abs().maxCoeff() < 1e-7);
    // The linear function alone is not among what -|x| reproduces.
    CHECK(left_out_errors(interpolation_of(data, prediction::Interpolation::linear), 0).maxCoeff() > 0.05);
}

TEST_CASE("left out: inner cases have others on either side in each parameter that varies") {
    Eigen::MatrixXd grid(9, 3);
    Eigen::MatrixXd errors(2, 9);
    for (Index c = 0; c < 9; ++c) {
        grid.row(c) << static_cast<double>(c / 3), static_cast<double>(c % 3), 7;
        errors.col(c) << 0.01, 0.1 * static_cast<double>(c + 1);
    }
    const evaluation::LeftOutSummary found = evaluation::summary_of(errors, grid);
    CHECK(found.largest == doctest::Approx(0.9));
    CHECK(found.worst == 8);
    CHECK(found.mean == doctest::Approx(0.5));
    CHECK(found.inner.value() == doctest::Approx(0.5));  // the one in the middle
    CHECK_FALSE(evaluation::summary_of(errors.leftCols(2), grid.topRows(2)).inner.has_value());
}

TEST_CASE("interpolation: initial states of another kind are told from those of the training cases") {
    const Linear data;
    const prediction::CaseInterpolation cubic = interpolation_of(data, prediction::Interpolation::cubic);
    const Eigen::MatrixXd between = test::random_matrix(4, 2, 8).cwiseAbs() / 4;
    const Eigen::MatrixXd expected = prediction::predict(cubic, between, Eigen::VectorXd::Zero(1));
    const Eigen::MatrixXd first = data.coordinates(Eigen::all, Eigen::seqN(0, 5, 4));
    const double usual = first.norm() / std::sqrt(5.0);
    Eigen::MatrixXd residual = expected;
    residual.col(1) *= 0.9;  // nearly as expected
    const std::vector<bool> found = prediction::fits_initial(cubic, between, residual);
    CHECK(found[0]);
    CHECK(found[1]);
    // Without residual there is nothing to correct: what is expected is wrong, where it is not small.
    const std::vector<bool> none = prediction::fits_initial(cubic, between, 0 * expected);
    for (Index p = 0; p < 4; ++p) CHECK(none[static_cast<std::size_t>(p)] == (expected.col(p).norm() <= usual / 2));
    CHECK(std::count(none.begin(), none.end(), true) < 4);
    CHECK(cubic.grid.count_within(Eigen::Vector4d(0, 0.7, 1.5, 1.6)) == 3);
}

TEST_CASE("norms: a basis of all directions leaves nothing out, though it is rounded; of fewer the rest counts") {
    const test::TemporaryFolder folder;
    const Eigen::MatrixXd u = test::random_matrix(3, 8, 6);
    npy::write_array(folder.file("u.npy"), npy::Type::float64, {2, 4, 3}, entries_of(u));
    const auto data = snapshots::open_snapshots(folder.file("u.npy"), false);
    snapshots::Coordinates coordinates;
    coordinates.space = {3};
    coordinates.mean = Eigen::Vector3d(0.1, 0.2, 0.3);
    coordinates.basis = (1 - 1e-7) * Eigen::Matrix3d::Identity();
    const auto norms = [&] {
        return prediction::norms_of(data, coordinates, snapshots::project<double>(coordinates, data));
    };
    CHECK(norms().outside == Eigen::MatrixXd::Zero(4, 2));
    CHECK(norms().whole.reshaped().isApprox(Eigen::VectorXd(u.colwise().norm())));
    coordinates.basis = Eigen::MatrixXd::Identity(3, 2);
    CHECK(norms().outside.reshaped().isApprox(Eigen::VectorXd((u.row(2).array() - 0.3).abs())));
}

TEST_CASE("baseline: errors of a field have what the basis leaves out of it, those of all are root mean squares") {
    const Eigen::MatrixXd one = Eigen::MatrixXd::Ones(1, 1);
    const Eigen::MatrixXd differences = (Eigen::MatrixXd(2, 1) << 4, 5).finished();
    const Eigen::MatrixXd first = Eigen::Vector2d(1, 0).asDiagonal();
    const Eigen::MatrixXd second = Eigen::Vector2d(0, 1).asDiagonal();
    const prediction::FieldNorms u{"u", 2 * one, 3 * one, first};
    const prediction::FieldNorms p{"p", 13 * one, 12 * one, second};
    CHECK(prediction::relative_errors(differences, u)(0, 0) == doctest::Approx(2.5));
    CHECK(prediction::relative_errors(differences, p)(0, 0) == doctest::Approx(1));
    const prediction::SnapshotNorms both{one, one, snapshots::Reference::norm, {u, p}};
    CHECK(prediction::relative_errors(differences, both)(0, 0) == doctest::Approx(std::sqrt((2.5 * 2.5 + 1) / 2)));
}
