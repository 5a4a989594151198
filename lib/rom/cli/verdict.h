// What a tool says of how good a model is.
#pragma once

#include <optional>
#include <string>

#include "rom/cli/tool.h"
#include "rom/evaluation/verdict.h"
#include "rom/files/coefficients_file.h"
#include "rom/files/model_file.h"

namespace rom::cli {

// Where the model and its snapshots lie, if not where xi.json and model.json say.
struct VerdictFlags {
    std::string model;
    std::string snapshots;
};
std::vector<Option> options_of(VerdictFlags& flags);

// On coefficients and the model to whose latent trajectories they were fitted. Nothing, and at most a word
// with --verbose, if model or snapshots are not where they were. Throws Error: files that were named and are not there,
// or are not those of the coefficients.
std::optional<evaluation::Verdict> verdict_on(const Tool& tool, const VerdictFlags& flags,
                                              const files::StoredMeaning& stored, const gp::Coefficients& coefficients);

void say(const Tool& tool, const evaluation::Verdict& verdict);

}  // namespace rom::cli
