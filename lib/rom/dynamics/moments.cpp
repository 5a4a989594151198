#include "rom/dynamics/moments.h"

#include <cmath>
#include <limits>

#include "rom/base/parallel.h"

namespace rom::dynamics {

std::vector<Eigen::MatrixXd> moments_of(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectories,
                                        const LinearForm& form) {
    const Index latent = trajectories.rows();
    const Index terms = term_count(library, latent);
    const Index times = form.times();
    std::vector<Eigen::MatrixXd> moments(static_cast<std::size_t>(trajectories.cols() / times));
    parallel_for(static_cast<Index>(moments.size()), trajectories.size() > 10000, [&](Index c) {
        const auto trajectory = trajectories.middleCols(c * times, times);
        Eigen::MatrixXd rows(form.equations(), terms + latent);
        form.library(library, trajectory, rows.leftCols(terms));
        Eigen::MatrixXd velocity(latent, form.equations());
        form.velocity(trajectory, velocity);
        rows.rightCols(latent) = velocity.transpose();
        moments[static_cast<std::size_t>(c)] = rows.transpose() * rows;
    });
    return moments;
}

LatentUnits units_of(const std::vector<Eigen::MatrixXd>& moments, Index terms) {
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(moments.front().rows(), moments.front().cols());
    for (const Eigen::MatrixXd& one : moments) sum += one;
    const double count = sum(0, 0);
    const Index latent = sum.rows() - terms;
    LatentUnits units;
    units.mean = sum.row(0).segment(1, latent).transpose() / count;
    const Eigen::ArrayXd squares = sum.diagonal().segment(1, latent).array() / count;
    // A latent variable at rest keeps its own units.
    const Eigen::ArrayXd variance = squares - units.mean.array().square();
    const double least = 10 * std::numeric_limits<double>::epsilon();
    units.deviation = (variance > least * squares).select(variance, 1).sqrt();
    const Eigen::ArrayXd speeds = sum.diagonal().tail(latent).array() / units.deviation.array().square();
    const double square = speeds.sum() / (count * static_cast<double>(latent));
    units.rate = square > 0 ? std::sqrt(square) : 1;
    return units;
}

Eigen::MatrixXd library_in(const LatentUnits& units, Library library) {
    const Index latent = units.mean.size();
    const Index terms = term_count(library, latent);
    Eigen::MatrixXd change = Eigen::MatrixXd::Zero(terms, terms);
    change(0, 0) = 1;
    for (Index i = 0; i < latent; ++i) {
        const double m = units.mean[i];
        const double s = units.deviation[i];
        change(0, 1 + i) = -m / s;
        change(1 + i, 1 + i) = 1 / s;
        if (library == Library::linear) continue;
        const Index square = 1 + latent + i;
        change(0, square) = m * m / (s * s);
        change(1 + i, square) = -2 * m / (s * s);
        change(square, square) = 1 / (s * s);
    }
    return change;
}

}  // namespace rom::dynamics
