#include "rom/cli/grids.h"

#include <cmath>

#include "rom/base/text.h"
#include "rom/npy/output.h"
#include "support.h"

using namespace rom;
using test::error_of;

namespace {

bool refused(const std::string& text, const std::string& part) {
    const std::string error = error_of([&] { cli::times_in(text, TimeGrid()); });
    CAPTURE(error);
    return error.find(part) != std::string::npos;
}

int status_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.status;
    }
    return 0;
}

}  // namespace

TEST_CASE("times: FIRST:LAST:COUNT, a file, or those that there are otherwise") {
    const TimeGrid otherwise = TimeGrid::uniform(5, 0.3);
    CHECK(cli::times_in("", otherwise).times() == otherwise.times());
    CHECK(cli::times_in("", otherwise).is_uniform());
    const TimeGrid span = cli::times_in("0.5:2:4", otherwise);
    CHECK(span.times().isApprox(Eigen::Vector4d(0.5, 1, 1.5, 2)));
    CHECK(cli::times_in("3:3:1", otherwise).times() == Eigen::VectorXd::Constant(1, 3));
    const test::TemporaryFolder folder;
    const std::vector<double> times = {0, 0.1, 7};
    npy::write_array(folder.file("t.npy"), npy::Type::float64, {3}, times);
    CHECK(cli::times_in(folder.file("t.npy"), otherwise).times() == Eigen::Vector3d(0, 0.1, 7));
}

TEST_CASE("times: what is none is refused, with what it is to be") {
    for (const char* text :
         {"0:10", "0:10:11:log", "a:10:11", "0:10:0", "0:10:-3", "0:10:2.5", "0:10:11x", "0:1e999:3"}) {
        CAPTURE(text);
        CHECK(refused(text, "it must be a .npy file, or FIRST:LAST:COUNT such as 0:10:1001"));
        CHECK(status_of([&] { cli::times_in(text, TimeGrid()); }) == 2);
    }
    CHECK(refused("3:1:4", "--times: time 1 is 2.333333; times must rise"));
    CHECK(refused("-1:1:3", "--times: time 0 is -1.000000"));
    CHECK(refused("1:1:2", "--times: time 1 is 1.000000"));
    const test::TemporaryFolder folder;
    npy::write_array(folder.file("t.npy"), npy::Type::float64, {2, 2}, std::vector<double>{0, 1, 2, 3});
    CHECK(refused(folder.file("t.npy"), "has shape (2, 2) but times are one axis"));
    CHECK(refused(folder.file("none.npy"), "cannot be opened"));
}

TEST_CASE("grid: all combinations of the axes, the last one changing fastest, linear or logarithmic") {
    const Eigen::MatrixXd grid = cli::grid_in("0:1:2,1:100:3:log");
    Eigen::MatrixXd expected(6, 2);
    expected << 0, 1, 0, 10, 0, 100, 1, 1, 1, 10, 1, 100;
    REQUIRE(grid.rows() == 6);
    REQUIRE(grid.cols() == 2);
    CHECK((grid - expected).norm() < 1e-12);
    CHECK(cli::grid_in("0.7:0.9:3").isApprox(Eigen::Vector3d(0.7, 0.8, 0.9)));
    CHECK(cli::grid_in("2:2:1,3:3:1,1:4:4").rows() == 4);
    CHECK(cli::grid_in("2:1:2") == Eigen::Vector2d(2, 1));  // candidates need not rise
}

TEST_CASE("grid: what is none is refused, with the axis that is wrong") {
    for (const char* text : {"", "1:2", "1:2:0", "0:1:3:log", "-1:1:3:log", "1:2:3:lin", "1:2:3:log:log", "x:2:3"}) {
        CAPTURE(text);
        const std::string error = error_of([&] { cli::grid_in(std::string("0:1:2,") + text); });
        CHECK(error.find("candidates: '" + std::string(text) + "' is not FIRST:LAST:COUNT, or FIRST:LAST:COUNT:log") !=
              std::string::npos);
        CHECK(status_of([&] { cli::grid_in(text); }) == 2);
    }
}

TEST_CASE("grid: the ends are as they were given, and what is whole is whole") {
    for (const char* text : {"0.005:0.05:7:log", "0.005:0.05:10:log", "0.1:0.7:13", "3:1e-3:5:log",
                             "1e-300:1e300:9:log", "0.3:0.30000000000000004:2:log", "0.07:0.07:1:log", "0.1:0.3:1"}) {
        CAPTURE(text);
        const std::vector<std::string> parts = split(text, ':');
        const Eigen::VectorXd axis = cli::grid_in(text);
        if (axis.size() > 1) CHECK(axis[0] == *number_in(parts[0]));
        CHECK(axis[axis.size() - 1] == *number_in(parts[1]));
    }
    CHECK(cli::grid_in("1:1000:4:log") == Eigen::Vector4d(1, 10, 100, 1000));
    CHECK(cli::grid_in("1:8:4:log") == Eigen::Vector4d(1, 2, 4, 8));
    CHECK(cli::grid_in("0:300:301") == Eigen::VectorXd::LinSpaced(301, 0, 300).array().round().matrix());
}

TEST_CASE("grid: more than ten million numbers are refused") {
    CHECK(refused("0:1:1000000000000", "1000000000000 values from FIRST to LAST are more than 10000000"));
    CHECK(error_of([] { cli::grid_in("0:1:10000,0:1:1000,0:1:2"); }).find("are more than 10000000 numbers") !=
          std::string::npos);
    CHECK(cli::grid_in("0:1:1000,0:1:1000").rows() == 1000000);
}
