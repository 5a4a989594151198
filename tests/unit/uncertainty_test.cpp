#include <algorithm>
#include <cmath>

#include "rom/gp/regression.h"
#include "rom/prediction/uncertainty.h"
#include "support.h"

using namespace rom;
using network::Activation;

namespace {

// A model of one latent variable that decodes it to z times each of `factors`.
mlasdi::ReducedModel scaling_model(const Eigen::VectorXd& factors) {
    mlasdi::ReducedModel model;
    model.precision = Precision::float64;
    model.coordinates.mean = Eigen::VectorXd::Constant(factors.size(), 2);
    const auto decoder = network::make_architecture({1, factors.size()}, Activation::softplus, Activation::softplus);
    Eigen::VectorXd parameters = Eigen::VectorXd::Zero(2 * factors.size());
    parameters.head(factors.size()) = factors;
    model.stages = {{decoder, parameters, 1}};
    return model;
}

struct Statistics {
    Eigen::MatrixXd mean;
    Eigen::MatrixXd deviation;
    Eigen::MatrixXd quantiles;
    Index lost = 0;
};

Statistics statistics_of(const mlasdi::ReducedModel& model, const prediction::UncertainCase& one, const TimeGrid& grid,
                         const prediction::Sampling& sampling) {
    std::vector<double> mean;
    std::vector<double> deviation;
    std::vector<double> quantiles;
    Statistics result;
    const prediction::SnapshotDecoder<double> decoder(model.coordinates, model.stages);
    result.lost = prediction::for_sampled_blocks<double>(
        {{decoder, one}}, grid, sampling, [&](const prediction::SampledBlock<double>& block) {
            mean.insert(mean.end(), block.mean.begin(), block.mean.end());
            deviation.insert(deviation.end(), block.deviation.begin(), block.deviation.end());
            quantiles.insert(quantiles.end(), block.quantiles.begin(), block.quantiles.end());
        });
    const Index size = model.coordinates.size();
    const auto as_matrix = [&](const std::vector<double>& values) {
        return Eigen::Map<const Eigen::MatrixXd>(values.data(), size, static_cast<Index>(values.size()) / size).eval();
    };
    result.mean = as_matrix(mean);
    result.deviation = as_matrix(deviation);
    if (!quantiles.empty()) result.quantiles = as_matrix(quantiles);
    return result;
}

// The draws of the constant term b of z' = b + a z.
Eigen::VectorXd drawn_constants(const prediction::UncertainCase& one, const prediction::Sampling& sampling) {
    Eigen::VectorXd drawn(sampling.samples);
    for (Index k = 0; k < sampling.samples; ++k)
        drawn[k] = gp::draw(one.mean, one.deviation, sampling.seed, static_cast<std::uint64_t>(k))[0];
    return drawn;
}

}  // namespace

TEST_CASE("draws: z' = b has mean and deviation of b times t, block after block, from time 0 or later") {
    const Eigen::VectorXd factors = Eigen::VectorXd::LinSpaced(5000, -1, 3);
    const mlasdi::ReducedModel model = scaling_model(factors);
    const prediction::UncertainCase one{Eigen::Vector2d(0.5, 0), Eigen::Vector2d(0.2, 0), Eigen::VectorXd::Ones(1), 3};
    const prediction::Sampling sampling{100, 5, {}};
    const Eigen::VectorXd times = Eigen::VectorXd::LinSpaced(1000, 0.5, 2);
    const Statistics found = statistics_of(model, one, TimeGrid::listed(times), sampling);
    REQUIRE(found.mean.cols() == times.size());
    CHECK(found.lost == 0);
    const Eigen::VectorXd b = drawn_constants(one, sampling);
    const double deviation = std::sqrt((b.array() - b.mean()).square().sum() / 99);
    CHECK(deviation == doctest::Approx(0.2).epsilon(0.2));
    const Eigen::MatrixXd mean = (factors * (1 + b.mean() * times.array()).matrix().transpose()).array() + 2;
    CHECK(test::relative_difference(found.mean, mean) < 1e-12);
    CHECK(test::relative_difference(found.deviation, factors.cwiseAbs() * deviation * times.transpose()) < 1e-10);
}

TEST_CASE("draws: terms that depend on each other make up for each other") {
    // z' = b + a z with b = -a stays at 1.
    const mlasdi::ReducedModel model = scaling_model(Eigen::VectorXd::Ones(1));
    prediction::UncertainCase one{Eigen::Vector2d(0, 0), Eigen::Vector2d(0.2, 0.2), Eigen::VectorXd::Ones(1), 0};
    const prediction::Sampling sampling{100, 5, {}};
    CHECK(statistics_of(model, one, TimeGrid::uniform(2, 1), sampling).deviation(0, 1) > 0.2);
    one.mixing = Eigen::Matrix2d{{1, 0}, {-1, 0}};
    CHECK(statistics_of(model, one, TimeGrid::uniform(2, 1), sampling).deviation(0, 1) < 1e-12);
}

TEST_CASE("draws: quantiles are linear between order statistics") {
    const mlasdi::ReducedModel model = scaling_model(Eigen::Vector3d(1, -1, 2));
    const prediction::UncertainCase one{Eigen::Vector2d(0.5, 0), Eigen::Vector2d(0.2, 0), Eigen::VectorXd::Ones(1), 0};
    const prediction::Sampling sampling{90, 5, {0, 0.25, 1}};
    const Statistics found = statistics_of(model, one, TimeGrid::uniform(2, 1), sampling);
    REQUIRE(found.quantiles.cols() == 6);
    Eigen::VectorXd b = drawn_constants(one, sampling);
    std::sort(b.begin(), b.end());
    CHECK((found.quantiles.leftCols(3).colwise() - Eigen::Vector3d(3, 1, 4)).norm() <
          1e-12);  // at time 0 all are equal
    CHECK(found.quantiles(0, 3) == doctest::Approx(3 + b[0]));
    CHECK(found.quantiles(0, 4) == doctest::Approx(3 + 0.75 * b[22] + 0.25 * b[23]));
    CHECK(found.quantiles(1, 4) == doctest::Approx(1 - (0.75 * b[67] + 0.25 * b[66])));
    CHECK(found.quantiles(2, 5) == doctest::Approx(4 + 2 * b[89]));
}

TEST_CASE("draws: those that grow without bound are counted and left out") {
    const mlasdi::ReducedModel model = scaling_model(Eigen::VectorXd::Ones(1));
    prediction::UncertainCase one{Eigen::Vector2d(0, 0), Eigen::Vector2d(0, 6), Eigen::VectorXd::Ones(1), 0};
    const prediction::Sampling sampling{200, 1, {}};
    Index grown = 0;
    double sum = 0;
    for (Index k = 0; k < sampling.samples; ++k) {
        const double rate = gp::draw(one.mean, one.deviation, 1, static_cast<std::uint64_t>(k))[1];
        if (std::exp(rate) > 1000)
            ++grown;
        else
            sum += std::exp(rate);
    }
    REQUIRE(grown > 5);
    const Statistics found = statistics_of(model, one, TimeGrid::uniform(2, 1), sampling);
    CHECK(found.lost == grown);
    CHECK(found.mean(0, 1) == doctest::Approx(2 + sum / static_cast<double>(200 - grown)));

    one.mean[1] = 1e3;
    one.deviation[1] = 1;
    CHECK(test::error_of([&] {
              statistics_of(model, one, TimeGrid::uniform(2, 1), {2, 4, {}});
          }).find("grow without bound") != std::string::npos);
}
