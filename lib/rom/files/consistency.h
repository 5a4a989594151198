// Whether pieces made by different steps belong together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/files/inputs.h"
#include "rom/files/model_file.h"
#include "rom/files/processes_file.h"

namespace rom::files {

// Throws Error if they cannot be used together (latent dimensions, dimensions of the parameters).
void require_compatible(const StoredModel& model, const StoredProcesses& processes, const Parameters& parameters);

// One sentence for each sign that they were not made from one another: coefficients fitted to other latent
// trajectories, other times. `path`: of the coefficients.
std::vector<std::string> mismatches(const StoredModel& model, const CoefficientMeaning& coefficients,
                                    const std::string& path);

// A sentence if coefficients and model go by different derivatives; nothing if the coefficients came from elsewhere.
std::optional<std::string> other_derivative(const StoredModel& model, const CoefficientMeaning& coefficients,
                                            const std::string& path);

// Whether the processes were fitted to exactly these parameters.
bool fitted_to(const StoredProcesses& processes, const Parameters& parameters);

// One sentence for each parameter outside the box of the training parameters.
// Throws Error if the dimensions differ.
std::vector<std::string> outside_training(const gp::ParameterSpace& space, const Parameters& parameters);

}  // namespace rom::files
