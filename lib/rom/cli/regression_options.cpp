#include "rom/cli/regression_options.h"

#include <algorithm>
#include <array>

#include "rom/base/error.h"
#include "rom/base/text.h"

namespace rom::cli {
namespace {

constexpr const char* kIndependent = "Options for independent coefficients";
constexpr std::array kOfIndependent = {"--noise", "--anisotropic", "--restarts", "--length-bounds", "--nugget"};

// Whether the options allow it.
bool may_be_joint(const Tool& tool, const RegressionFlags& flags) {
    if (flags.kind) return *flags.kind == gp::Kind::joint;
    return std::ranges::none_of(kOfIndependent, [&](const char* option) { return tool.options.given(option); });
}

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

// For each of the distinct parameters, the cases that determine coefficients.
std::vector<std::vector<Index>> determining(const gp::DistinctParameters& parameters,
                                            const std::vector<Index>& undetermined) {
    std::vector<std::vector<Index>> cases = parameters.cases_of_rows();
    for (std::vector<Index>& of_row : cases)
        std::erase_if(of_row, [&](Index c) { return std::ranges::find(undetermined, c) != undetermined.end(); });
    return cases;
}

// The coefficients of each of the distinct parameters. Those of several cases fit all their trajectories best, if their
// moments are known, else they are the mean; those of no case are predicted from the other parameters'.
Eigen::MatrixXd independent_coefficients(const gp::DistinctParameters& parameters, const files::Coefficients& xi,
                                         const files::StoredMeaning& stored, const gp::FitOptions& options) {
    const std::vector<std::vector<Index>> cases = determining(parameters, stored.undetermined);
    Eigen::MatrixXd fitted;
    if (parameters.repeated() && !stored.moments.cases.empty())
        fitted = dynamics::least_squares_of(
            dynamics::summed(stored.moments, parameters.of_case, parameters.rows.rows()), stored.meaning->library);
    Eigen::MatrixXd values(parameters.rows.rows(), xi.values.cols());
    std::vector<Index> known;
    std::vector<Index> unknown;
    for (Index row = 0; row < values.rows(); ++row) {
        const std::vector<Index>& of_row = cases[static_cast<std::size_t>(row)];
        (of_row.empty() ? unknown : known).push_back(row);
        if (of_row.size() == 1)
            values.row(row) = xi.values.row(of_row.front());
        else if (of_row.size() > 1)
            values.row(row) =
                fitted.size() > 0 ? fitted.row(row).eval() : xi.values(of_row, Eigen::all).colwise().mean().eval();
    }
    if (unknown.empty()) return values;
    const gp::Regression others = gp::fit(parameters.rows(known, Eigen::all), values(known, Eigen::all), options);
    values(unknown, Eigen::all) = gp::predict(others, parameters.rows(unknown, Eigen::all)).mean;
    return values;
}

gp::Coefficients fit_jointly(Tool& tool, const RegressionFlags& flags, const gp::DistinctParameters& parameters,
                             const files::StoredMeaning& stored) {
    tool.options.refuse(kIndependent, "the coefficients are fitted jointly");
    const gp::JointOptions options{gp::families_of(flags.kernel),
                                   logarithms_in(flags.logarithmic, parameters.rows.cols()),
                                   percentage(tool, "fitted")};
    if (!parameters.repeated()) return gp::fit_joint(parameters.rows, stored.moments, stored.meaning->library, options);
    gp::JointRegression found =
        gp::fit_joint(parameters.rows, dynamics::summed(stored.moments, parameters.of_case, parameters.rows.rows()),
                      stored.meaning->library, options);
    found.space.of_case = parameters.of_case;
    return found;
}

gp::Coefficients fit_independently(const Tool& tool, const RegressionFlags& flags,
                                   const gp::DistinctParameters& parameters, const files::Coefficients& xi,
                                   const files::StoredMeaning& stored) {
    gp::FitOptions options = fit_options(flags, parameters.rows.cols());
    const Eigen::MatrixXd values = independent_coefficients(parameters, xi, stored, options);
    options.progress = percentage(tool, "fitted");
    gp::Regression found = gp::fit(parameters.rows, values, options);
    if (parameters.repeated()) found.space.of_case = parameters.of_case;
    if (!flags.kernel || flags.fit.noise == gp::Noise::automatic) tool.say("chosen: " + gp::choices_made(found));
    return found;
}

}  // namespace

Check logarithms_check() {
    const auto fits = [](const std::string& text) {
        return text == "auto" || text == "none" || std::ranges::all_of(split(text, ','), [](const std::string& part) {
                   return unsigned_in(part) && integer_in(part);
               });
    };
    return spelled(fits, "auto, none, or positions such as 0,2");
}

std::optional<std::vector<bool>> logarithms_in(const std::string& text, Index dimensions) {
    if (text == "auto") return {};
    std::vector<Index> positions;
    if (text != "none")
        for (const std::string& part : split(text, ',')) {
            positions.push_back(integer_in(part).value_or(-1));
        }
    return gp::logarithmic_at(positions, dimensions);
}

files::CoefficientMeaning meaning_of(const Tool& tool, const files::CoefficientMeaning& given, const TimeFlags& times,
                                     const files::StoredMeaning& stored, const std::string& coefficients) {
    const std::string json = files::json_beside(coefficients);
    const bool timed = are_given(times);
    if (!stored.meaning) {
        if (!timed) throw Error("there is no " + json + " to say what the coefficients mean; give --dt", 2);
        return {given.library, given.derivative, times_of(times).grid};
    }
    const auto require_same = [&](const char* option, const std::string& one, const std::string& other) {
        if (tool.options.given(option) && one != other)
            throw Error(std::string(option) + " is " + one + " but " + json + " says " + other + "; leave it out", 2);
    };
    require_same("--library", name_of(given.library), name_of(stored.meaning->library));
    require_same("--derivative", name_of(given.derivative), name_of(stored.meaning->derivative));
    if (timed)
        if (const auto difference = difference_between(times_of(times).grid, stored.meaning->grid, json))
            throw Error((times.times.empty() ? "--dt: this fit " : times.times + ": this fit ") + *difference +
                            "; leave it out",
                        2);
    return *stored.meaning;
}

bool needs_moments(const Tool& tool, const RegressionFlags& flags, const files::Parameters& parameters) {
    return may_be_joint(tool, flags) || gp::distinct(parameters.values).repeated();
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
         "which it raises the likelihood, none of independent ones",
         0, logarithms_check()},
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
    const gp::DistinctParameters distinct = gp::distinct(parameters.values);
    if (distinct.rows.rows() == 1)
        throw Error(parameters.name + ": all " + std::to_string(distinct.of_case.size()) +
                    " cases have the same parameters; interpolation over the parameters needs at least 2 different "
                    "ones, but rom-predict MODEL --xi " +
                    xi.name + " goes without parameters");
    if (distinct.repeated())
        tool.say(parameters.name + ": " + counted(xi.values.rows(), "case") + " of " +
                 std::to_string(distinct.rows.rows()) +
                 " different parameters; those that have the same share their coefficients");
    if (!stored.undetermined.empty()) {
        const std::string sentence = files::left_out_sentence(xi.name, stored.undetermined);
        if (std::ranges::count_if(determining(distinct, stored.undetermined),
                                  [](const auto& of_row) { return !of_row.empty(); }) < 2)
            throw Error(sentence + "; interpolation over the parameters needs at least 2 others");
        tool.warn(sentence);
    }
    return is_joint(tool, flags, stored) ? fit_jointly(tool, flags, distinct, stored)
                                         : fit_independently(tool, flags, distinct, xi, stored);
}

}  // namespace rom::cli
