// gp.json: what carries the coefficients over the parameters; see rom-model(5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/evaluation/verdict.h"
#include "rom/files/coefficients_file.h"
#include "rom/gp/coefficients.h"

namespace rom::files {

struct StoredProcesses {
    gp::Coefficients coefficients;
    CoefficientMeaning dynamics;
    Index terms = 0;
    Index latent = 0;
    std::string path;
    std::string sha256;                          // of that file
    std::vector<gp::LeaveOneOut> left_out = {};  // for the report on independent coefficients; not read again
    std::optional<evaluation::Verdict> verdict = {};
};

// Hyperparameters: a line for each independent coefficient, those that the parameters do not explain being marked, or
// those that joint coefficients have in common.
std::string table_of(const StoredProcesses& processes);
// The same as JSON, as gp.json and rom-gpfit --json have it.
std::string json_of(const StoredProcesses& processes);

// How many independent coefficients the other cases predict hardly better than by their mean.
Index unexplained(const StoredProcesses& processes);

// SHA-256 of the mean coefficients at the training cases: the same for a fit that is made again.
std::string coefficients_sha256(const StoredProcesses& processes);

void write_processes(const std::string& path, const StoredProcesses& processes, const Provenance& provenance);

// Throws Error: missing, damaged, a newer version.
StoredProcesses read_processes(const std::string& path);
// The same of a file that is to be called `name`.
StoredProcesses read_processes(const std::string& path, const std::string& name);

}  // namespace rom::files
