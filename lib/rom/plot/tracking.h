// Eigenvalues followed along a path, so that each stays itself.
#pragma once

#include <complex>
#include <vector>

#include "rom/base/types.h"

namespace rom::plot {

using Spectrum = std::vector<std::complex<double>>;

// The values in the order that brings each nearest to one of `before`: the nearest pair first. Of the same length.
Spectrum matched(const Spectrum& before, Spectrum values);

// Each spectrum matched to the one before.
std::vector<Spectrum> followed(std::vector<Spectrum> spectra);

// Of A, the linear terms of coefficients [terms * latent], a row of xi.npy: z' = b + A z + ...
Spectrum spectrum_of(const Eigen::Ref<const Eigen::VectorXd>& coefficients, Index terms, Index latent);

}  // namespace rom::plot
