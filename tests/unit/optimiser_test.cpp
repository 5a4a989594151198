#include <cmath>
#include <fstream>

#include <nlohmann/json.hpp>

#include "rom/optimise/adam.h"
#include "rom/optimise/schedule.h"
#include "support.h"

using namespace rom;

TEST_CASE("adam: the steps of PyTorch's") {
    nlohmann::json reference;
    std::ifstream(ROM_REFERENCE "/adam.json") >> reference;
    Eigen::VectorXd x(3);
    x << 1.0, -2.0, 0.5;
    optimise::AdamState<double> state;
    const std::vector<optimise::RateGroup> groups = {{0, 2, 1.0}, {2, 3, 5.0}};
    for (const auto& expected : reference["steps"]) {
        Eigen::VectorXd gradient(3);  // of x0^4 + 3 x1^2 + sin(x2)
        gradient << 4 * std::pow(x[0], 3), 6 * x[1], std::cos(x[2]);
        optimise::adam_step<double>(x, gradient, state, 0.01, groups);
        for (Index i = 0; i < 3; ++i)
            CHECK(x[i] == doctest::Approx(expected[static_cast<std::size_t>(i)].get<double>()).epsilon(1e-12));
    }
}

TEST_CASE("schedules: ends, middle, halving") {
    optimise::PlateauState plateau;
    using optimise::Schedule;
    CHECK(optimise::learning_rate(Schedule::constant, 0.1, 7, 10, 1, plateau) == 0.1);
    CHECK(optimise::learning_rate(Schedule::cosine, 0.1, 0, 10, 1, plateau) == doctest::Approx(0.1));
    CHECK(optimise::learning_rate(Schedule::cosine, 0.1, 5, 10, 1, plateau) == doctest::Approx(0.05));
    CHECK(optimise::learning_rate(Schedule::cosine, 0.1, 10, 10, 1, plateau) == doctest::Approx(0).epsilon(1e-12));
    double rate = 0;
    for (Index epoch = 0; epoch <= 100; ++epoch)
        rate = optimise::learning_rate(Schedule::plateau, 0.1, epoch, 1000, 1, plateau);
    CHECK(rate == doctest::Approx(0.05));
    CHECK(optimise::learning_rate(Schedule::plateau, 0.1, 101, 1000, 0.5, plateau) == doctest::Approx(0.05));
    CHECK(plateau.best == 0.5);
}
