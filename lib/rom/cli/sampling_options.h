// Statistics over draws of the coefficients, as rom-predict is asked for them.
#pragma once

#include <string>
#include <vector>

#include "rom/cli/options.h"
#include "rom/prediction/uncertainty.h"

namespace rom::cli {

struct SamplingOptions {
    prediction::Sampling sampling{.samples = 0};
    std::string mean;
    std::string deviation;
    std::string quantiles;
};
// --std, which ensembles of either kind of model have, and the rest.
Option deviation_option(SamplingOptions& options);
std::vector<Option> options_of(SamplingOptions& options);

// Whether any are asked for; `options` takes the number of draws that is the default then. Throws Error(2) if what is
// asked for does not fit together.
bool asked_for(SamplingOptions& options, bool latent_only);

}  // namespace rom::cli
