#include "rom/mlasdi/roll_out.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rom/base/cases.h"
#include "rom/base/parallel.h"
#include "rom/dynamics/integrate.h"
#include "rom/dynamics/sindy.h"

namespace rom::mlasdi {
namespace {

// Xi of each case.
std::vector<Eigen::MatrixXd> fits_of(dynamics::Library library, const Eigen::MatrixXd& latent,
                                     const dynamics::LinearForm& form, const std::vector<Index>& group_of) {
    std::vector<Eigen::MatrixXd> xi;
    if (group_of.empty()) {
        for (const dynamics::SindyFit& fit : dynamics::fit_cases(library, latent, form, 0, 0)) xi.push_back(fit.xi);
        return xi;
    }
    xi.resize(group_of.size());
    const auto cases = static_cast<Index>(group_of.size());
    for (Index group = 0; group <= *std::ranges::max_element(group_of); ++group) {
        std::vector<Index> members;
        for (Index c = 0; c < cases; ++c)
            if (group_of[static_cast<std::size_t>(c)] == group) members.push_back(c);
        Eigen::MatrixXd trajectories;
        gather(latent, members, cases, trajectories);
        const Eigen::MatrixXd common = dynamics::common_dynamics(library, trajectories, form);
        for (const Index c : members) xi[static_cast<std::size_t>(c)] = common;
    }
    return xi;
}

}  // namespace

template <class Scalar>
double roll_out_error(const network::Architecture& encoder, const network::Architecture& decoder,
                      const Vector<Scalar>& weights, const Matrix<Scalar>& snapshots, dynamics::Library library,
                      const dynamics::LinearForm& form, const TimeGrid& grid, const std::vector<Index>& group_of) {
    const Eigen::MatrixXd latent =
        network::evaluate<Scalar>(encoder, weights.data(), snapshots).template cast<double>();
    const std::vector<Eigen::MatrixXd> fits = fits_of(library, latent, form, group_of);
    Matrix<Scalar> simulated(latent.rows(), latent.cols());
    const Index times = grid.size();
    parallel_for(static_cast<Index>(fits.size()), latent.size() > 10000, [&](Index c) {
        const Eigen::MatrixXd& xi = fits[static_cast<std::size_t>(c)];
        simulated.middleCols(c * times, times) =
            dynamics::integrate(library, xi, latent.col(c * times), grid.times()).states.template cast<Scalar>();
    });
    const Matrix<Scalar> decoded =
        network::evaluate<Scalar>(decoder, weights.data() + encoder.weight_count(), simulated);
    const auto error = static_cast<double>((decoded - snapshots).norm() / snapshots.norm());
    return std::isfinite(error) ? error : std::numeric_limits<double>::max();
}

#define ROM_INSTANTIATE(Scalar)                                                                                       \
    template double roll_out_error(const network::Architecture&, const network::Architecture&, const Vector<Scalar>&, \
                                   const Matrix<Scalar>&, dynamics::Library, const dynamics::LinearForm&,             \
                                   const TimeGrid&, const std::vector<Index>&);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::mlasdi
