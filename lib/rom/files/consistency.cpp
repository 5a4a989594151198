#include "rom/files/consistency.h"

#include "rom/base/error.h"
#include "rom/base/text.h"

namespace rom::files {
namespace {

std::string number(double value) { return format("%.6g", value); }

}  // namespace

void require_compatible(const StoredModel& model, const StoredProcesses& processes, const Parameters& parameters) {
    if (processes.latent != model.model.latent())
        throw Error(processes.path + " is for " + std::to_string(processes.latent) + " latent variables but " +
                    model.path + " has " + std::to_string(model.model.latent()) + "; they must match");
    const Index dimensions = gp::space_of(processes.coefficients).inputs.cols();
    if (parameters.values.cols() != dimensions)
        throw Error(parameters.name + " has parameters of dimension " + std::to_string(parameters.values.cols()) +
                    " but " + processes.path + " was fitted to dimension " + std::to_string(dimensions) +
                    "; they must match");
}

std::vector<std::string> mismatches(const StoredModel& model, const CoefficientMeaning& coefficients,
                                    const std::string& path) {
    std::vector<std::string> found;
    if (!coefficients.latent_sha256.empty() && coefficients.latent_sha256 != model.latent_sha256)
        found.push_back(path + " was not made from the latent trajectories of " + model.path);
    if (const auto difference = difference_between(coefficients.grid, model.model.grid, model.path))
        found.push_back(path + " " + *difference);
    if (coefficients.library != model.model.library)
        found.push_back(path + " has the " + name_of(coefficients.library) + " library but " + model.path +
                        " was trained with the " + name_of(model.model.library));
    return found;
}

std::optional<std::string> other_derivative(const StoredModel& model, const CoefficientMeaning& coefficients,
                                            const std::string& path) {
    if (coefficients.latent_sha256.empty() || coefficients.derivative == model.model.derivative) return {};
    return path + " was fitted with derivative " + name_of(coefficients.derivative) + " but " + model.path +
           " was trained with " + name_of(model.model.derivative);
}

bool fitted_to(const StoredProcesses& processes, const Parameters& parameters) {
    const Eigen::MatrixXd fitted = gp::parameters_of_cases(gp::space_of(processes.coefficients));
    return parameters.values.rows() == fitted.rows() && parameters.values.cols() == fitted.cols() &&
           parameters.values == fitted;
}

std::vector<std::string> outside_training(const gp::ParameterSpace& space, const Parameters& parameters) {
    const Eigen::MatrixXd& training = space.inputs;
    if (parameters.values.cols() != training.cols())
        throw Error(parameters.name + " has parameters of dimension " + std::to_string(parameters.values.cols()) +
                    " but the model was trained on dimension " + std::to_string(training.cols()) + "; they must match");
    std::vector<std::string> found;
    for (Index c = 0; c < parameters.values.rows(); ++c)
        for (Index d = 0; d < training.cols(); ++d) {
            const double value = parameters.values(c, d);
            const double low = training.col(d).minCoeff();
            const double high = training.col(d).maxCoeff();
            if (value < low || value > high)
                found.push_back(parameters.name + ": case " + std::to_string(c) + ", parameter " + std::to_string(d) +
                                " is " + number(value) + ", outside the training range " + number(low) + " to " +
                                number(high) + ": the prediction extrapolates");
        }
    return found;
}

}  // namespace rom::files
