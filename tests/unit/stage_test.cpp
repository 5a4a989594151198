#include <cmath>
#include <numbers>
#include <random>

#include "rom/mlasdi/stage.h"
#include "snapshot_data.h"

using namespace rom;
using test::small_model;
using test::write_snapshots;

TEST_CASE("residual: its deviation is that on the mesh") {
    const test::TemporaryFolder folder;
    const auto snapshots = snapshots::open_snapshots(write_snapshots(folder, 60, 50), false);
    const auto model = small_model(snapshots, Precision::float64);
    const Eigen::MatrixXd residual = Eigen::MatrixXd::Random(model.coordinates.rank(), 120).array() + 0.5;
    const Eigen::MatrixXd on_mesh = model.coordinates.basis * residual;
    const double deviation = std::sqrt((on_mesh.array() - on_mesh.mean()).square().mean());
    CHECK(mlasdi::residual_deviation(model.coordinates, residual) == doctest::Approx(deviation).epsilon(1e-12));
}

TEST_CASE("predictability: tells a function of the latents from noise, also where correlation is blind") {
    std::mt19937 engine(3);
    std::normal_distribution<double> normal;
    const Index count = 600;
    Eigen::MatrixXd latent(2, count);
    Eigen::MatrixXd linear(1, count);
    Eigen::MatrixXd nonlinear(1, count);
    Eigen::MatrixXd noise(1, count);
    for (Index s = 0; s < count; ++s) {
        const double angle = 2 * std::numbers::pi * static_cast<double>(s) / count;
        latent.col(s) << std::cos(angle), std::sin(angle);
        linear(0, s) = 2 * latent(0, s) - latent(1, s) + 7;
        nonlinear(0, s) = std::cos(6 * angle);
        noise(0, s) = normal(engine);
    }
    CHECK(mlasdi::predictability(latent, linear).linear == doctest::Approx(1).epsilon(1e-9));
    CHECK(mlasdi::predictability(latent, nonlinear).linear < 0.05);
    CHECK(mlasdi::predictability(latent, nonlinear).nearest > 0.99);
    CHECK(mlasdi::predictability(latent, noise).nearest < 0.3);
}

TEST_CASE("case distance: between concentric circles it is the difference of their radii") {
    Eigen::MatrixXd latent(2, 400);
    for (Index s = 0; s < 400; ++s) {
        const double angle = 2 * std::numbers::pi * static_cast<double>(s % 200) / 200;
        const double radius = s < 200 ? 1.0 : 1.3;
        latent(0, s) = radius * std::cos(angle);
        latent(1, s) = radius * std::sin(angle);
    }
    CHECK(mlasdi::case_distance(latent, 2) == doctest::Approx(0.3).epsilon(1e-6));
    CHECK(mlasdi::case_distance(latent.leftCols(200), 1) == doctest::Approx(1).epsilon(1e-6));
}

TEST_CASE("kappa is a tenth over the distance between cases, and at most one over that between times") {
    const auto circles = [](Index times, double gap) {
        Eigen::MatrixXd latent(2, 2 * times);
        for (Index s = 0; s < latent.cols(); ++s) {
            const double angle = 2 * std::numbers::pi * static_cast<double>(s % times) / static_cast<double>(times);
            latent.col(s) = (s < times ? 1 : 1 + gap) * Eigen::Vector2d(std::cos(angle), std::sin(angle));
        }
        return latent;
    };
    // Chords of 12 times on circles of radii 1 and 1.01, and of 1 and 1.
    const double chord = 2 * std::sin(std::numbers::pi / 12);
    CHECK(mlasdi::time_distance(circles(12, 0), 2) == doctest::Approx(chord));
    CHECK(mlasdi::automatic_kappa(circles(12, 0.01), 2) == doctest::Approx(1 / (1.005 * chord)));
    CHECK(mlasdi::automatic_kappa(circles(12, 0), 2) == doctest::Approx(1 / chord));
    CHECK(mlasdi::automatic_kappa(circles(400, 0.3), 2) == doctest::Approx(0.1 / 0.3).epsilon(1e-6));
    CHECK(test::error_of([] {
              mlasdi::automatic_kappa(Eigen::MatrixXd::Ones(2, 8), 2);
          }).find("all latent states of the model are equal") != std::string::npos);
}

TEST_CASE(
    "beyond a thousand states, a sample tells about the same of what the latents explain and of how far cases are") {
    // Circles of 1, 1.1 and 1.3, each of 1,500 states.
    const Index times = 1500;
    Eigen::MatrixXd latent(2, 3 * times);
    Eigen::MatrixXd residual(1, 3 * times);
    const double radius[] = {1, 1.1, 1.3};
    for (Index c = 0; c < 3; ++c)
        for (Index t = 0; t < times; ++t) {
            const double angle = 0.007 * static_cast<double>(t);
            latent.col(c * times + t) << radius[c] * std::cos(angle), radius[c] * std::sin(angle);
            residual(0, c * times + t) = std::cos(3 * angle);
        }
    CHECK(mlasdi::sample_of(3 * times).size() == 1000);
    CHECK(mlasdi::sample_of(7) == std::vector<Index>{0, 1, 2, 3, 4, 5, 6});
    CHECK(mlasdi::case_distance(latent, 3) == doctest::Approx((0.1 + 0.1 + 0.2) / 3).epsilon(1e-3));
    CHECK(mlasdi::predictability(latent, residual).nearest > 0.999);
}
