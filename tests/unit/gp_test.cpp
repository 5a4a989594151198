#include <cmath>
#include <fstream>

#include <nlohmann/json.hpp>

#include "rom/gp/regression.h"
#include "support.h"

using namespace rom;
using rom::test::error_of;

namespace {

Eigen::MatrixXd matrix_from(const nlohmann::json& json) {
    const auto rows = json.get<std::vector<std::vector<double>>>();
    Eigen::MatrixXd matrix(static_cast<Index>(rows.size()), static_cast<Index>(rows[0].size()));
    for (Index i = 0; i < matrix.rows(); ++i)
        for (Index j = 0; j < matrix.cols(); ++j)
            matrix(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    return matrix;
}

}  // namespace

TEST_CASE("gp: hyperparameters, likelihood, mean and deviation are scikit-learn's") {
    nlohmann::json reference;
    std::ifstream(ROM_REFERENCE "/gp.json") >> reference;
    REQUIRE(reference["cases"].size() >= 20);
    for (const auto& one : reference["cases"]) {
        const Eigen::MatrixXd inputs = matrix_from(one["inputs"]);
        const auto target = one["target"].get<std::vector<double>>();
        gp::FitOptions options;
        options.kernel = gp::kernel_from(one["kernel"]);
        CAPTURE(one["kernel"].get<std::string>());
        CAPTURE(inputs.rows());
        CAPTURE(inputs.cols());
        const auto fitted = gp::fit(
            inputs, Eigen::Map<const Eigen::VectorXd>(target.data(), static_cast<Index>(target.size())), options);
        const gp::Hyperparameters& h = fitted.hyperparameters[0];
        CHECK(h.log_likelihood == doctest::Approx(one["log_likelihood"].get<double>()).epsilon(1e-8));
        CHECK(h.amplitude == doctest::Approx(one["amplitude"].get<double>()).epsilon(1e-6));
        CHECK(h.length_scale == doctest::Approx(one["length_scale"].get<double>()).epsilon(1e-6));
        const gp::Prediction prediction = gp::predict(fitted, matrix_from(one["points"]));
        for (Index i = 0; i < prediction.mean.rows(); ++i) {
            CHECK(std::abs(prediction.mean(i, 0) - one["mean"][static_cast<std::size_t>(i)].get<double>()) < 1e-6);
            CHECK(std::abs(prediction.deviation(i, 0) - one["std"][static_cast<std::size_t>(i)].get<double>()) < 1e-6);
        }
    }
}

TEST_CASE("gp: the stored likelihood is that of the Cholesky formula, and no neighbour has a larger one") {
    Eigen::MatrixXd inputs = Eigen::VectorXd::LinSpaced(7, 0, 3);
    const Eigen::MatrixXd targets = (1.7 * inputs.array()).sin().matrix();
    for (const char* name : gp::kernel_names()) {
        gp::FitOptions options;
        options.kernel = gp::kernel_from(name);
        const auto fitted = gp::fit(inputs, targets, options);
        const gp::Hyperparameters h = fitted.hyperparameters[0];
        const Eigen::MatrixXd x = gp::normalisation_of(inputs).apply(inputs);
        const Eigen::MatrixXd y = gp::normalisation_of(targets).apply(targets);
        const auto likelihood = [&](double amplitude, double length) {
            return gp::log_marginal_likelihood(options.kernel, options.nugget, x, y.col(0), {amplitude, length, 0});
        };
        CHECK(likelihood(h.amplitude, h.length_scale) == doctest::Approx(h.log_likelihood).epsilon(1e-9));
        for (const double factor : {0.98, 1.02}) {
            CHECK(likelihood(h.amplitude * factor, h.length_scale) < h.log_likelihood);
            CHECK(likelihood(h.amplitude, h.length_scale * factor) < h.log_likelihood);
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

TEST_CASE("gp: too few and equal parameters") {
    const Eigen::MatrixXd one = Eigen::MatrixXd::Ones(1, 1);
    CHECK(error_of([&] { gp::fit(one, one, {}); }).find("at least 2") != std::string::npos);
    Eigen::MatrixXd twice(3, 1);
    twice << 1, 2, 1;
    CHECK(error_of([&] { gp::fit(twice, twice, {}); }).find("cases 0 and 2 have the same parameters") !=
          std::string::npos);
}
