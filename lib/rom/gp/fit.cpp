#include "rom/gp/fit.h"

#include <algorithm>
#include <limits>
#include <string>

#include "rom/error.h"

namespace rom::gp {
namespace {

double least_distance(const Eigen::MatrixXd& inputs) {
    const Eigen::MatrixXd distance = scaled_distances(inputs, inputs, Eigen::VectorXd::Ones(1));
    double least = std::numeric_limits<double>::infinity();
    for (Index i = 0; i < distance.rows(); ++i)
        for (Index j = 0; j < i; ++j) {
            if (distance(i, j) == 0)
                throw Error("training cases " + std::to_string(j) + " and " + std::to_string(i) +
                            " have the same parameters; remove one of them");
            least = std::min(least, distance(i, j));
        }
    return least;
}

}  // namespace

bool collinear(const Eigen::Ref<const Eigen::MatrixXd>& normalised_inputs) {
    Eigen::ColPivHouseholderQR<Eigen::MatrixXd> factor;
    factor.setThreshold(1e-8);
    factor.compute(normalised_inputs);
    return factor.rank() < normalised_inputs.cols();
}

Regression fit(const Eigen::Ref<const Eigen::MatrixXd>& inputs, const Eigen::Ref<const Eigen::MatrixXd>& targets,
               const FitOptions& options) {
    if (inputs.rows() < 2) throw Error("there is 1 training case; interpolation over the parameters needs at least 2");
    Regression regression{options.nugget, options.logarithmic, inputs, targets, {}};
    regression.logarithmic.resize(static_cast<std::size_t>(inputs.cols()));
    const Eigen::MatrixXd points = normalised_inputs(regression, inputs);
    const double nearest = least_distance(points);
    if (options.anisotropic && collinear(points))
        throw Error(
            "the training parameters lie on a line, or one is the same in all cases: they do not tell the length "
            "scales of the dimensions apart; leave out --anisotropic, or that parameter");
    Bounds bounds{options.least_length > 0 ? options.least_length : nearest, options.largest_length};
    bounds.largest_length = std::max(bounds.largest_length, bounds.least_length);

    const Eigen::MatrixXd normalised = normalisation_of(targets).apply(targets);
    const bool choose = options.kernels.size() * options.noisy.size() > 1;
    std::vector<double> scores;
    for (const Kernel kernel : options.kernels)
        for (const bool noisy : options.noisy) {
            auto found = options.anisotropic || noisy
                             ? fit_general(kernel, options.anisotropic, noisy, points, normalised, bounds,
                                           options.restarts, options.nugget)
                             : fit_isotropic(kernel, points, normalised, bounds, options.restarts, options.nugget);
            if (!choose) {
                regression.hyperparameters = std::move(found);
                continue;
            }
            const bool first = regression.hyperparameters.empty();
            scores.resize(found.size());
            regression.hyperparameters.resize(found.size());
            for (std::size_t c = 0; c < found.size(); ++c) {
                const double score =
                    leave_one_out(found[c], options.nugget, points, normalised.col(static_cast<Index>(c))).score;
                if (first || score > scores[c]) {
                    scores[c] = score;
                    regression.hyperparameters[c] = std::move(found[c]);
                }
            }
        }
    return regression;
}

}  // namespace rom::gp
