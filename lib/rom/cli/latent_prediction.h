// rom-predict without parameters: known coefficients are integrated, or latent trajectories from anywhere are decoded.
#pragma once

#include "rom/cli/prediction.h"

namespace rom::cli {

// Whether the options ask for that.
bool is_without_parameters(const PredictOptions& options);

// Writes the prediction. An interpolated stage, which depends on the parameters, is left out with a warning. Throws
// Error(2): options that are for parameters, or, with --decode, for dynamics. Throws Error: pieces that do not belong
// together, a trajectory that grows without bound.
void predict_without_parameters(const Tool& tool, const PredictOptions& options, const files::StoredModel& stored);

}  // namespace rom::cli
