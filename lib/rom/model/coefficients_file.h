// xi.json beside xi.npy, and gp.json: SINDy coefficients and the Gaussian processes that carry them over the
// parameters; see rom-model(5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/dynamics/sindy.h"
#include "rom/gp/regression.h"
#include "rom/model/provenance.h"

namespace rom::model {

// What coefficients mean: needed to integrate them.
struct Dynamics {
    dynamics::Library library = dynamics::Library::linear;
    std::string derivative = "sbp12";
    double dt = 1;
    std::string latent_sha256;  // of the latent trajectories they were fitted to; empty where that is not known
};

// "xi.json" for "xi.npy".
std::string json_beside(const std::string& npy_path);

// The content of xi.json, which is also the report of rom-sindy --json.
Json coefficients_json(const Dynamics& dynamics, const std::vector<dynamics::SindyFit>& fits,
                       const Provenance& provenance);

// Nothing where the file does not exist.
std::optional<Dynamics> read_coefficients_json(const std::string& path);

struct StoredProcesses {
    gp::Regression regression;
    Dynamics dynamics;
    Index terms = 0;
    Index latent = 0;
    std::string path;
};

// The coefficients as gp.json and rom-gpfit --report --json have them: hyperparameters, and how well the other cases
// predict each.
Json coefficients_report(const StoredProcesses& processes);

void write_processes(const std::string& path, const StoredProcesses& processes, const Json& report,
                     const Provenance& provenance);

// Throws Error: missing, damaged, a newer version.
StoredProcesses read_processes(const std::string& path);

}  // namespace rom::model
