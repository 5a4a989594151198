#include "rom/dynamics/moments.h"

#include <algorithm>
#include <cmath>

#include "rom/base/decompositions.h"
#include "rom/base/parallel.h"

namespace rom::dynamics {
namespace {

// A latent variable whose deviation is this share of its mean is at rest, in single precision.
constexpr double kAtRest = 3e-7;
// Equations that are independent of one another, in the time in which the latent variables change by their deviation.
constexpr double kIndependent = 40;

}  // namespace

void leave_out(Moments& moments, const std::vector<Index>& cases) {
    if (moments.cases.empty()) return;
    for (const Index c : cases) moments.cases[static_cast<std::size_t>(c)].setZero();
}

// (0, 0) counts the equations.
bool is_left_out(const Moments& moments, Index which) {
    return moments.cases[static_cast<std::size_t>(which)](0, 0) == 0;
}

Moments summed(const Moments& moments, const std::vector<Index>& of_case, Index groups) {
    Moments result{moments.units, {}};
    const Index size = moments.cases.front().rows();
    result.cases.assign(static_cast<std::size_t>(groups), Eigen::MatrixXd::Zero(size, size));
    for (std::size_t c = 0; c < of_case.size(); ++c)
        result.cases[static_cast<std::size_t>(of_case[c])] += moments.cases[c];
    return result;
}

Eigen::MatrixXd least_squares_of(const Moments& moments, Library library) {
    const Eigen::VectorXd speed = moments.units.speed();
    const Index latent = speed.size();
    const Index terms = term_count(library, latent);
    const Eigen::MatrixXd change = change_of_units(library, moments.units.mean, moments.units.deviation);
    Eigen::MatrixXd result(static_cast<Index>(moments.cases.size()), terms * latent);
    for (Index c = 0; c < result.rows(); ++c) {
        const Eigen::MatrixXd& one = moments.cases[static_cast<std::size_t>(c)];
        const Eigen::MatrixXd right = one.topRightCorner(terms, latent);
        const Eigen::MatrixXd xi =
            change * solve_least_norm(one.topLeftCorner(terms, terms), right).solution * speed.asDiagonal();
        result.row(c) = xi.reshaped<Eigen::RowMajor>().transpose();
    }
    return result;
}

Moments moments_of(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectories, const LinearForm& form,
                   const Eigen::VectorXd& spacing) {
    const Index latent = trajectories.rows();
    const Index terms = term_count(library, latent);
    const Index times = form.times();
    const Index cases = trajectories.cols() / times;
    Moments moments;
    LatentUnits& units = moments.units;
    units.mean = trajectories.rowwise().mean();
    Eigen::MatrixXd states = trajectories.colwise() - units.mean;
    units.deviation = (states.rowwise().squaredNorm() / static_cast<double>(states.cols())).cwiseSqrt();
    for (Index j = 0; j < latent; ++j)
        if (units.deviation[j] <= kAtRest * std::abs(units.mean[j]) || units.deviation[j] == 0)
            units.deviation[j] = units.mean[j] == 0 ? 1 : std::abs(units.mean[j]);
    states = units.deviation.cwiseInverse().asDiagonal() * states;

    Eigen::MatrixXd velocities(latent, cases * form.equations());
    parallel_for(cases, trajectories.size() > 10000, [&](Index c) {
        form.velocity(states.middleCols(c * times, times),
                      velocities.middleCols(c * form.equations(), form.equations()));
    });
    const double square = velocities.squaredNorm() / static_cast<double>(velocities.size());
    units.rate = square > 0 ? std::sqrt(square) : 1;

    const Eigen::VectorXd weights = (kIndependent * units.rate * spacing).cwiseMin(1.0);
    moments.cases.resize(static_cast<std::size_t>(cases));
    parallel_for(cases, trajectories.size() > 10000, [&](Index c) {
        Eigen::MatrixXd rows(form.equations(), terms + latent);
        form.library(library, states.middleCols(c * times, times), rows.leftCols(terms));
        rows.rightCols(latent) = velocities.middleCols(c * form.equations(), form.equations()).transpose() / units.rate;
        Eigen::MatrixXd& sums = moments.cases[static_cast<std::size_t>(c)];
        if (weights.size() == 1)
            sums = weights[0] * (rows.transpose() * rows);
        else
            sums = rows.transpose() * weights.asDiagonal() * rows;
    });
    return moments;
}

}  // namespace rom::dynamics
