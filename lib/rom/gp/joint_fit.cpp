#include <algorithm>
#include <cmath>
#include <numeric>

#include "rom/base/error.h"
#include "rom/base/parallel.h"
#include "rom/base/random.h"
#include "rom/base/rounding.h"
#include "rom/gp/box.h"
#include "rom/gp/joint.h"
#include "rom/gp/steps.h"

namespace rom::gp {
namespace {

// Hyperparameters are searched for with as many cases as have so many coefficients of an equation, if there is one
// equation; with more so many fewer that the work is the same.
constexpr double kSearched = 800;
// The logarithm of a parameter is taken if it raises the log likelihood by this.
constexpr double kClear = 2;
// Of the logarithms of hyperparameters: the likelihood says no more of them (see base/rounding.h).
constexpr double kStepOfLogarithms = 0x1p-10;

void set_hyperparameters(JointRegression& regression, const Eigen::VectorXd& logarithms) {
    const Index latent = regression.latent();
    regression.noise = logarithms.head(latent).array().exp();
    regression.kernel.amplitude = std::exp(logarithms[latent]);
    regression.mean_variance = std::exp(logarithms[latent + 1]);
    regression.kernel.length_scales = logarithms.tail(logarithms.size() - latent - 2).array().exp();
}

// From four starting points, of much and little noise, long and short length scales.
JointRegression climb(JointRegression regression, const std::function<void()>& step) {
    const Index latent = regression.latent();
    const Index count = latent + 2 + regression.space.inputs.cols();
    Box box{Eigen::VectorXd::Constant(count, -1.5), Eigen::VectorXd::Constant(count, 4)};
    box.lower.head(latent).setConstant(-16);
    box.upper.head(latent).setConstant(2);
    box.lower.segment(latent, 2) << -12, -12;
    box.upper.segment(latent, 2) << 4, 6;
    std::vector<Minimum> minima(4);
    parallel_for(static_cast<Index>(minima.size()), true, [&](Index k) {
        JointRegression tried = regression;
        Eigen::VectorXd start = Eigen::VectorXd::Constant(count, k % 2 == 0 ? 0 : 1);
        start.head(latent).setConstant(k < 2 ? -6 : -2);
        start.segment(latent, 2) << -2, 0;
        minima[static_cast<std::size_t>(k)] = minimise(
            box,
            [&](const Eigen::VectorXd& logarithms, Eigen::VectorXd& gradient) {
                set_hyperparameters(tried, logarithms);
                return joint_loss(tried, gradient);
            },
            start);
        step();
    });
    const auto best = std::min_element(minima.begin(), minima.end(),
                                       [](const Minimum& a, const Minimum& b) { return a.value < b.value; });
    if (!std::isfinite(best->value))
        throw Error("the likelihood of the velocities is not finite; look at the latent trajectories");
    set_hyperparameters(regression, best->at.unaryExpr([](double x) { return rounded_to(x, kStepOfLogarithms); }));
    regression.log_likelihood = -best->value;
    return regression;
}

// A fixed sample of the cases in the order of their parameters, if there are too many to search with all of them.
std::vector<Index> searched(const Eigen::MatrixXd& inputs, Index terms, Index latent) {
    std::vector<Index> order(static_cast<std::size_t>(inputs.rows()));
    std::iota(order.begin(), order.end(), Index{0});
    std::sort(order.begin(), order.end(), [&](Index a, Index b) {
        for (Index d = 0; d < inputs.cols(); ++d)
            if (inputs(a, d) != inputs(b, d)) return inputs(a, d) < inputs(b, d);
        return a < b;
    });
    const double most = kSearched / std::cbrt(static_cast<double>(latent)) / static_cast<double>(terms);
    const Index count = std::min(inputs.rows(), std::max<Index>(2, static_cast<Index>(most)));
    std::vector<Index> chosen;
    for (const Index place : permutation(inputs.rows(), 0)) {
        if (static_cast<Index>(chosen.size()) == count) break;
        chosen.push_back(order[static_cast<std::size_t>(place)]);
    }
    return chosen;
}

// Length scales in deviations of the sample's parameters, in those of all.
void rescale(Kernel& kernel, const ParameterSpace& whole, const Eigen::MatrixXd& sample) {
    kernel.length_scales.array() *= normalisation_of(normalised(whole, sample)).deviation.array();
}

}  // namespace

JointRegression fit_joint(const Eigen::Ref<const Eigen::MatrixXd>& inputs, const dynamics::Moments& moments,
                          dynamics::Library library, const JointOptions& options) {
    require_two(inputs);
    JointRegression sample;
    sample.library = library;
    sample.moments.units = moments.units;
    const std::vector<Index> chosen = searched(inputs, sample.terms(), sample.latent());
    sample.space = {inputs(chosen, Eigen::all),
                    options.logarithmic.value_or(std::vector<bool>(static_cast<std::size_t>(inputs.cols())))};
    for (const Index c : chosen) sample.moments.cases.push_back(moments.cases[static_cast<std::size_t>(c)]);

    const std::vector<Index> candidates = options.logarithmic ? std::vector<Index>() : wide_dimensions(inputs);
    const auto tries = static_cast<Index>(options.kernels.size() + candidates.size());
    Steps progress(options.progress, 4 * tries);
    const auto climbed = [&](const JointRegression& from) { return climb(from, [&] { progress.step(); }); };
    JointRegression best;
    for (const KernelFamily family : options.kernels) {
        sample.kernel.family = family;
        JointRegression tried = climbed(sample);
        if (family == options.kernels.front() || tried.log_likelihood > best.log_likelihood) best = std::move(tried);
    }
    for (const Index d : candidates) {
        JointRegression tried = best;
        tried.space.logarithmic[static_cast<std::size_t>(d)] = true;
        tried = climbed(tried);
        if (tried.log_likelihood > best.log_likelihood + kClear) best = std::move(tried);
    }
    best.space.inputs = inputs;
    best.moments = moments;
    rescale(best.kernel, best.space, sample.space.inputs);
    return best;
}

}  // namespace rom::gp
