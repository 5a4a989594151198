#include "rom/mlasdi/roll_out.h"

#include <cmath>
#include <limits>

#include "rom/base/parallel.h"
#include "rom/dynamics/integrate.h"
#include "rom/dynamics/sindy.h"

namespace rom::mlasdi {

template <class Scalar>
double roll_out_error(const network::Architecture& encoder, const network::Architecture& decoder,
                      const Vector<Scalar>& weights, const Matrix<Scalar>& snapshots, dynamics::Library library,
                      const dynamics::LinearForm& form, const TimeGrid& grid) {
    const Eigen::MatrixXd latent =
        network::evaluate<Scalar>(encoder, weights.data(), snapshots).template cast<double>();
    const std::vector<dynamics::SindyFit> fits = dynamics::fit_cases(library, latent, form, 0, 0);
    Matrix<Scalar> simulated(latent.rows(), latent.cols());
    const Index times = grid.size();
    parallel_for(static_cast<Index>(fits.size()), latent.size() > 10000, [&](Index c) {
        const Eigen::MatrixXd& xi = fits[static_cast<std::size_t>(c)].xi;
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
                                   const TimeGrid&);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::mlasdi
