// xi.json beside xi.npy, and gp.json: SINDy coefficients and the Gaussian processes that carry them over the
// parameters; see rom-model(5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/dynamics/sindy.h"
#include "rom/files/provenance.h"
#include "rom/gp/regression.h"

namespace rom::files {

// What coefficients mean: needed to integrate them.
struct CoefficientMeaning {
    dynamics::Library library = dynamics::Library::linear;
    dynamics::Derivative derivative = dynamics::Derivative::sbp12;
    double dt = 1;
    std::string latent_sha256 = {};  // of the latent trajectories they were fitted to; empty if that is not known
};

// "xi.json" for "xi.npy".
std::string json_beside(const std::string& npy_path);

// The text of xi.json, which is also the report of rom-sindy --json.
std::string coefficients_json(const CoefficientMeaning& dynamics, const std::vector<dynamics::SindyFit>& fits,
                              const Provenance& provenance);

// xi.npy [cases, terms, latent] and, unless it is standard output, the text of its JSON beside it.
void write_coefficients(const std::string& path, const std::vector<dynamics::SindyFit>& fits, const std::string& json);

// A line for each case: residual, condition, rank, eigenvalues.
std::string table_of(const std::vector<dynamics::SindyFit>& fits);

// Nothing if the file does not exist.
std::optional<CoefficientMeaning> read_coefficients_json(const std::string& path);

struct StoredProcesses {
    gp::Regression regression;
    CoefficientMeaning dynamics;
    Index terms = 0;
    Index latent = 0;
    std::string path;
    std::string sha256;  // of that file
};

// A coefficient's process, and how well the other cases predict it.
struct CoefficientReport {
    std::string term;
    std::string equation;  // "z1'"
    gp::Process process;
    gp::LeaveOneOut left_out;
};
std::vector<CoefficientReport> report_of(const StoredProcesses& processes);

// A line for each coefficient, those that the parameters do not explain being marked; and the number of those.
std::string table_of(const std::vector<CoefficientReport>& report);
Index unexplained(const std::vector<CoefficientReport>& report);

// The same as JSON, as gp.json and rom-gpfit --json have it.
std::string json_of(const std::vector<CoefficientReport>& report);

void write_processes(const std::string& path, const StoredProcesses& processes,
                     const std::vector<CoefficientReport>& report, const Provenance& provenance);

// Throws Error: missing, damaged, a newer version.
StoredProcesses read_processes(const std::string& path);

}  // namespace rom::files
