// How coefficients are carried over the parameters.
#pragma once

#include <optional>
#include <vector>

#include "rom/cli/time_options.h"
#include "rom/cli/tool.h"
#include "rom/files/coefficients_file.h"
#include "rom/gp/coefficients.h"
#include "rom/gp/fit.h"

namespace rom::cli {

struct RegressionFlags {
    std::optional<gp::Kind> kind;
    std::optional<gp::KernelFamily> kernel = gp::KernelFamily::matern32;
    std::string logarithmic = "auto";
    std::vector<double> length_bounds;
    gp::FitOptions fit;
};
void add(CommandLine& line, RegressionFlags& flags);

// The value of --log: auto (no value), none, or positions such as 0,2. Throws Error if there is no such position.
Check logarithms_check();
std::optional<std::vector<bool>> logarithms_in(const std::string& text, Index dimensions);

// What the coefficients in a file mean: what the JSON beside them says, else the options --library, --derivative, --dt
// and --times. Throws Error(2) if the options say another thing than the JSON, or no times where there is none.
files::CoefficientMeaning meaning_of(const Tool& tool, const files::CoefficientMeaning& given, const TimeFlags& times,
                                     const files::StoredMeaning& stored, const std::string& coefficients);

// Whether moments of the cases are of use, if there are any: for joint coefficients, and of several cases with the same
// parameters for others too.
bool needs_moments(const Tool& tool, const RegressionFlags& flags, const files::Parameters& parameters);

// Joint if that is asked for, or if there are moments and no option asks for independent coefficients. Cases with the
// same parameters have one set of coefficients.
gp::Coefficients fit_coefficients(Tool& tool, const RegressionFlags& flags, const files::Parameters& parameters,
                                  const files::Coefficients& xi, const files::StoredMeaning& stored);

}  // namespace rom::cli
