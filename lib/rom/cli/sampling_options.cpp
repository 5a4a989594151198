#include "rom/cli/sampling_options.h"

#include "rom/base/error.h"
#include "rom/cli/tool.h"

namespace rom::cli {

Option deviation_option(SamplingOptions& o) {
    return {"--std", &o.deviation, "Standard deviation of the prediction, of the same shape, to write, .npy", kResult};
}

std::vector<Option> options_of(SamplingOptions& o) {
    return {
        {"--samples", &o.sampling.samples,
         "Draws of the coefficients for --std, --mean and --quantiles; 20 if one is given", kNoDefault, within(2, 1e6)},
        {"--seed", &o.sampling.seed, "Seed of the draws"},
        {"--mean", &o.mean, "Mean over the draws [cases, times, ...space] to write, .npy", kResult},
        {"--quantiles", &o.sampling.quantiles, "Probabilities of quantiles over the draws, such as 0.05,0.95", 0,
         within(0, 1)},
        {"--quantile-file", &o.quantiles, "The quantiles [cases, times, probabilities, ...space] to write", kResult},
    };
}

bool asked_for(SamplingOptions& o, const std::string& output, bool latent_only) {
    const bool asked = !o.deviation.empty() || !o.mean.empty() || !o.quantiles.empty();
    if (o.sampling.samples > 0 && !asked) throw Error("--samples is for --std, --mean or --quantiles; give one", 2);
    if (o.quantiles.empty() != o.sampling.quantiles.empty())
        throw Error("--quantiles and --quantile-file belong together; give both", 2);
    if (asked && latent_only) throw Error("--latent-only has no --std, --mean or --quantiles", 2);
    if (asked && o.sampling.samples == 0) o.sampling.samples = prediction::Sampling().samples;
    require_own_names({output, o.deviation, o.mean, o.quantiles});
    return asked;
}

}  // namespace rom::cli
