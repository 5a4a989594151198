#include "rom/plot/tracking.h"

#include <algorithm>
#include <tuple>

#include "rom/base/decompositions.h"

namespace rom::plot {

Spectrum matched(const Spectrum& before, Spectrum values) {
    std::vector<std::tuple<double, std::size_t, std::size_t>> pairs;
    for (std::size_t i = 0; i < before.size(); ++i)
        for (std::size_t j = 0; j < values.size(); ++j) pairs.emplace_back(std::abs(before[i] - values[j]), i, j);
    std::ranges::sort(pairs);
    Spectrum result(before.size());
    std::vector<bool> placed(before.size(), false), taken(values.size(), false);
    for (const auto& [distance, i, j] : pairs) {
        if (placed[i] || taken[j]) continue;
        result[i] = values[j];
        placed[i] = taken[j] = true;
    }
    return result;
}

std::vector<Spectrum> followed(std::vector<Spectrum> spectra) {
    for (std::size_t k = 1; k < spectra.size(); ++k) spectra[k] = matched(spectra[k - 1], spectra[k]);
    return spectra;
}

Spectrum spectrum_of(const Eigen::Ref<const Eigen::VectorXd>& coefficients, Index terms, Index latent) {
    const Eigen::Map<const RowMajor> xi(coefficients.data(), terms, latent);
    return eigenvalues(xi.middleRows(1, latent).transpose());
}

}  // namespace rom::plot
