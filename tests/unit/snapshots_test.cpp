#include "rom/snapshots/subspace.h"
#include "snapshot_data.h"

using namespace rom;
using test::dense;
using test::error_of;
using test::relative_difference;
using test::write_snapshots;

TEST_CASE("subspace: randomised iteration finds that of an SVD on both sides, and falls back where it would not pay") {
    const test::TemporaryFolder folder;
    for (const auto& [times, points] : {std::pair<Index, Index>{150, 500}, std::pair<Index, Index>{300, 260}}) {
        const auto snapshots = snapshots::open_snapshots(write_snapshots(folder, times, points), false);
        const Eigen::MatrixXd u = dense(snapshots);
        const Eigen::VectorXd mean = u.rowwise().mean();
        const Eigen::MatrixXd centred = u.colwise() - mean;
        const Eigen::VectorXd squares =
            Eigen::BDCSVD<Eigen::MatrixXd>(centred).singularValues().array().square().matrix();
        for (const double tolerance : {1e-2, 1e-5, 1e-7}) {
            Index fewest = squares.size();
            double left = 0;
            while (left + squares[fewest - 1] <= tolerance * tolerance * squares.sum()) left += squares[--fewest];
            const auto randomised = snapshots::leading_subspace(snapshots, mean, squares.sum(), tolerance, 0);
            const auto direct = snapshots::leading_subspace(snapshots, mean, squares.sum(), tolerance, 1500);
            CHECK(direct.values.size() == fewest);
            CHECK(randomised.values.size() >= fewest);
            CHECK(randomised.values.size() <= fewest + 2);
            const Eigen::MatrixXd& v = randomised.vectors;
            CHECK(relative_difference(v.transpose() * v, Eigen::MatrixXd::Identity(v.cols(), v.cols())) < 1e-12);
            CHECK(relative_difference(randomised.values.head(3), squares.head(3)) < 1e-10);
            CHECK(randomised.of_space == (points == 260));
            const Eigen::MatrixXd rest = randomised.of_space ? Eigen::MatrixXd(centred - v * (v.transpose() * centred))
                                                             : Eigen::MatrixXd(centred - centred * v * v.transpose());
            CHECK(std::abs(rest.norm() / centred.norm() - randomised.discarded) < 1e-7);
        }
    }
}

TEST_CASE("coordinates: orthonormal, within tolerance, the same from both Gram matrices as from an SVD") {
    const test::TemporaryFolder folder;
    for (const auto& [times, points] : {std::pair<Index, Index>{20, 90}, std::pair<Index, Index>{60, 50}}) {
        const auto snapshots = snapshots::open_snapshots(write_snapshots(folder, times, points), false);
        const Eigen::MatrixXd u = dense(snapshots);
        const Eigen::VectorXd mean = u.rowwise().mean();
        const Eigen::MatrixXd centred = u.colwise() - mean;
        const Eigen::VectorXd singular = Eigen::BDCSVD<Eigen::MatrixXd>(centred).singularValues();
        for (const double tolerance : {1e-1, 1e-3, 1e-6}) {
            const auto c = snapshots::make_coordinates(snapshots, snapshots::CoordinateSystem::data,
                                                       snapshots::Scaling::deviation, tolerance);
            const Index rank = c.rank();
            CHECK(relative_difference(c.basis.transpose() * c.basis, Eigen::MatrixXd::Identity(rank, rank)) < 1e-13);
            const double left_out = (centred - c.basis * (c.basis.transpose() * centred)).norm() / centred.norm();
            CHECK(left_out <= tolerance);
            CHECK(std::abs(c.discarded - left_out) < 1e-7);
            CHECK(singular.tail(singular.size() - rank + 1).norm() / singular.norm() > tolerance);  // no fewer would do
            CHECK(c.scale == doctest::Approx(std::sqrt(centred.squaredNorm() / static_cast<double>(u.size()))));
            const Eigen::MatrixXd q = snapshots::project<double>(c, snapshots);
            CHECK(relative_difference(c.scale * c.basis * q, centred) < 1.1 * tolerance);
        }
        const auto mesh =
            snapshots::make_coordinates(snapshots, snapshots::CoordinateSystem::mesh, snapshots::Scaling::none, 1e-6);
        CHECK(mesh.rank() == points);
        CHECK(snapshots::project<double>(mesh, snapshots) == u);
    }
}

TEST_CASE("coordinates: the rate of change of an oscillation is its frequency") {
    const Index times = 2001;
    Eigen::MatrixXd q(2, 2 * times);
    for (Index s = 0; s < q.cols(); ++s) {
        const double t = 2 * std::numbers::pi * static_cast<double>(s % times) / (times - 1);
        q.col(s) << 5 + std::cos(7 * t), 2 + std::sin(7 * t);
    }
    CHECK(snapshots::rate_of_change(q, 2, TimeGrid::uniform(times, 2 * std::numbers::pi / (times - 1))) ==
          doctest::Approx(7).epsilon(1e-3));
}

TEST_CASE("coordinates: snapshots that do not change have nothing to learn") {
    const test::TemporaryFolder folder;
    npy::write_array(folder.file("c.npy"), npy::Type::float64, {1, 3, 4}, std::vector<double>(12, 2.5));
    const auto snapshots = snapshots::open_snapshots(folder.file("c.npy"), false);
    CHECK(error_of([&] {
              snapshots::make_coordinates(snapshots, snapshots::CoordinateSystem::data, snapshots::Scaling::deviation,
                                          1e-6);
          }).find("all snapshots are equal") != std::string::npos);
    CHECK(error_of([&] { snapshots::open_snapshots(folder.file("c.npy"), true); }).empty());
}
