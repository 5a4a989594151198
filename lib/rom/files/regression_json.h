// Regressions over the parameters as JSON. No other room sees it.
#pragma once

#include <Eigen/Core>

#include "rom/files/json.h"
#include "rom/gp/regression.h"

namespace rom::files {

Json matrix_json(const Eigen::MatrixXd& matrix);
// Throws Error: missing, empty, rows of different lengths.
Eigen::MatrixXd matrix_from(const Json& json, const std::string& key, const std::string& path);

// "parameters" and "logarithmic", and if several cases have the same parameters, "parameters_of_cases".
void add_space(Json& json, const gp::ParameterSpace& space);
// Throws Error if they do not fit together.
gp::ParameterSpace space_from(const Json& json, const std::string& path);

Json to_json(const gp::Process& process);
gp::Process process_from(const Json& json, const std::string& path);

Json to_json(const gp::Kernel& kernel);
gp::Kernel kernel_from(const Json& json, const std::string& path);

}  // namespace rom::files
