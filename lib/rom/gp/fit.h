// Hyperparameters by maximum likelihood. Source: Rasmussen and Williams (2006), chapter 5.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "rom/gp/regression.h"

namespace rom::gp {

// Whether targets have noise; automatic: those that are predicted better so.
enum class Noise { none, fit, automatic };

struct FitOptions {
    // Of several kernels, and with or without noise, each target takes the one whose leave-one-out score is the best.
    std::vector<KernelFamily> kernels = {KernelFamily::matern32};
    Noise noise = Noise::none;
    bool anisotropic = false;       // a length scale for each dimension
    std::vector<bool> logarithmic;  // as in ParameterSpace; empty: none
    Index restarts = 20;            // starting points of the search
    double least_length = 0;        // bounds of the length scale; 0: the smallest distance between two inputs
    double largest_length = 1e5;
    double nugget = 1e-10;  // added to the diagonal of the kernel matrix
    // Told of each step that is done out of all, one at a time, on any thread.
    std::function<void(Index done, Index all)> progress = {};
};

// Maximises the log marginal likelihood of each target over the amplitude within its bounds below, the length scales
// within their bounds, and the noise, if there is one, in [1e-8, 1]. Targets are normalised one by one. Throws Error
// for fewer than two inputs, for two equal inputs, and, if each dimension has a length scale, for inputs that lie on a
// line, plane or the like: they say nothing off it.
Regression fit(const Eigen::Ref<const Eigen::MatrixXd>& inputs, const Eigen::Ref<const Eigen::MatrixXd>& targets,
               const FitOptions& options);

// The kernels to choose from: the one given, or all.
std::vector<KernelFamily> families_of(const std::optional<KernelFamily>& given);

// "matern52 20, rbf with noise 16": how often each kind of process was chosen.
std::string choices_made(const Regression& regression);

inline constexpr double kLeastAmplitude = 1e-5;
inline constexpr double kLargestAmplitude = 1e5;

// The two searches, of all targets [cases, coefficients] over normalised inputs. They call step() so often, on any
// thread: at each starting point of the isotropic search, and at each target of each search.
using Step = std::function<void()>;
struct Bounds {
    double least_length = 0;
    double largest_length = 0;
};
// One length scale and no noise: an eigendecomposition of the correlation matrix at a length scale serves all targets,
// and the best amplitude is a root in one variable; along the length scale every sign change of the slope between
// starting points is followed to its maximum, and the best is kept.
std::vector<Process> fit_isotropic(KernelFamily family, const Eigen::MatrixXd& inputs, const Eigen::MatrixXd& targets,
                                   const Bounds& bounds, Index restarts, double nugget, const Step& step);
// Any other: L-BFGS on the logarithms of all hyperparameters, from many starting points, the isotropic optimum first.
std::vector<Process> fit_general(KernelFamily family, bool anisotropic, bool noisy, const Eigen::MatrixXd& inputs,
                                 const Eigen::MatrixXd& targets, const Bounds& bounds, Index restarts, double nugget,
                                 const Step& step);

}  // namespace rom::gp

template <>
struct rom::Choices<rom::gp::Noise> {
    static constexpr const char* what = "noise";
    static constexpr std::array names = {"none", "fit", "auto"};
};
