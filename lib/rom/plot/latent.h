// Latent trajectories with the dynamics that are fitted to them.
#pragma once

#include <vector>

#include "rom/dynamics/sindy.h"
#include "rom/files/inputs.h"
#include "rom/plot/request.h"

namespace rom::plot {

struct Latent {
    files::Trajectories trajectories;
    TimeGrid grid;
    dynamics::Library library = dynamics::Library::linear;
    dynamics::Derivative derivative = dynamics::Derivative::sbp12;
};

// Of a model's folder or a file of trajectories, the first of the request. Those of a model have its times, library and
// derivative. Throws Error(2) if the times are not known.
Latent latent_of(const Request& request);

// As rom-sindy fits them.
std::vector<dynamics::SindyFit> fits_of(const Latent& latent);

}  // namespace rom::plot
