#include <cmath>

#include "rom/evaluation/calibration.h"
#include "rom/evaluation/error_measure.h"
#include "rom/npy/output.h"
#include "support.h"

using namespace rom;
using rom::test::error_of;

TEST_CASE("error: eq. (25)") {
    const test::TemporaryFolder folder;
    npy::write_array(folder.file("u.npy"), npy::Type::float64, {2, 2, 2}, std::vector<double>{3, 4, 1, 0, 0, 2, 5, 12});
    npy::write_array(folder.file("v.npy"), npy::Type::float64, {2, 2, 2}, std::vector<double>{3, 3, 1, 0, 0, 2, 5, 25});
    const auto u = snapshots::open_snapshots(folder.file("u.npy"), false);
    const Eigen::MatrixXd errors =
        evaluation::compare(u, snapshots::open_snapshots(folder.file("v.npy"), false)).all.relative;
    CHECK(errors(0, 0) == doctest::Approx(0.2));
    CHECK(errors(1, 0) == 0);
    CHECK(errors(1, 1) == doctest::Approx(1));
    const auto summary = evaluation::summarise(errors);
    CHECK(summary[0].largest == doctest::Approx(0.2));
    CHECK(summary[1].time == 1);
    CHECK(summary[1].mean == doctest::Approx(0.5));
    CHECK(evaluation::worst_case(summary) == 1);
    npy::write_array(folder.file("z.npy"), npy::Type::float64, {2, 2, 2}, std::vector<double>(8, 0.0));
    CHECK(error_of([&] {
              evaluation::compare(snapshots::open_snapshots(folder.file("z.npy"), false), u);
          }).find("case 0 at time 0 is zero") != std::string::npos);
}

TEST_CASE("calibration: a normal error of the predicted deviation is covered as often as it should be") {
    constexpr Index size = 40000;
    const Eigen::VectorXd deviation = test::random_matrix(size, 1, 1).cwiseAbs();
    const Eigen::VectorXd noise = test::random_matrix(size, 1, 2);
    const Eigen::VectorXd u = Eigen::VectorXd::Constant(size, 3);
    evaluation::CalibrationSums exact;
    const double relative = deviation.norm() / u.norm();
    exact.add(deviation.cwiseProduct(noise), deviation, relative);
    evaluation::CalibrationSums timid;
    timid.add(deviation.cwiseProduct(noise), 2 * deviation, 2 * relative);
    CHECK(exact.result().covered_68 == doctest::Approx(0.6827).epsilon(0.01));
    CHECK(exact.result().covered_95 == doctest::Approx(0.95).epsilon(0.005));
    CHECK(timid.result().covered_68 == doctest::Approx(0.9545).epsilon(0.005));
    CHECK(timid.result().largest_deviation == doctest::Approx(2.0 / 3).epsilon(0.01));
    // Of |s n| and s, with s and n independent and s half-normal.
    const double half = std::sqrt(2 / std::acos(-1.0));
    const double expected = half * (1 - half * half) / std::sqrt((1 - half * half) * (1 - std::pow(half, 4)));
    CHECK(exact.result().correlation == doctest::Approx(expected).epsilon(0.02));
    exact.add(timid);
    CHECK(exact.result().covered_68 == doctest::Approx((0.6827 + 0.9545) / 2).epsilon(0.01));
}

TEST_CASE("calibration: rank correlation as Spearman's, with ties (values of scipy.stats.spearmanr)") {
    const auto spearman = [](std::vector<double> a, std::vector<double> b) {
        return evaluation::rank_correlation(a, b);
    };
    CHECK(spearman({1, 2, 3, 4}, {1, 8, 27, 64}) == doctest::Approx(1));
    CHECK(spearman({1, 2, 3, 4}, {5, 3, 1, 0}) == doctest::Approx(-1));
    CHECK(spearman({1, 2, 2, 4, 5}, {2, 1, 3, 3, 0}) == doctest::Approx(-0.2894736842105264));
    CHECK(spearman({1, 2, 3}, {4, 4, 4}) == 0);
}
