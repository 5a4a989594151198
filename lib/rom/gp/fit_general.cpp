#include <algorithm>
#include <cmath>
#include <random>

#include "rom/base/parallel.h"
#include "rom/gp/box.h"
#include "rom/gp/fit.h"

namespace rom::gp {
namespace {

struct Search {
    KernelFamily family;
    Index length_scales;
    bool noisy;
    double nugget;
    const Eigen::MatrixXd& inputs;
    Box box;

    Process at(const Eigen::VectorXd& logarithms) const {
        return {{family, std::exp(logarithms[0]), logarithms.segment(1, length_scales).array().exp()},
                noisy ? std::exp(logarithms[1 + length_scales]) : 0,
                0};
    }
};

// The log likelihood of a target and its gradient by the logarithms of the hyperparameters (Rasmussen and Williams,
// eq. 5.9).
double likelihood(const Search& search, const Eigen::Ref<const Eigen::VectorXd>& target, const Process& process,
                  Eigen::VectorXd& gradient) {
    const Eigen::MatrixXd& x = search.inputs;
    const Index count = x.rows();
    const Kernel& kernel = process.kernel;
    const Eigen::MatrixXd distance = scaled_distances(x, x, kernel.length_scales);
    const Eigen::MatrixXd correlation = correlations(kernel.family, distance);
    const Cholesky factor = factorise(process, correlation, search.nugget);
    const Eigen::VectorXd alpha = factor.solve(Eigen::VectorXd(target));
    const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(count, count);
    const Eigen::MatrixXd w = alpha * alpha.transpose() - factor.solve(identity);
    gradient.setZero(search.box.lower.size());
    gradient[0] = 0.5 * kernel.amplitude * w.cwiseProduct(correlation).sum();
    for (Index j = 0; j < count; ++j)
        for (Index i = 0; i < j; ++i) {
            // Twice a half, for (i, j) and (j, i).
            const double slope = kernel.amplitude * w(i, j) * gp::correlation(kernel.family, distance(i, j)).slope;
            if (search.length_scales == 1) {
                gradient[1] += slope;
                continue;
            }
            const Eigen::ArrayXd along = (x.row(i) - x.row(j)).transpose().array() / kernel.length_scales.array();
            gradient.segment(1, search.length_scales).array() += slope * along.square() / along.square().sum();
        }
    if (search.noisy) gradient[1 + search.length_scales] = 0.5 * process.noise * w.trace();
    return log_marginal_likelihood(factor, target);
}

Process climb(const Search& search, const Eigen::Ref<const Eigen::VectorXd>& target, const Eigen::VectorXd& start) {
    const optimise::Function<double> loss = [&](const Eigen::VectorXd& logarithms, Eigen::VectorXd& gradient) {
        const double value = likelihood(search, target, search.at(logarithms), gradient);
        gradient = -gradient;
        return -value;
    };
    const Minimum minimum = minimise(search.box, loss, start);
    Process found = search.at(minimum.at);
    found.log_likelihood = -minimum.value;
    return found;
}

}  // namespace

std::vector<Process> fit_general(KernelFamily family, bool anisotropic, bool noisy, const Eigen::MatrixXd& inputs,
                                 const Eigen::MatrixXd& targets, const Bounds& bounds, Index restarts, double nugget,
                                 const Step& step) {
    constexpr double least_noise = 1e-8;
    const Index length_scales = anisotropic ? inputs.cols() : 1;
    const Index count = 1 + length_scales + (noisy ? 1 : 0);
    Search search{family, length_scales, noisy, nugget, inputs, {Eigen::VectorXd(count), Eigen::VectorXd(count)}};
    search.box.lower.setConstant(std::log(bounds.least_length));
    search.box.upper.setConstant(std::log(bounds.largest_length));
    search.box.lower[0] = std::log(kLeastAmplitude);
    search.box.upper[0] = std::log(kLargestAmplitude);
    if (noisy) {
        search.box.lower[count - 1] = std::log(least_noise);
        search.box.upper[count - 1] = 0;
    }

    std::mt19937_64 engine(0);
    std::vector<Eigen::VectorXd> starts;
    for (Index k = 1; k < restarts; ++k) {
        Eigen::VectorXd start(count);
        for (Index i = 0; i < count; ++i)
            start[i] = search.box.lower[i] +
                       (search.box.upper[i] - search.box.lower[i]) * static_cast<double>(engine() >> 11) * 0x1p-53;
        // Length scales far beyond the data are all alike: the interesting ones are below a hundred deviations.
        start.segment(1, length_scales) = start.segment(1, length_scales).cwiseMin(std::log(100.0));
        starts.push_back(start);
    }

    const std::vector<Process> isotropic = fit_isotropic(family, inputs, targets, bounds, restarts, nugget, step);
    std::vector<Process> result(isotropic.size());
    parallel_for(targets.cols(), true, [&](Index c) {
        const Process& first = isotropic[static_cast<std::size_t>(c)];
        Eigen::VectorXd start(count);
        start[0] = std::log(first.kernel.amplitude);
        start.segment(1, length_scales).setConstant(std::log(first.kernel.length_scales[0]));
        if (noisy) start[count - 1] = std::log(1e-4);
        Process best = climb(search, targets.col(c), start);
        for (const Eigen::VectorXd& other : starts) {
            const Process found = climb(search, targets.col(c), other);
            if (found.log_likelihood > best.log_likelihood) best = found;
        }
        result[static_cast<std::size_t>(c)] = best;
        step();
    });
    return result;
}

}  // namespace rom::gp
