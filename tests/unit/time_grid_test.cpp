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
    CHECK(uniform.step() == 0.15);
    CHECK(uniform.last() == doctest::Approx(1.5));
    const TimeGrid listed = TimeGrid::listed(Eigen::Vector3d(1, 2, 4)).in_units_of(4);
    CHECK_FALSE(listed.is_uniform());
    CHECK(listed.times() == Eigen::Vector3d(0.25, 0.5, 1));
}
