#include "rom/prediction/interpolation.h"

#include <algorithm>
#include <cmath>

#include "rom/base/decompositions.h"
#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/gp/fit.h"

namespace rom::prediction {
namespace {

constexpr double kLeastEnergy = 1e-12;
constexpr double kFartherThanLeftOut = 3;
constexpr double kOfUsual = 0.01;

gp::FitOptions process_options(const gp::ParameterSpace& space) {
    gp::FitOptions options;
    options.kernels = {gp::KernelFamily::matern52};
    options.anisotropic = space.inputs.cols() > 1 && !gp::collinear(gp::normalised(space, space.inputs));
    options.logarithmic = space.logarithmic;
    options.restarts = 5;
    return options;
}

Eigen::MatrixXd scores_at(const gp::RadialInterpolation& scores, const Eigen::Ref<const Eigen::MatrixXd>& parameters) {
    return gp::predict(scores, parameters);
}

Eigen::MatrixXd scores_at(const gp::Regression& scores, const Eigen::Ref<const Eigen::MatrixXd>& parameters) {
    return gp::predict(scores, parameters).mean;
}

// Root mean square over the cases of the norm of their first states.
double usual_size(const CaseModes& cases, Index rank) {
    const Eigen::MatrixXd first =
        (cases.modes.topRows(rank) * cases.scores.transpose()).colwise() + cases.mean.head(rank);
    return first.norm() / std::sqrt(static_cast<double>(first.cols()));
}

// A trajectory [rank * times] at other times, within those of training.
Eigen::MatrixXd states_at(const CaseInterpolation& interpolation, const Eigen::VectorXd& trajectory,
                          const Eigen::VectorXd& times) {
    return interpolation.grid.interpolate(trajectory.reshaped(interpolation.rank(), interpolation.grid.size()), times);
}

}  // namespace

CaseModes case_modes(const Eigen::MatrixXd& states, Index cases) {
    Eigen::MatrixXd trajectories = states.reshaped(states.size() / cases, cases);
    CaseModes result;
    result.mean = trajectories.rowwise().mean();
    trajectories.colwise() -= result.mean;
    const SymmetricEigen eigen = symmetric_eigen(trajectories.transpose() * trajectories);
    const double energy = std::max(eigen.values.sum(), 0.0);
    const auto kept = static_cast<Index>((eigen.values.array() > kLeastEnergy * energy).count());
    const Eigen::MatrixXd vectors = eigen.vectors.rightCols(kept).rowwise().reverse();
    const Eigen::VectorXd sizes = eigen.values.tail(kept).reverse().cwiseSqrt();
    result.modes = trajectories * vectors * sizes.cwiseInverse().asDiagonal();
    result.scores = vectors * sizes.asDiagonal();
    return result;
}

FittedInterpolation interpolate(Interpolation kind, const gp::ParameterSpace& space, const Eigen::MatrixXd& scores) {
    if (kind == Interpolation::gp) return gp::fit(space.inputs, scores, process_options(space));
    return gp::RadialInterpolation{space, kind == Interpolation::linear ? gp::Radial::linear : gp::Radial::cubic,
                                   scores};
}

std::vector<Interpolation> possible_interpolations(const gp::ParameterSpace& space) {
    std::vector<Interpolation> possible;
    if (gp::is_determined(space, gp::Radial::linear)) possible.push_back(Interpolation::linear);
    if (gp::is_determined(space, gp::Radial::cubic)) possible.push_back(Interpolation::cubic);
    if (!possible.empty()) possible.push_back(Interpolation::gp);
    return possible;
}

const gp::ParameterSpace& CaseInterpolation::space() const {
    return std::visit([](const auto& kind) -> const gp::ParameterSpace& { return kind.space; }, scores);
}

gp::Spread spread_at(const CaseInterpolation& interpolation, const Eigen::Ref<const Eigen::MatrixXd>& parameters) {
    return std::visit([&](const auto& kind) { return gp::spread_at(kind, parameters); }, interpolation.scores);
}

Eigen::MatrixXd states_of(const CaseInterpolation& interpolation, const Eigen::VectorXd& scores,
                          const Eigen::VectorXd& times) {
    return states_at(interpolation, interpolation.cases.modes * scores, times);
}

Eigen::MatrixXd left_out_differences(const CaseInterpolation& interpolation) {
    const Eigen::MatrixXd differences =
        std::visit([](const auto& kind) { return gp::left_out_differences(kind); }, interpolation.scores);
    return (interpolation.cases.modes * differences.transpose())
        .reshaped(interpolation.rank(), differences.rows() * interpolation.grid.size());
}

Eigen::MatrixXd left_out_difference(const CaseInterpolation& interpolation, Index which) {
    const Eigen::MatrixXd differences =
        std::visit([](const auto& kind) { return gp::left_out_differences(kind); }, interpolation.scores);
    return (interpolation.cases.modes * differences.row(which).transpose())
        .reshaped(interpolation.rank(), interpolation.grid.size());
}

CaseInterpolation interpolate_likewise(const CaseInterpolation& interpolation, const Eigen::MatrixXd& states) {
    return interpolate_likewise(interpolation, states, interpolation.space().inputs);
}

CaseInterpolation interpolate_likewise(const CaseInterpolation& interpolation, const Eigen::MatrixXd& states,
                                       const Eigen::MatrixXd& parameters) {
    CaseInterpolation result{interpolation.grid, case_modes(states, parameters.rows()), {}};
    const Eigen::MatrixXd& scores = result.cases.scores;
    const gp::ParameterSpace space{parameters, interpolation.space().logarithmic};
    if (const auto* radial = std::get_if<gp::RadialInterpolation>(&interpolation.scores)) {
        result.scores = gp::RadialInterpolation{space, radial->radial, scores};
        return result;
    }
    gp::Regression regression = std::get<gp::Regression>(interpolation.scores);
    regression.space = space;
    regression.targets = scores;
    // The first modes are much like the first ones before; of further ones little depends.
    regression.processes.resize(static_cast<std::size_t>(scores.cols()), regression.processes.back());
    result.scores = std::move(regression);
    return result;
}

mlasdi::Persistence persistence_of(const CaseInterpolation& interpolation) {
    return mlasdi::persistence_of(left_out_differences(interpolation), interpolation.cases.scores.rows());
}

Eigen::MatrixXd predict(const CaseInterpolation& interpolation, const Eigen::Ref<const Eigen::MatrixXd>& parameters,
                        const Eigen::VectorXd& times) {
    const Eigen::MatrixXd scores =
        std::visit([&](const auto& kind) { return scores_at(kind, parameters); }, interpolation.scores);
    if (interpolation.grid.count_within(times) < times.size())
        throw Error(format(
            "time %.10g is beyond the training's last, %.10g: interpolation over the parameters knows "
            "no dynamics; ask a model of rom-encode",
            interpolation.grid.start() + times.maxCoeff(), interpolation.grid.start() + interpolation.grid.last()));
    Eigen::MatrixXd result(interpolation.rank(), parameters.rows() * times.size());
    for (Index p = 0; p < parameters.rows(); ++p) {
        const Eigen::VectorXd trajectory =
            interpolation.cases.mean + interpolation.cases.modes * scores.row(p).transpose();
        result.middleCols(p * times.size(), times.size()) = states_at(interpolation, trajectory, times);
    }
    return result;
}

Eigen::MatrixXd predict_known(const CaseInterpolation& interpolation,
                              const Eigen::Ref<const Eigen::MatrixXd>& parameters, const Eigen::VectorXd& times) {
    const Index known = interpolation.grid.count_within(times);
    const Eigen::MatrixXd inside = predict(interpolation, parameters, times.head(known));
    Eigen::MatrixXd states = Eigen::MatrixXd::Zero(interpolation.rank(), parameters.rows() * times.size());
    for (Index p = 0; p < parameters.rows(); ++p)
        states.middleCols(p * times.size(), known) = inside.middleCols(p * known, known);
    return states;
}

Eigen::MatrixXd known_states(const CaseInterpolation& interpolation) {
    return predict(interpolation, interpolation.space().inputs, interpolation.grid.times());
}

TrainingStates training_states(const CaseInterpolation& interpolation) {
    const Eigen::MatrixXd known = known_states(interpolation);
    return {known, known - left_out_differences(interpolation)};
}

std::vector<bool> knows_initial(const CaseInterpolation& interpolation,
                                const Eigen::Ref<const Eigen::MatrixXd>& parameters, const Eigen::MatrixXd& states) {
    const Eigen::MatrixXd left_out = left_out_differences(interpolation);
    double worst = 0;
    for (Index first = 0; first < left_out.cols(); first += interpolation.grid.size())
        if (const double size = left_out.col(first).norm(); std::isfinite(size)) worst = std::max(worst, size);
    const double bound =
        std::max(kFartherThanLeftOut * worst, kOfUsual * usual_size(interpolation.cases, interpolation.rank()));
    const Eigen::MatrixXd left = states - predict(interpolation, parameters, Eigen::VectorXd::Zero(1));
    std::vector<bool> known;
    for (Index p = 0; p < left.cols(); ++p) known.push_back(left.col(p).norm() <= bound);
    return known;
}

std::vector<bool> fits_initial(const CaseInterpolation& interpolation,
                               const Eigen::Ref<const Eigen::MatrixXd>& parameters, const Eigen::MatrixXd& residual) {
    const double usual = usual_size(interpolation.cases, interpolation.rank());
    const Eigen::MatrixXd left = residual - predict(interpolation, parameters, Eigen::VectorXd::Zero(1));
    std::vector<bool> fits;
    for (Index p = 0; p < left.cols(); ++p)
        fits.push_back(left.col(p).norm() <= std::max(2 * residual.col(p).norm(), usual / 2));
    return fits;
}

}  // namespace rom::prediction
