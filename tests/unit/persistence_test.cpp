#include "rom/mlasdi/persistence.h"

#include <cmath>
#include <limits>

#include "support.h"

using namespace rom;

namespace {

constexpr Index kCases = 5;
constexpr Index kTimes = 4;

// All cases at one time, one below the other.
Eigen::VectorXd at_time(const Eigen::MatrixXd& residual, Index cases, Index time) {
    const Index times = residual.cols() / cases;
    Eigen::MatrixXd states(residual.rows(), cases);
    for (Index c = 0; c < cases; ++c) states.col(c) = residual.col(c * times + time);
    return states.reshaped();
}

}  // namespace

TEST_CASE("persistence: least squares over the cases, shrunk, and what is left of the deviation") {
    const Eigen::MatrixXd residual = test::random_matrix(3, kCases * kTimes, 1);
    const mlasdi::Persistence found = mlasdi::persistence_of(residual, kCases);
    const Eigen::MatrixXd first = at_time(residual, kCases, 0);
    CHECK(found.kept[0] == 1);
    CHECK(found.unknown[0] == 0);
    for (Index t = 1; t < kTimes; ++t) {
        const Eigen::VectorXd later = at_time(residual, kCases, t);
        const double share = first.colPivHouseholderQr().solve(later)(0);
        CHECK(found.kept[t] == doctest::Approx(share * 3 / 5).epsilon(2e-3));
        CHECK(found.unknown[t] == doctest::Approx((later - found.kept[t] * first).norm() / later.norm()));
    }

    Eigen::MatrixXd more(3, (kCases + 1) * kTimes);
    more << residual, Eigen::MatrixXd::Constant(3, kTimes, std::numeric_limits<double>::infinity());
    CHECK(mlasdi::persistence_of(more, kCases + 1).kept == found.kept);
    CHECK(mlasdi::persistence_of(more, kCases + 1).initial == found.initial);
}

TEST_CASE("persistence: two cases tell of time 0 alone, and what is small there does not grow") {
    const Eigen::MatrixXd two = test::random_matrix(3, 2 * kTimes, 2);
    CHECK(mlasdi::persistence_of(two, 2).kept == Eigen::Vector4d(1, 0, 0, 0));
    CHECK(mlasdi::persistence_of(two, 2).unknown == Eigen::Vector4d(0, 1, 1, 1));
    CHECK(mlasdi::persistence_of(Eigen::MatrixXd::Zero(3, 2 * kTimes), 2).kept == Eigen::Vector4d(1, 0, 0, 0));

    Eigen::MatrixXd residual(2, kCases * kTimes);
    for (Index c = 0; c < kCases; ++c)
        for (Index t = 0; t < kTimes; ++t) residual.col(c * kTimes + t) = std::pow(2, t) * Eigen::Vector2d(c, 1);
    CHECK(mlasdi::persistence_of(residual, kCases).kept.tail(3).isApprox(Eigen::Vector3d::Constant(0.6)));
    CHECK(mlasdi::persistence_of(-residual, kCases).kept.tail(3).isApprox(Eigen::Vector3d::Constant(0.6)));
    for (Index c = 0; c < kCases; ++c) residual.col(c * kTimes) *= 1e-9;
    CHECK(mlasdi::persistence_of(residual, kCases).kept.tail(3).norm() < 1e-5);
}

TEST_CASE("persistence: at other times it is linear between, and past the last there is none") {
    const mlasdi::Persistence known{Eigen::Vector3d(1, 0.5, 0.3), Eigen::Vector3d(0, 0.8, 0.9)};
    const TimeGrid grid = TimeGrid::uniform(3, 0.5);
    const Eigen::VectorXd times = Eigen::Vector4d(0, 0.25, 1, 1.5);
    const mlasdi::Persistence found = mlasdi::persistence_at(known, grid, times);
    CHECK(found.kept.isApprox(Eigen::Vector4d(1, 0.75, 0.3, 0)));
    CHECK(found.unknown.isApprox(Eigen::Vector4d(0, 0.4, 0.9, 1)));
    CHECK(mlasdi::persistence_at({}, grid, times).kept == Eigen::Vector4d::Zero());
    CHECK(mlasdi::persistence_at({}, grid, times).unknown == Eigen::Vector4d::Ones());

    const Eigen::MatrixXd residual = test::random_matrix(2, 6, 3);
    const Eigen::MatrixXd left = mlasdi::without_kept(residual, Eigen::Vector2d::Zero(), known);
    for (const Index c : {0, 1}) {
        CHECK(left.col(3 * c).norm() == 0);
        CHECK(left.col(3 * c + 2).isApprox(residual.col(3 * c + 2) - 0.3 * residual.col(3 * c)));
    }
    CHECK(mlasdi::without_kept(residual, Eigen::Vector2d::Zero(), {}) == residual);
}

TEST_CASE("persistence: of a residual far larger than the training's less is kept, and more is unknown") {
    const TimeGrid grid = TimeGrid::uniform(3, 0.5);
    const mlasdi::Persistence known{Eigen::Vector3d(1, 0.5, 0.3), Eigen::Vector3d(0, 0.8, 0.9), 2};
    CHECK(mlasdi::larger_than_trained(known, 5, 100) == 1);
    CHECK(mlasdi::larger_than_trained(known, 24, 100) == doctest::Approx(4));
    CHECK(mlasdi::larger_than_trained(known, 24, 2500) == 1);  // of no account
    CHECK(mlasdi::larger_than_trained({}, 24, 100) == 1);
    const mlasdi::Persistence found = mlasdi::persistence_at(known, grid, grid.times(), 4);
    CHECK(found.kept.isApprox(Eigen::Vector3d(1, 0.125, 0.075)));
    CHECK(found.unknown.isApprox(Eigen::Vector3d(0, 3.2, 3.6)));
    CHECK(mlasdi::persistence_at(known, grid, Eigen::VectorXd::Constant(1, 2), 4).unknown[0] == 4);
    const Eigen::MatrixXd residual = Eigen::RowVector3d(24, 1, 1);
    CHECK(mlasdi::without_kept(residual, Eigen::VectorXd::Zero(1), known)
              .isApprox(Eigen::RowVector3d(0, 1 - 24 * 0.125, 1 - 24 * 0.075)));

    const Eigen::MatrixXd cases = test::random_matrix(3, kCases * kTimes, 1);
    CHECK(mlasdi::persistence_of(cases, kCases).initial ==
          doctest::Approx(at_time(cases, kCases, 0).norm() / std::sqrt(kCases)).epsilon(2e-3));
}
