// How coefficients are carried over the parameters.
#pragma once

#include <optional>
#include <vector>

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

// The value of --log: auto (no value), none, or positions such as 0,2. Throws Error(2).
std::optional<std::vector<bool>> logarithms_in(const std::string& text, Index dimensions);

// Whether the options can do with moments of the cases, if there are any.
bool may_be_joint(const Tool& tool, const RegressionFlags& flags);

// Joint if that is asked for, or if there are moments and no option asks for independent coefficients.
gp::Coefficients fit_coefficients(Tool& tool, const RegressionFlags& flags, const files::Parameters& parameters,
                                  const files::Coefficients& xi, const files::StoredMeaning& stored);

}  // namespace rom::cli
