#include "rom/gp/regression.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <string>

#include "rom/base/error.h"

namespace rom::gp {

Cholesky factorise(const Process& process, const Eigen::MatrixXd& correlations, double nugget) {
    const auto identity = Eigen::MatrixXd::Identity(correlations.rows(), correlations.rows());
    double jitter = nugget;
    while (jitter < 1) {
        Cholesky factor(process.kernel.amplitude * correlations + (process.noise + jitter) * identity);
        if (factor.succeeded()) return factor;
        jitter = std::max(10 * jitter, 1e-14);
    }
    throw Error("the kernel matrix is not positive definite; remove training parameters that nearly coincide");
}

double log_marginal_likelihood(const Cholesky& covariance, const Eigen::Ref<const Eigen::VectorXd>& normalised_target) {
    const double constant = 0.5 * static_cast<double>(normalised_target.size()) * std::log(2 * std::numbers::pi);
    const Eigen::VectorXd alpha = covariance.solve(Eigen::VectorXd(normalised_target));
    return -0.5 * normalised_target.dot(alpha) - covariance.log_determinant() - constant;
}

double log_marginal_likelihood(const Process& process, double nugget,
                               const Eigen::Ref<const Eigen::MatrixXd>& normalised_inputs,
                               const Eigen::Ref<const Eigen::VectorXd>& normalised_target) {
    const Eigen::MatrixXd correlations = process.kernel.correlations(normalised_inputs, normalised_inputs);
    return log_marginal_likelihood(factorise(process, correlations, nugget), normalised_target);
}

Prediction predict(const Regression& regression, const Eigen::Ref<const Eigen::MatrixXd>& points) {
    const Normalisation outputs = normalisation_of(regression.targets);
    const Eigen::MatrixXd training = normalised(regression.space, regression.space.inputs);
    const Eigen::MatrixXd asked = normalised(regression.space, points);
    const Eigen::MatrixXd targets = outputs.apply(regression.targets);

    Prediction prediction{Eigen::MatrixXd(points.rows(), targets.cols()),
                          Eigen::MatrixXd(points.rows(), targets.cols())};
    for (Index c = 0; c < targets.cols(); ++c) {
        const Process& process = regression.processes[static_cast<std::size_t>(c)];
        const Kernel& kernel = process.kernel;
        const Cholesky factor = factorise(process, kernel.correlations(training, training), regression.nugget);
        const Eigen::MatrixXd cross = kernel.amplitude * kernel.correlations(training, asked);
        const Eigen::VectorXd mean = cross.transpose() * factor.solve(Eigen::VectorXd(targets.col(c)));
        const Eigen::MatrixXd reduced = factor.solve_lower(cross);
        const Eigen::ArrayXd variance =
            kernel.amplitude + process.noise - reduced.colwise().squaredNorm().transpose().array();
        prediction.mean.col(c) = outputs.mean[c] + outputs.deviation[c] * mean.array();
        prediction.deviation.col(c) = outputs.deviation[c] * variance.max(0.0).sqrt();
    }
    return prediction;
}

Spread spread_at(const Regression& regression, const Eigen::Ref<const Eigen::MatrixXd>& points) {
    const Eigen::MatrixXd reach = predict(regression, points).deviation.transpose();
    return {Eigen::MatrixXd::Identity(reach.rows(), reach.rows()), reach};
}

namespace {

// A target less what the other cases predict, and the precision of that prediction.
struct LeftOut {
    Eigen::ArrayXd difference;
    Eigen::ArrayXd precision;
};

LeftOut left_out(const Process& process, double nugget, const Eigen::Ref<const Eigen::MatrixXd>& normalised_inputs,
                 const Eigen::Ref<const Eigen::VectorXd>& normalised_target) {
    const Cholesky factor =
        factorise(process, process.kernel.correlations(normalised_inputs, normalised_inputs), nugget);
    const Index cases = normalised_target.size();
    const Eigen::ArrayXd precision = factor.solve(Eigen::MatrixXd(Eigen::MatrixXd::Identity(cases, cases))).diagonal();
    return {factor.solve(Eigen::VectorXd(normalised_target)).array() / precision, precision};
}

}  // namespace

LeaveOneOut leave_one_out(const Process& process, double nugget,
                          const Eigen::Ref<const Eigen::MatrixXd>& normalised_inputs,
                          const Eigen::Ref<const Eigen::VectorXd>& normalised_target) {
    const auto count = static_cast<double>(normalised_target.size());
    const auto [difference, precision] = left_out(process, nugget, normalised_inputs, normalised_target);
    // Predicting the mean of the other cases misses a target by n / (n - 1) times its value.
    const double least = std::numeric_limits<double>::min();
    const double of_mean = count / (count - 1) * std::max(normalised_target.norm(), least);
    return {std::sqrt(difference.square().sum()) / of_mean,
            0.5 * (precision.log() - difference.square() * precision).mean() - 0.5 * std::log(2 * std::numbers::pi)};
}

std::vector<LeaveOneOut> leave_one_out(const Regression& regression) {
    const Eigen::MatrixXd inputs = normalised(regression.space, regression.space.inputs);
    const Eigen::MatrixXd targets = normalisation_of(regression.targets).apply(regression.targets);
    std::vector<LeaveOneOut> result;
    for (Index c = 0; c < targets.cols(); ++c)
        result.push_back(leave_one_out(regression.processes[static_cast<std::size_t>(c)], regression.nugget, inputs,
                                       targets.col(c)));
    return result;
}

Eigen::MatrixXd left_out_differences(const Regression& regression) {
    const Eigen::MatrixXd inputs = normalised(regression.space, regression.space.inputs);
    const Normalisation outputs = normalisation_of(regression.targets);
    const Eigen::MatrixXd targets = outputs.apply(regression.targets);
    Eigen::MatrixXd differences(targets.rows(), targets.cols());
    for (Index c = 0; c < targets.cols(); ++c)
        differences.col(c) = outputs.deviation[c] * left_out(regression.processes[static_cast<std::size_t>(c)],
                                                             regression.nugget, inputs, targets.col(c))
                                                        .difference;
    return differences;
}

Eigen::VectorXd draw(const Eigen::Ref<const Eigen::VectorXd>& mean, const Eigen::Ref<const Eigen::VectorXd>& deviation,
                     std::uint64_t seed, std::uint64_t sample, const Eigen::MatrixXd& mixing) {
    std::seed_seq sequence{seed, seed >> 32, sample, sample >> 32};
    std::mt19937_64 engine(sequence);
    std::normal_distribution<double> normal;
    Eigen::VectorXd numbers = mean.unaryExpr([&](double) { return normal(engine); });
    if (mixing.size() > 0) {
        const Index terms = mixing.rows();
        auto by_terms = numbers.reshaped<Eigen::RowMajor>(terms, numbers.size() / terms);
        for (Index j = 0; j < by_terms.cols(); ++j)
            by_terms.col(j) = (mixing.middleCols(j * terms, terms) * by_terms.col(j)).eval();
    }
    return mean + deviation.cwiseProduct(numbers);
}

}  // namespace rom::gp
