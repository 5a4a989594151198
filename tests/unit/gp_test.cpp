#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>
#include <random>
#include <tuple>

#include "json_matrix.h"
#include "rom/gp/fit.h"
#include "support.h"

using namespace rom;
using rom::test::error_of;
using rom::test::matrix_from;

namespace {

// Mean and deviation at the reference's points.
void check_prediction(const gp::Regression& regression, const nlohmann::json& reference) {
    const gp::Prediction prediction = gp::predict(regression, matrix_from(reference["points"]));
    for (Index i = 0; i < prediction.mean.rows(); ++i) {
        CHECK(std::abs(prediction.mean(i, 0) - reference["mean"][static_cast<std::size_t>(i)].get<double>()) < 1e-6);
        CHECK(std::abs(prediction.deviation(i, 0) - reference["std"][static_cast<std::size_t>(i)].get<double>()) <
              1e-6);
    }
}

}  // namespace

TEST_CASE("gp: parameters of any unit are normalised alike") {
    const Eigen::MatrixXd points = test::random_matrix(6, 2, 3);
    const Eigen::MatrixXd expected = gp::normalised({points, {}}, points);
    for (const double unit : {0x1p-800, 0x1p-53, 0x1p60, 0x1p800})
        CHECK(gp::normalised({unit * points, {}}, unit * points) == expected);
    const Eigen::MatrixXd constant = Eigen::MatrixXd::Constant(3, 1, 0.1);
    CHECK(gp::normalised({constant, {}}, constant).cwiseAbs().maxCoeff() < 1e-15);
}

TEST_CASE("gp: hyperparameters, likelihood, mean and deviation are scikit-learn's") {
    nlohmann::json reference;
    std::ifstream(ROM_REFERENCE "/gp.json") >> reference;
    REQUIRE(reference["cases"].size() >= 20);
    for (const auto& one : reference["cases"]) {
        const Eigen::MatrixXd inputs = matrix_from(one["inputs"]);
        const auto target = one["target"].get<std::vector<double>>();
        gp::FitOptions options;
        options.kernels = {value_of<gp::KernelFamily>(one["kernel"].get<std::string>())};
        CAPTURE(one["kernel"].get<std::string>());
        CAPTURE(inputs.rows());
        CAPTURE(inputs.cols());
        const auto fitted = gp::fit(
            inputs, Eigen::Map<const Eigen::VectorXd>(target.data(), static_cast<Index>(target.size())), options);
        const gp::Process& h = fitted.processes[0];
        CHECK(h.log_likelihood == doctest::Approx(one["log_likelihood"].get<double>()).epsilon(1e-8));
        CHECK(h.kernel.amplitude == doctest::Approx(one["amplitude"].get<double>()).epsilon(1e-6));
        CHECK(h.kernel.length_scales[0] == doctest::Approx(one["length_scale"].get<double>()).epsilon(1e-6));
        check_prediction(fitted, one);
    }
}

TEST_CASE("gp: the stored likelihood is that of the Cholesky formula, and no neighbour has a larger one") {
    Eigen::MatrixXd inputs = Eigen::VectorXd::LinSpaced(7, 0, 3);
    const Eigen::MatrixXd targets = (1.7 * inputs.array()).sin().matrix();
    for (const char* name : names_of<gp::KernelFamily>()) {
        gp::FitOptions options;
        options.kernels = {value_of<gp::KernelFamily>(name)};
        const auto fitted = gp::fit(inputs, targets, options);
        const gp::Process h = fitted.processes[0];
        const Eigen::MatrixXd x = gp::normalisation_of(inputs).apply(inputs);
        const Eigen::MatrixXd y = gp::normalisation_of(targets).apply(targets);
        const auto likelihood = [&](double amplitude, double length) {
            return gp::log_marginal_likelihood(
                {{h.kernel.family, amplitude, Eigen::VectorXd::Constant(1, length)}, 0, 0}, options.nugget, x,
                y.col(0));
        };
        CHECK(likelihood(h.kernel.amplitude, h.kernel.length_scales[0]) ==
              doctest::Approx(h.log_likelihood).epsilon(1e-9));
        for (const double factor : {0.98, 1.02}) {
            CHECK(likelihood(h.kernel.amplitude * factor, h.kernel.length_scales[0]) < h.log_likelihood);
            CHECK(likelihood(h.kernel.amplitude, h.kernel.length_scales[0] * factor) < h.log_likelihood);
        }
    }
}

TEST_CASE("gp: interpolates its targets, and between two cases goes from one to the other") {
    Eigen::MatrixXd inputs(2, 1);
    inputs << 1.0, 1.4;
    Eigen::MatrixXd targets(2, 2);
    targets << 3, 7, 5, 7;  // the second coefficient does not vary
    const auto fitted = gp::fit(inputs, targets, {});
    Eigen::MatrixXd points(5, 1);
    points << 1.0, 1.1, 1.2, 1.3, 1.4;
    const gp::Prediction prediction = gp::predict(fitted, points);
    CHECK(prediction.mean(0, 0) == doctest::Approx(3).epsilon(1e-8));
    CHECK(prediction.mean(2, 0) == doctest::Approx(4).epsilon(1e-8));
    CHECK(prediction.mean(4, 0) == doctest::Approx(5).epsilon(1e-8));
    CHECK(prediction.mean(1, 0) < prediction.mean(2, 0) - 0.3);
    CHECK(prediction.mean(3, 0) > prediction.mean(2, 0) + 0.3);
    CHECK(prediction.mean.col(1).isApproxToConstant(7, 1e-12));
    CHECK(prediction.deviation(0, 0) < 1e-4);
    CHECK(prediction.deviation(2, 0) > 0.05);
}

TEST_CASE("gp: anisotropic length scales, noise and left-out cases are scikit-learn's") {
    nlohmann::json reference;
    std::ifstream(ROM_REFERENCE "/gp.json") >> reference;
    REQUIRE(reference["general"].size() >= 12);
    for (const auto& one : reference["general"]) {
        const Eigen::MatrixXd inputs = matrix_from(one["inputs"]);
        const auto values = one["target"].get<std::vector<double>>();
        const Eigen::VectorXd target =
            Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Index>(values.size()));
        gp::FitOptions options;
        options.kernels = {value_of<gp::KernelFamily>(one["kernel"].get<std::string>())};
        options.anisotropic = one["anisotropic"];
        options.noise = one["noisy"].get<bool>() ? gp::Noise::fit : gp::Noise::none;
        CAPTURE(one["kernel"].get<std::string>());
        CAPTURE(options.anisotropic);
        CAPTURE(one["noisy"].get<bool>());
        gp::Regression regression = gp::fit(inputs, target, options);
        gp::Process& h = regression.processes[0];
        CHECK(h.log_likelihood > one["log_likelihood"].get<double>() - 1e-6);

        // The rest at the reference's hyperparameters, so that a flat likelihood does not enter.
        const auto lengths = one["length_scales"].get<std::vector<double>>();
        h.kernel.amplitude = one["amplitude"];
        h.kernel.length_scales = Eigen::Map<const Eigen::VectorXd>(lengths.data(), static_cast<Index>(lengths.size()));
        h.noise = one["noise"];
        check_prediction(regression, one);
        const gp::LeaveOneOut left_out = gp::leave_one_out(regression)[0];
        CHECK(left_out.error == doctest::Approx(one["left_out_error"].get<double>()).epsilon(1e-6));
        CHECK(left_out.score == doctest::Approx(one["left_out_score"].get<double>()).epsilon(1e-6));
    }
}

TEST_CASE("gp: automatic choices find the noise where there is some, and a parameter that does not matter") {
    Eigen::MatrixXd inputs(30, 2);
    Eigen::MatrixXd targets(30, 2);
    std::mt19937_64 engine(3);
    std::normal_distribution<double> normal;
    for (Index i = 0; i < inputs.rows(); ++i) {
        const Index row = i / 6;
        inputs.row(i) << 0.1 * static_cast<double>(i % 6), std::pow(10.0, 0.2 * static_cast<double>(row));
        const double smooth = std::sin(4 * inputs(i, 0));
        targets.row(i) << smooth, smooth + 0.2 * normal(engine);
    }
    gp::FitOptions options;
    options.kernels = gp::families_of(std::nullopt);
    CHECK(options.kernels.size() == names_of<gp::KernelFamily>().size());
    options.noise = gp::Noise::automatic;
    options.anisotropic = true;
    options.logarithmic = {false, true};
    Index calls = 0;
    Index last = 0;
    options.progress = [&](Index done, Index all) {
        CHECK(done == ++calls);
        last = all;
    };
    const gp::Regression regression = gp::fit(inputs, targets, options);
    CHECK(calls == last);
    const auto& [clean, noisy] = std::tie(regression.processes[0], regression.processes[1]);
    CHECK(clean.noise < 1e-6);
    CHECK(clean.kernel.length_scales[1] > 100 * clean.kernel.length_scales[0]);
    CHECK(noisy.noise > 0.02);
    CHECK(noisy.noise < 0.3);
    const auto left_out = gp::leave_one_out(regression);
    CHECK(left_out[0].error < 0.01);
    CHECK(left_out[1].error > 0.1);
}

TEST_CASE("gp: draws have the posterior's distribution, and are the same for the same seed") {
    constexpr int samples = 20000;
    const Eigen::Vector2d mean(3, -1);
    const Eigen::Vector2d deviation(0.5, 2);
    Eigen::MatrixXd drawn(samples, 2);
    for (Index k = 0; k < samples; ++k)
        drawn.row(k) = gp::draw(mean, deviation, 7, static_cast<std::uint64_t>(k)).transpose();
    CHECK(drawn.row(0).transpose() == gp::draw(mean, deviation, 7, 0));
    CHECK(drawn.row(0).transpose() != gp::draw(mean, deviation, 8, 0));
    for (Index c = 0; c < 2; ++c) {
        std::vector<double> sorted(drawn.col(c).begin(), drawn.col(c).end());
        std::sort(sorted.begin(), sorted.end());
        double distance = 0;  // Kolmogorov and Smirnov's, from the normal distribution
        for (std::size_t k = 0; k < sorted.size(); ++k) {
            const double expected = 0.5 * std::erfc(-(sorted[k] - mean[c]) / deviation[c] / std::numbers::sqrt2);
            distance = std::max({distance, std::abs(expected - static_cast<double>(k) / samples),
                                 std::abs(expected - static_cast<double>(k + 1) / samples)});
        }
        CHECK(distance < 1.63 / std::sqrt(samples));  // 1 %
    }
    CHECK(std::abs((drawn.col(0).array() - 3).matrix().dot((drawn.col(1).array() + 1).matrix())) / samples < 0.03);
}

TEST_CASE("gp: parameters that say too little") {
    Eigen::MatrixXd line(4, 2);
    line << 0, 0, 1, 2, 2, 4, 3, 6;
    gp::FitOptions options;
    options.anisotropic = true;
    CHECK(error_of([&] { gp::fit(line, line, options); }).find("leave out --anisotropic") != std::string::npos);
    CHECK(gp::collinear(line));
    CHECK(gp::collinear(Eigen::MatrixXd::Ones(3, 1) * Eigen::RowVector2d(1, 0)));
    options.anisotropic = false;
    options.logarithmic = {true, false};
    CHECK(error_of([&] { gp::fit(line, line, options); }).find("has no logarithm") != std::string::npos);
}

TEST_CASE("gp: too few and equal parameters") {
    const Eigen::MatrixXd one = Eigen::MatrixXd::Ones(1, 1);
    CHECK(error_of([&] { gp::fit(one, one, {}); }).find("at least 2") != std::string::npos);
    Eigen::MatrixXd twice(3, 1);
    twice << 1, 2, 1;
    CHECK(error_of([&] {
              gp::fit(twice, twice, {});
          }).find("training cases 0 and 2 have the same parameters; remove one") != std::string::npos);
    gp::Process process;
    process.kernel.amplitude = 1e20;
    CHECK(error_of([&] {
              gp::factorise(process, Eigen::MatrixXd::Ones(2, 2), 1e-10);
          }).find("the kernel matrix is not positive definite; remove training parameters that nearly coincide") == 0);
}
