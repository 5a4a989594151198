#include "rom/mlasdi/misfit.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "rom/base/decompositions.h"
#include "rom/base/parallel.h"
#include "rom/base/random.h"
#include "rom/dynamics/integrate.h"
#include "rom/dynamics/sindy.h"
#include "rom/mlasdi/stage.h"

namespace rom::mlasdi {
namespace {

constexpr double kLeastOfMisfit = 1e-6;
constexpr Index kLargestFactored = 1000;  // larger matrices take minutes, and more memory than the model
constexpr Index kSampledResiduals = 200;

}  // namespace

void set_misfit(ReducedModel& model, const Eigen::MatrixXd& residual, Index cases) {
    DecoderStage& last = model.stages.back();
    last.misfit = misfit_of(residual);
    if (residual.cols() == cases * model.grid.size()) last.persistence = persistence_of(residual, cases);
}

Eigen::MatrixXd fitted_residual(const ReducedModel& model, const Eigen::MatrixXd& coordinates,
                                const Eigen::MatrixXd& latent) {
    const Index times = model.grid.size();
    const auto form = dynamics::derivative_form(model.derivative, model.grid);
    const std::vector<dynamics::SindyFit> fits = dynamics::fit_cases(model.library, latent, form, 0, 0);
    Eigen::MatrixXd fitted = latent;
    parallel_for(static_cast<Index>(fits.size()), true, [&](Index c) {
        const dynamics::Trajectory path = dynamics::integrate(model.library, fits[static_cast<std::size_t>(c)].xi,
                                                              latent.col(c * times), model.grid.times());
        if (path.reached == times) fitted.middleCols(c * times, times) = path.states;
    });
    return residual_of(model, coordinates, fitted);
}

Eigen::MatrixXd misfit_of(const Eigen::MatrixXd& residual) {
    const Index count = residual.cols();
    if (residual.rows() > kLargestFactored) {
        const Index sampled = std::min(count, kSampledResiduals);
        const std::vector<Index> order = permutation(count, 0);
        Eigen::MatrixXd misfit(residual.rows(), sampled);
        for (Index k = 0; k < sampled; ++k) misfit.col(k) = residual.col(order[static_cast<std::size_t>(k)]);
        const double size = residual.norm() / std::sqrt(static_cast<double>(count));
        return size > 0 ? Eigen::MatrixXd(misfit * (size / misfit.norm())) : Eigen::MatrixXd(residual.rows(), 0);
    }
    const SymmetricEigen moments = symmetric_eigen(residual * residual.transpose() / static_cast<double>(count));
    const auto kept = (moments.values.array() > kLeastOfMisfit * moments.values.sum()).count();
    return moments.vectors.rightCols(kept) * moments.values.tail(kept).cwiseSqrt().asDiagonal();
}

}  // namespace rom::mlasdi
