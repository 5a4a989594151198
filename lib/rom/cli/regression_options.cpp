#include "rom/cli/regression_options.h"

#include <algorithm>
#include <array>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/evaluation/folds.h"

namespace rom::cli {
namespace {

constexpr const char* kIndependent = "Options for independent coefficients";
constexpr std::array kOfIndependent = {"--noise", "--anisotropic", "--restarts", "--length-bounds", "--nugget"};

bool is_joint(const Tool& tool, const RegressionFlags& flags, const files::StoredMeaning& stored) {
    if (!may_be_joint(tool, flags)) return false;
    if (!stored.moments.cases.empty()) return true;
    if (flags.kind)
        throw Error("--coefficients joint needs the moments that rom-sindy writes beside xi: " + stored.why_no_moments +
                    "; fit the coefficients again");
    if (stored.meaning) tool.say("independent coefficients: " + stored.why_no_moments);
    return false;
}

gp::FitOptions fit_options(const RegressionFlags& flags, Index dimensions) {
    gp::FitOptions options = flags.fit;
    options.kernels = gp::families_of(flags.kernel);
    options.logarithmic = logarithms_in(flags.logarithmic, dimensions).value_or(std::vector<bool>());
    if (flags.length_bounds.empty()) return options;
    options.least_length = flags.length_bounds[0];
    options.largest_length = flags.length_bounds[1];
    if (options.largest_length < options.least_length)
        throw Error("--length-bounds: the first bound is larger than the second; give them as smallest,largest", 2);
    return options;
}

// The coefficients of cases that determine none are those that the others predict.
Eigen::MatrixXd completed(const files::Parameters& parameters, const files::Coefficients& xi,
                          const std::vector<Index>& undetermined, const gp::FitOptions& options) {
    Eigen::MatrixXd values = xi.values;
    if (undetermined.empty()) return values;
    const std::vector<Index> others = evaluation::all_but(values.rows(), undetermined);
    const gp::Regression known = gp::fit(parameters.values(others, Eigen::all), values(others, Eigen::all), options);
    values(undetermined, Eigen::all) = gp::predict(known, parameters.values(undetermined, Eigen::all)).mean;
    return values;
}

gp::Coefficients fit_jointly(Tool& tool, const RegressionFlags& flags, const files::Parameters& parameters,
                             const files::StoredMeaning& stored) {
    tool.options.refuse(kIndependent, "the coefficients are fitted jointly");
    const gp::JointOptions options{gp::families_of(flags.kernel),
                                   logarithms_in(flags.logarithmic, parameters.values.cols()),
                                   percentage(tool, "fitted")};
    return gp::fit_joint(parameters.values, stored.moments, stored.meaning->library, options);
}

gp::Coefficients fit_independently(const Tool& tool, const RegressionFlags& flags, const files::Parameters& parameters,
                                   const files::Coefficients& xi, const std::vector<Index>& undetermined) {
    gp::FitOptions options = fit_options(flags, parameters.values.cols());
    const Eigen::MatrixXd values = completed(parameters, xi, undetermined, options);
    options.progress = percentage(tool, "fitted");
    const gp::Regression found = gp::fit(parameters.values, values, options);
    if (!flags.kernel || flags.fit.noise == gp::Noise::automatic) tool.say("chosen: " + gp::choices_made(found));
    return found;
}

}  // namespace

std::optional<std::vector<bool>> logarithms_in(const std::string& text, Index dimensions) {
    if (text == "auto") return {};
    std::vector<Index> positions;
    if (text != "none")
        for (const std::string& part : split(text, ',')) {
            const auto position = unsigned_in(part);
            if (!position) throw Error("--log: '" + text + "' is neither auto nor none nor positions such as 0,2", 2);
            positions.push_back(static_cast<Index>(*position));
        }
    return gp::logarithmic_at(positions, dimensions);
}

bool may_be_joint(const Tool& tool, const RegressionFlags& flags) {
    if (flags.kind) return *flags.kind == gp::Kind::joint;
    return std::ranges::none_of(kOfIndependent, [&](const char* option) { return tool.options.given(option); });
}

void add(CommandLine& line, RegressionFlags& flags) {
    line.add({
        {"--coefficients", choice(&flags.kind),
         "joint: the velocities of all cases at once, with a process over the parameters as the prior of each "
         "coefficient; independent: a process through the coefficients of each case; auto: joint, if rom-sindy's "
         "moments lie beside xi and no option below asks for the other"},
        {"--kernel", choice(&flags.kernel),
         "Kernel: matern32, matern52 or rbf; auto: the one that explains the velocities best, or for each independent "
         "coefficient the one that predicts left-out cases best"},
        {"--log", &flags.logarithmic,
         "Parameters, counted from 0, whose logarithm counts, such as 0,2; none; auto: those of joint coefficients for "
         "which it raises the likelihood, none of independent ones"},
    });
    line.add(
        {
            {"--noise", choice(&flags.fit.noise), "Noise of the coefficients: none, fit, or auto as for kernels"},
            {"--anisotropic", &flags.fit.anisotropic, "A length scale for each parameter"},
            {"--restarts", &flags.fit.restarts, "Starting points for the length scale", 0, positive()},
            {"--length-bounds", &flags.length_bounds,
             "Bounds of the length scale, in deviations of the parameters; else the distance of the nearest two cases "
             "and 1e5",
             0, positive(), 2},
            {"--nugget", &flags.fit.nugget, "Variance added to the diagonal of the kernel matrix", 0, not_negative()},
        },
        kIndependent);
}

gp::Coefficients fit_coefficients(Tool& tool, const RegressionFlags& flags, const files::Parameters& parameters,
                                  const files::Coefficients& xi, const files::StoredMeaning& stored) {
    if (xi.values.rows() == 1)
        throw Error(
            "there is 1 training case; interpolation over the parameters needs at least 2, but rom-predict MODEL "
            "--xi " +
            xi.name + " goes without parameters");
    if (const std::size_t left_out = stored.undetermined.size(); left_out > 0) {
        const std::string sentence = files::left_out_sentence(xi.name, stored.undetermined);
        if (xi.values.rows() < static_cast<Index>(left_out) + 2)
            throw Error(sentence + "; interpolation over the parameters needs at least 2 others");
        tool.warn(sentence);
    }
    return is_joint(tool, flags, stored) ? fit_jointly(tool, flags, parameters, stored)
                                         : fit_independently(tool, flags, parameters, xi, stored.undetermined);
}

}  // namespace rom::cli
