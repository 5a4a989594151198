#include "rom/prediction/baseline.h"

#include <algorithm>
#include <cmath>

#include "rom/base/decompositions.h"
#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/gp/fit.h"

namespace rom::prediction {
namespace {

constexpr double kLeastEnergy = 1e-12;

gp::FitOptions process_options(const gp::ParameterSpace& space) {
    gp::FitOptions options;
    options.kernels = {gp::KernelFamily::matern52};
    options.anisotropic = space.inputs.cols() > 1 && !gp::collinear(gp::normalised(space, space.inputs));
    options.logarithmic = space.logarithmic;
    options.restarts = 5;
    return options;
}

}  // namespace

const gp::ParameterSpace& Baseline::space() const {
    return std::visit([](const auto& kind) -> const gp::ParameterSpace& { return kind.space; }, interpolation);
}

CaseModes case_modes(const Eigen::MatrixXd& coordinates, Index cases) {
    Eigen::MatrixXd trajectories = coordinates.reshaped(coordinates.size() / cases, cases);
    CaseModes result;
    result.mean = trajectories.rowwise().mean();
    trajectories.colwise() -= result.mean;
    const SymmetricEigen eigen = symmetric_eigen(trajectories.transpose() * trajectories);
    const double energy = std::max(eigen.values.sum(), 0.0);
    const auto kept = static_cast<Index>((eigen.values.array() > kLeastEnergy * energy).count());
    if (kept == 0) throw Error("all cases are the same: there is nothing to interpolate over the parameters");
    const Eigen::MatrixXd vectors = eigen.vectors.rightCols(kept).rowwise().reverse();
    const Eigen::VectorXd sizes = eigen.values.tail(kept).reverse().cwiseSqrt();
    result.modes = trajectories * vectors * sizes.cwiseInverse().asDiagonal();
    result.scores = vectors * sizes.asDiagonal();
    return result;
}

std::vector<Interpolation> possible_interpolations(const gp::ParameterSpace& space) {
    std::vector<Interpolation> possible;
    if (gp::is_determined(space, gp::Radial::linear)) possible.push_back(Interpolation::linear);
    if (gp::is_determined(space, gp::Radial::cubic)) possible.push_back(Interpolation::cubic);
    if (!possible.empty()) possible.push_back(Interpolation::gp);
    return possible;
}

FittedInterpolation interpolate(Interpolation kind, const gp::ParameterSpace& space, const Eigen::MatrixXd& scores) {
    if (kind == Interpolation::gp) return gp::fit(space.inputs, scores, process_options(space));
    return gp::RadialInterpolation{space, kind == Interpolation::linear ? gp::Radial::linear : gp::Radial::cubic,
                                   scores};
}

SnapshotNorms norms_of(const snapshots::Snapshots& data, const snapshots::Coordinates& coordinates,
                       const Eigen::MatrixXd& values) {
    SnapshotNorms norms{Eigen::MatrixXd(data.times, data.cases), Eigen::MatrixXd(data.times, data.cases)};
    snapshots::for_snapshot_blocks(data, [&](Index first, Eigen::Ref<Eigen::MatrixXd> block) {
        for (Index j = 0; j < block.cols(); ++j) {
            const Index which = first + j;
            const double whole = block.col(j).norm();
            if (whole == 0)
                throw Error(data.array.name() + ": case " + std::to_string(which / data.times) + " is zero at time " +
                            std::to_string(which % data.times) +
                            ", where no relative error is defined; add a constant, or leave that time out");
            const double inside = coordinates.scale * values.col(which).norm();
            const double centred = (block.col(j) - coordinates.mean).norm();
            norms.whole(which % data.times, which / data.times) = whole;
            norms.outside(which % data.times, which / data.times) =
                std::sqrt(std::max(0.0, centred * centred - inside * inside));
        }
    });
    return norms;
}

Eigen::MatrixXd left_out_errors(const Baseline& baseline, const SnapshotNorms& norms) {
    const Eigen::MatrixXd differences =
        std::visit([](const auto& kind) { return gp::left_out_differences(kind); }, baseline.interpolation);
    const Index rank = baseline.coordinates.rank();
    const Index times = norms.whole.rows();
    Eigen::MatrixXd errors(times, norms.whole.cols());
    for (Index c = 0; c < errors.cols(); ++c) {
        const Eigen::VectorXd difference = baseline.cases.modes * differences.row(c).transpose();
        const Eigen::VectorXd inside =
            difference.reshaped(rank, times).colwise().norm().transpose() * baseline.coordinates.scale;
        errors.col(c) =
            (inside.array().square() + norms.outside.col(c).array().square()).sqrt() / norms.whole.col(c).array();
    }
    return errors;
}

Eigen::MatrixXd predict(const Baseline& baseline, const Eigen::Ref<const Eigen::MatrixXd>& parameters,
                        const Eigen::VectorXd& times) {
    const Eigen::MatrixXd scores = std::visit(
        [&](const auto& kind) -> Eigen::MatrixXd {
            if constexpr (std::is_same_v<std::decay_t<decltype(kind)>, gp::Regression>)
                return gp::predict(kind, parameters).mean;
            else
                return gp::predict(kind, parameters);
        },
        baseline.interpolation);
    const Index rank = baseline.coordinates.rank();
    const Index known = baseline.grid.size();
    Eigen::MatrixXd coordinates(rank, parameters.rows() * times.size());
    for (Index p = 0; p < parameters.rows(); ++p) {
        const Eigen::VectorXd trajectory = baseline.cases.mean + baseline.cases.modes * scores.row(p).transpose();
        const auto states = trajectory.reshaped(rank, known);
        for (Index t = 0; t < times.size(); ++t) {
            const double place = times[t] / baseline.grid.step();
            const double last = static_cast<double>(known - 1);
            if (place > last * (1 + 1e-9))
                throw Error(
                    format("time %g is beyond the training's last, %g: interpolation over the parameters knows "
                           "no dynamics; ask a model of rom-encode",
                           times[t], baseline.grid.last()));
            const Index before = std::min(static_cast<Index>(place), std::max<Index>(known - 2, 0));
            const double share = std::min(place, last) - static_cast<double>(before);
            auto state = coordinates.col(p * times.size() + t);
            state = states.col(before);
            if (share > 0) state += share * (states.col(before + 1) - states.col(before));
        }
    }
    return coordinates;
}

}  // namespace rom::prediction
