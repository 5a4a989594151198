#include "rom/base/time_grid.h"

#include <cmath>
#include <limits>

#include "support.h"

using namespace rom;
using test::error_of;

TEST_CASE("a uniform grid has the times k dt to the last bit, and knows its step") {
    for (const double dt : {0.0314159, 0.1, 1e-9, 3.0})
        for (const Index count : {Index{1}, Index{2}, Index{201}, Index{100001}}) {
            const TimeGrid grid = TimeGrid::uniform(count, dt);
            REQUIRE(grid.size() == count);
            CHECK(grid.times() == dt * Eigen::VectorXd::LinSpaced(count, 0, static_cast<double>(count - 1)));
            bool equal = true;
            for (Index k = 0; k < count; ++k) equal = equal && grid.times()[k] == dt * static_cast<double>(k);
            CHECK(equal);
            CHECK(grid.is_uniform());
            CHECK(grid.step() == dt);
            CHECK(grid.last() == dt * static_cast<double>(count - 1));
        }
    CHECK(TimeGrid().size() == 0);
    CHECK_FALSE(TimeGrid().is_uniform());
}

TEST_CASE("a uniform grid refuses a step that is none") {
    for (const double dt : {0.0, -0.1, std::nan(""), std::numeric_limits<double>::infinity()})
        CHECK(error_of([&] { TimeGrid::uniform(3, dt); }).find("it must be positive") != std::string::npos);
}

TEST_CASE("a listed grid keeps its times, and refuses those that do not rise or lie before the start") {
    const Eigen::Vector4d times(0.5, 0.6, 2, 7);
    const TimeGrid grid = TimeGrid::listed(times);
    CHECK(grid.times() == times);
    CHECK_FALSE(grid.is_uniform());
    CHECK(grid.step() == 0);
    CHECK(grid.last() == 7);
    const auto refusal = [](const Eigen::Vector4d& listed) { return error_of([&] { TimeGrid::listed(listed); }); };
    CHECK(refusal({0, 1, 1, 2}).find("time 2 is 1.000000; times must rise") != std::string::npos);
    CHECK(refusal({0, 3, 2, 1}).find("time 2 is 2.000000") != std::string::npos);
    CHECK(refusal({-0.5, 0, 1, 2}).find("time 0 is -0.500000") != std::string::npos);
    CHECK(refusal({0, 1, std::nan(""), 2}).find("time 2 is") != std::string::npos);
}

TEST_CASE("a grid in another unit is the same times, counted in that unit") {
    const TimeGrid uniform = TimeGrid::uniform(11, 0.3).in_units_of(2);
    CHECK(uniform.is_uniform());
    CHECK(uniform.step() == doctest::Approx(0.15).epsilon(1e-12));
    CHECK(uniform.last() == doctest::Approx(1.5));
    const TimeGrid listed = TimeGrid::listed(Eigen::Vector3d(1, 2, 4)).in_units_of(4);
    CHECK_FALSE(listed.is_uniform());
    CHECK(listed.times() == Eigen::Vector3d(0.25, 0.5, 1));
}

TEST_CASE("recorded times that are even but for rounding are a uniform grid, others are listed from 0") {
    for (const double start : {0.0, 5.0, -2.0})
        for (const double dt : {0.0314159, 0.1, 1e-3}) {
            Eigen::VectorXd times(1000);
            for (Index k = 0; k < 1000; ++k) times[k] = static_cast<float>(start + dt * static_cast<double>(k));
            const TimeGrid grid = TimeGrid::recorded(times);
            CHECK(grid.is_uniform());
            CHECK(grid.step() == doctest::Approx(dt).epsilon(1e-5));
            CHECK(grid.start() == doctest::Approx(start).epsilon(1e-6));
            CHECK(grid.times()[0] == 0);
            // One time that is off by a tenth of a step is no rounding.
            times[500] += 0.1 * dt;
            CHECK_FALSE(TimeGrid::recorded(times).is_uniform());
        }
    const TimeGrid grid = TimeGrid::recorded(Eigen::Vector4d(1, 2, 4, 8));
    CHECK_FALSE(grid.is_uniform());
    CHECK(grid.start() == 1);
    CHECK(grid.times() == Eigen::Vector4d(0, 1, 3, 7));
    CHECK(grid.clock() == Eigen::Vector4d(1, 2, 4, 8));
    CHECK(grid.steps() == Eigen::Vector3d(1, 2, 4));
    CHECK(grid.spacing() == Eigen::Vector4d(0.5, 1.5, 3, 2));
    // Far from the origin of the clock, what is small against the time is not small against the steps.
    CHECK_FALSE(TimeGrid::recorded(Eigen::Vector4d(1e6, 1e6 + 0.1, 1e6 + 0.3, 1e6 + 0.7)).is_uniform());
}

TEST_CASE("recorded times that do not rise are refused") {
    const auto refusal = [](const Eigen::VectorXd& times) { return error_of([&] { TimeGrid::recorded(times); }); };
    CHECK(refusal(Eigen::Vector4d(0, 1, 1, 2)) == "time 2 is 1, not after the one before, 1; times must rise");
    CHECK(refusal(Eigen::Vector4d(0, 3, 2, 1)).find("time 2 is 2, not after the one before, 3") != std::string::npos);
    CHECK(refusal(Eigen::VectorXd::Ones(1)).find("there is one time only") != std::string::npos);
}

TEST_CASE("times by a clock are those of the grid, and none is before the initial states") {
    const TimeGrid grid = TimeGrid::listed(Eigen::Vector3d(5, 6, 8), 5);
    CHECK(grid.times() == Eigen::Vector3d(0, 1, 3));
    CHECK(error_of([] { TimeGrid::listed(Eigen::Vector3d(4, 6, 8), 5); }).find("rise from 5,") != std::string::npos);
}

TEST_CASE("a listed grid is interpolated linearly between its times") {
    const TimeGrid grid = TimeGrid::recorded(Eigen::Vector4d(0, 1, 3, 7));
    const Eigen::RowVector4d values(0, 10, 20, 100);
    const Eigen::MatrixXd result =
        grid.interpolate(values, Eigen::Matrix<double, 7, 1>(0, 0.25, 1, 2, 3, 4, 7 * (1 + 1e-12)));
    const Eigen::Matrix<double, 1, 7> expected(0, 2.5, 10, 15, 20, 40, 100);
    CHECK((result - expected).norm() < 1e-12);
    // As on the uniform grid of the same times.
    const TimeGrid even = TimeGrid::uniform(4, 0.5);
    const TimeGrid listed = TimeGrid::listed(even.times());
    const Eigen::Vector4d at(0, 0.6, 1.25, 1.5);
    CHECK((even.interpolate(values, at) - listed.interpolate(values, at)).norm() < 1e-12);
}

TEST_CASE("a grid is cut, and goes on only if it is uniform") {
    CHECK(TimeGrid::uniform(4, 0.5).resized(7).times() == TimeGrid::uniform(7, 0.5).times());
    const TimeGrid listed = TimeGrid::recorded(Eigen::Vector4d(1, 2, 4, 8));
    CHECK(listed.resized(3).times() == Eigen::Vector3d(0, 1, 3));
    CHECK(listed.resized(3).start() == 1);
    CHECK(error_of([&] { listed.resized(5); }).find("there are 5 times but those of the model are 4") !=
          std::string::npos);
}

TEST_CASE("two grids differ in their times, not in how long they go on or by which clock") {
    const TimeGrid uniform = TimeGrid::uniform(9, 0.1);
    const TimeGrid listed = TimeGrid::recorded(Eigen::Vector4d(0, 1, 3, 7));
    CHECK_FALSE(difference_between(uniform, TimeGrid::uniform(2, 0.1).started_at(3), "m"));
    CHECK(*difference_between(uniform, TimeGrid::uniform(9, 0.2), "m") == "has dt 0.1 but m has 0.2");
    CHECK(*difference_between(uniform, listed, "m") == "has dt 0.1 but m has times that are unevenly apart");
    CHECK_FALSE(difference_between(listed, TimeGrid::recorded(Eigen::Vector4d(1, 2, 4, 8)), "m"));
    CHECK(*difference_between(listed, TimeGrid::recorded(Eigen::Vector4d(0, 1, 3.1, 7)), "m") ==
          "has time 2 at 3 but m at 3.1");
    CHECK(*difference_between(listed, listed.resized(3), "m") == "has 4 times but m has 3");
}
