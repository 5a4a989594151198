#include <algorithm>
#include <cmath>

#include "rom/base/parallel.h"
#include "rom/base/random.h"
#include "rom/gp/box.h"
#include "rom/gp/joint.h"
#include "rom/gp/steps.h"

namespace rom::gp {
namespace {

// Hyperparameters are searched for with as many cases as have so many coefficients of an equation.
constexpr Index kSearched = 800;
// The logarithm of a parameter is taken if it raises the log likelihood by this.
constexpr double kClear = 2;

void set_hyperparameters(JointRegression& regression, const Eigen::VectorXd& logarithms) {
    regression.noise = std::exp(logarithms[0]);
    regression.kernel.amplitude = std::exp(logarithms[1]);
    regression.mean_variance = std::exp(logarithms[2]);
    regression.kernel.length_scales = logarithms.tail(logarithms.size() - 3).array().exp();
}

// From four starting points, of much and little noise, long and short length scales.
JointRegression climb(JointRegression regression, const std::function<void()>& step) {
    const Index dimensions = regression.space.inputs.cols();
    Box box{Eigen::VectorXd::Constant(3 + dimensions, -1.5), Eigen::VectorXd::Constant(3 + dimensions, 4)};
    box.lower.head(3) << -16, -12, -12;
    box.upper.head(3) << 2, 4, 6;
    std::vector<Minimum> minima(4);
    parallel_for(static_cast<Index>(minima.size()), true, [&](Index k) {
        JointRegression tried = regression;
        Eigen::VectorXd start = Eigen::VectorXd::Constant(3 + dimensions, k % 2 == 0 ? 0 : 1);
        start.head(3) << (k < 2 ? -6 : -2), -2, 0;
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
    set_hyperparameters(regression, best->at);
    regression.log_likelihood = -best->value;
    return regression;
}

// A fixed sample, if there are too many cases to search with all of them.
std::vector<Index> searched(Index cases, Index terms) {
    std::vector<Index> chosen = permutation(cases, 0);
    chosen.resize(static_cast<std::size_t>(std::min(cases, std::max<Index>(2, kSearched / terms))));
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

}  // namespace

JointRegression fit_joint(const Eigen::Ref<const Eigen::MatrixXd>& inputs, const std::vector<Eigen::MatrixXd>& moments,
                          dynamics::Library library, Index latent, const JointOptions& options) {
    require_two(inputs);
    JointRegression whole;
    whole.library = library;
    whole.latent = latent;
    whole.moments = moments;
    whole.space = {inputs, options.logarithmic.value_or(std::vector<bool>(static_cast<std::size_t>(inputs.cols())))};

    const std::vector<Index> chosen = searched(inputs.rows(), whole.terms());
    JointRegression sample = whole;
    sample.space.inputs = inputs(chosen, Eigen::all);
    sample.moments.clear();
    for (const Index c : chosen) sample.moments.push_back(moments[static_cast<std::size_t>(c)]);

    std::vector<Index> candidates;
    for (Index d = 0; d < inputs.cols() && !options.logarithmic; ++d)
        if (inputs.col(d).minCoeff() > 0 && inputs.col(d).minCoeff() < inputs.col(d).maxCoeff())
            candidates.push_back(d);
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
    return best;
}

}  // namespace rom::gp
