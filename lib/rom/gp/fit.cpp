#include "rom/gp/fit.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>

#include "rom/base/error.h"
#include "rom/gp/steps.h"

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

std::vector<KernelFamily> families_of(const std::optional<KernelFamily>& given) {
    if (given) return {*given};
    std::vector<KernelFamily> all;
    for (std::size_t k = 0; k < names_of<KernelFamily>().size(); ++k) all.push_back(static_cast<KernelFamily>(k));
    return all;
}

std::string choices_made(const Regression& regression) {
    std::map<std::string, int> counts;
    for (const Process& process : regression.processes)
        ++counts[name_of(process.kernel.family) + std::string(process.noise > 0 ? " with noise" : "")];
    std::string text;
    for (const auto& [name, count] : counts) text += (text.empty() ? "" : ", ") + name + " " + std::to_string(count);
    return text;
}

Regression fit(const Eigen::Ref<const Eigen::MatrixXd>& inputs, const Eigen::Ref<const Eigen::MatrixXd>& targets,
               const FitOptions& options) {
    require_two(inputs);
    Regression regression{options.nugget, {inputs, options.logarithmic}, targets, {}};
    regression.space.logarithmic.resize(static_cast<std::size_t>(inputs.cols()));
    const Eigen::MatrixXd points = normalised(regression.space, inputs);
    const double nearest = least_distance(points);
    if (options.anisotropic && collinear(points))
        throw Error(
            "the training parameters lie on a line, or one is the same in all cases: they do not tell the length "
            "scales of the dimensions apart; leave out --anisotropic, or that parameter");
    Bounds bounds{options.least_length > 0 ? options.least_length : nearest, options.largest_length};
    bounds.largest_length = std::max(bounds.largest_length, bounds.least_length);

    const Eigen::MatrixXd normalised = normalisation_of(targets).apply(targets);
    std::vector<bool> noises;
    if (options.noise != Noise::fit) noises.push_back(false);
    if (options.noise != Noise::none) noises.push_back(true);
    const bool choose = options.kernels.size() * noises.size() > 1;
    Index steps = 0;
    for (const bool noisy : noises)
        steps += std::max<Index>(options.restarts, 2) + targets.cols() * (options.anisotropic || noisy ? 2 : 1);
    steps *= static_cast<Index>(options.kernels.size());
    Steps counted(options.progress, steps);
    const auto step = [&] { counted.step(); };
    std::vector<double> scores;
    for (const KernelFamily kernel : options.kernels)
        for (const bool noisy : noises) {
            auto found =
                options.anisotropic || noisy
                    ? fit_general(kernel, options.anisotropic, noisy, points, normalised, bounds, options.restarts,
                                  options.nugget, step)
                    : fit_isotropic(kernel, points, normalised, bounds, options.restarts, options.nugget, step);
            if (!choose) {
                regression.processes = std::move(found);
                continue;
            }
            const bool first = regression.processes.empty();
            scores.resize(found.size());
            regression.processes.resize(found.size());
            for (std::size_t c = 0; c < found.size(); ++c) {
                const double score =
                    leave_one_out(found[c], options.nugget, points, normalised.col(static_cast<Index>(c))).score;
                if (first || score > scores[c]) {
                    scores[c] = score;
                    regression.processes[c] = std::move(found[c]);
                }
            }
        }
    return regression;
}

}  // namespace rom::gp
