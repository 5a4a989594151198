// xi.npy, and xi.json and xi-moments.npy beside it: SINDy coefficients and what they were fitted to; see rom-model(5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/base/time_grid.h"
#include "rom/dynamics/moments.h"
#include "rom/dynamics/sindy.h"
#include "rom/files/inputs.h"
#include "rom/files/provenance.h"

namespace rom::files {

// What coefficients mean: needed to integrate them.
struct CoefficientMeaning {
    dynamics::Library library = dynamics::Library::linear;
    dynamics::Derivative derivative = dynamics::Derivative::sbp12;
    TimeGrid grid = TimeGrid::uniform(2, 1);  // of a uniform one only the step is known
    std::string latent_sha256 = {};  // of the latent trajectories they were fitted to; empty if that is not known
};

// What is written beside coefficients: xi.json and xi-moments.npy; nothing beside a stream or a device. Throws Error(2)
// if the coefficients are where the JSON goes.
std::vector<std::string> files_beside(const std::string& npy_path);

// "xi.json" for "xi.npy".
std::string json_beside(const std::string& npy_path);

// xi.npy [cases, terms, latent] and, unless it is standard output, beside it xi.json and the moments of the cases
// (dynamics/moments.h), if there are any. Into what is no file of its own, such as /dev/null, goes xi alone. Returns
// the text of xi.json, which is also the report of rom-sindy --json.
std::string write_coefficients(const std::string& path, const CoefficientMeaning& meaning,
                               const std::vector<dynamics::SindyFit>& fits, const dynamics::Moments& moments,
                               const Provenance& provenance);

// A line for each case: residual, condition, rank, eigenvalues.
std::string table_of(const std::vector<dynamics::SindyFit>& fits);

// "xi.npy: case 2, at rest or of too few different states, says nothing of its dynamics and is left out of
// regressions".
std::string left_out_sentence(const std::string& name, const std::vector<Index>& undetermined);

// What lies beside coefficients.
struct StoredMeaning {
    std::optional<CoefficientMeaning> meaning;  // of xi.json, if there is one
    dynamics::Moments moments;                  // of the cases, or none
    std::string why_no_moments;
    std::string latent_path;          // of the latent trajectories, as rom-sindy was given it
    std::vector<Index> undetermined;  // cases that say nothing of their dynamics
};
struct StoredCoefficients {
    Coefficients xi;
    StoredMeaning beside;
};
// With `moments`, reads those too. What does not belong together is read again a little later, as it may be about to be
// replaced. Throws Error: damaged files, files of other coefficients.
StoredCoefficients read_coefficients_with_meaning(const std::string& path, bool moments);

}  // namespace rom::files
