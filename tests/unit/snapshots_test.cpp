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
            const auto randomised = snapshots::leading_subspace(snapshots, mean, squares.sum(), {tolerance}, 0);
            const auto direct = snapshots::leading_subspace(snapshots, mean, squares.sum(), {tolerance}, 1500);
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
                                                       snapshots::Scaling::deviation, {tolerance});
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
            snapshots::make_coordinates(snapshots, snapshots::CoordinateSystem::mesh, snapshots::Scaling::none, {1e-6});
        CHECK(mesh.rank() == points);
        CHECK(snapshots::project<double>(mesh, snapshots) == u);
    }
}

TEST_CASE("coordinates: what looks like noise is left out, if it is asked for") {
    const test::TemporaryFolder folder;
    const Eigen::MatrixXd three = test::random_matrix(150, 3, 1) * test::random_matrix(3, 90, 2);
    for (const double level : {0.0, 0.02, 0.2}) {
        CAPTURE(level);
        const double deviation = std::sqrt(three.squaredNorm() / static_cast<double>(three.size()));
        const Eigen::MatrixXd white = test::random_matrix(150, 90, 3);
        const Eigen::MatrixXd u =
            three + level * deviation / std::sqrt(white.squaredNorm() / static_cast<double>(white.size())) * white;
        npy::write_array(folder.file("u.npy"), npy::Type::float64, {3, 30, 150}, entries_of(u));
        const auto snapshots = snapshots::open_snapshots(folder.file("u.npy"), false);
        const Eigen::VectorXd mean = u.rowwise().mean();
        const double energy = (u.colwise() - mean).squaredNorm();
        for (const Index direct : {0, 1500}) {
            const auto kept = [&](double tolerance, bool above_noise) {
                return snapshots::leading_subspace(snapshots, mean, energy, {tolerance, above_noise}, direct);
            };
            CHECK(kept(1e-3, true).values.size() == 3);
            CHECK(kept(1e-3, true).noise == doctest::Approx(level * deviation).epsilon(0.02));
            CHECK(kept(0.5, true).noise == 0);  // the tolerance is the larger
            CHECK(kept(1e-3, false).values.size() > (level > 0 ? 50 : 2));
            CHECK(kept(1e-3, false).noise == 0);
        }
    }

    // A second singular value is kept from the threshold on, which is at 4.4067, its square, above 88 that are 1: the
    // solution c of c = 4.21607 * 150 (c + 88) / (149 * 89), where 4.21607 is eq. 11 of the paper for 90 / 150.
    for (const auto& [square, rank] : {std::pair{4.39, 1}, std::pair{4.42, 2}}) {
        Eigen::MatrixXd u = Eigen::MatrixXd::Identity(150, 90);
        u(0, 0) = 100;
        u(1, 1) = std::sqrt(square);
        npy::write_array(folder.file("d.npy"), npy::Type::float64, {3, 30, 150}, entries_of(u));
        const auto snapshots = snapshots::open_snapshots(folder.file("d.npy"), false);
        const auto kept =
            snapshots::leading_subspace(snapshots, Eigen::VectorXd::Zero(150), u.squaredNorm(), {1e-3, true});
        CHECK(kept.values.size() == rank);
    }

    // Of a few directions none is noise, however small the others are beside the first.
    for (const std::pair<Index, Index>& one : {std::pair<Index, Index>{2, 2}, {3, 3}, {10, 10}, {11, 1}}) {
        const Index size = one.first;
        CAPTURE(size);
        Eigen::MatrixXd u = test::random_matrix(size, 1000, 5);
        u.row(0) *= 50;
        npy::write_array(folder.file("few.npy"), npy::Type::float64, {10, 100, size}, entries_of(u));
        const auto snapshots = snapshots::open_snapshots(folder.file("few.npy"), false);
        const auto kept =
            snapshots::leading_subspace(snapshots, Eigen::VectorXd::Zero(size), u.squaredNorm(), {1e-3, true});
        CHECK(kept.values.size() == one.second);
    }

    // Singular values that fall, however slowly, are no noise.
    const snapshots::Snapshots smooth = snapshots::open_snapshots(write_snapshots(folder, 60, 50), false);
    using enum snapshots::CoordinateSystem;
    using enum snapshots::Scaling;
    CHECK(snapshots::make_coordinates(smooth, data, deviation, {1e-6, true}).rank() ==
          snapshots::make_coordinates(smooth, data, deviation, {1e-6, false}).rank());
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
    q.rightCols(times) *= 3;
    q.rightCols(times).colwise() += Eigen::Vector2d(4, 5);
    const TimeGrid grid = TimeGrid::uniform(times, 2 * std::numbers::pi / (times - 1));
    CHECK(snapshots::ratio_of_rates(q, 2, grid) == doctest::Approx(1));
    for (Index s = 0; s < times; ++s) {  // the second case three times as fast
        const double t = 2 * std::numbers::pi * static_cast<double>(s) / (times - 1);
        q.col(times + s) << 2 * std::cos(21 * t), 2 * std::sin(21 * t);
    }
    CHECK(snapshots::ratio_of_rates(q, 2, grid) == doctest::Approx(3).epsilon(1e-3));
    q.rightCols(times) *= 1e-6;  // which is next to nothing
    CHECK(snapshots::ratio_of_rates(q, 2, grid) == 1);
    q.rightCols(times).colwise() = Eigen::VectorXd(q.col(0));
    CHECK(snapshots::ratio_of_rates(q, 2, grid) == 1);
    CHECK(snapshots::rate_of_change(q, 2, TimeGrid::uniform(times, 1)) > 0);  // one case moves
    q.leftCols(times).colwise() = Eigen::VectorXd(q.col(0) + Eigen::Vector2d(1, 0));
    CHECK(error_of([&] {
              snapshots::rate_of_change(q, 2, TimeGrid::uniform(times, 1));
          }).find("do not change in time") != std::string::npos);
}

TEST_CASE("coordinates: snapshots that do not change have nothing to learn") {
    const test::TemporaryFolder folder;
    npy::write_array(folder.file("c.npy"), npy::Type::float64, {1, 3, 4}, std::vector<double>(12, 2.5));
    const auto snapshots = snapshots::open_snapshots(folder.file("c.npy"), false);
    CHECK(error_of([&] {
              snapshots::make_coordinates(snapshots, snapshots::CoordinateSystem::data, snapshots::Scaling::deviation,
                                          {1e-6});
          }).find("all snapshots are equal") != std::string::npos);
    CHECK(error_of([&] { snapshots::open_snapshots(folder.file("c.npy"), true); }).empty());
}
