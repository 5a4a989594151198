// How latent trajectories are compared with their dynamics: z' = Theta(z) Xi is not taken as it stands, but through a
// linear form in time, applied to both sides: V Z^T = L Theta Xi, a row for each equation, least squares for Xi.
// Derivatives by finite differences have V = D and L = 1, an equation for each time; weak and integral forms have
// others.
#pragma once

#include <variant>

#include <Eigen/Core>

#include "rom/base/time_grid.h"
#include "rom/dynamics/finite_differences.h"
#include "rom/dynamics/library.h"
#include "rom/dynamics/summation_by_parts.h"

namespace rom::dynamics {

// Summation-by-parts differences of interior order 2, 4, 6, 8; on an uneven grid finite differences of these orders.
enum class Derivative { sbp12, sbp24, sbp36, sbp48 };

// A form given by its matrices.
struct DenseForm {
    Eigen::MatrixXd velocity;  // V, [equations, times]
    Eigen::MatrixXd library;   // L, likewise
};

// Derivatives on an uneven grid, each equation divided by the root of the norm of its weights, which is as one over the
// step: sums of squares over the equations are means over time, those of a dense part do not drown the others, and what
// stands beside a step that is far shorter counts less. Root mean square of the scale: 1.
struct UnevenForm {
    FiniteDifferences velocity;  // V, scaled
    Eigen::VectorXd scale;       // the diagonal of L
};
UnevenForm uneven_form(FiniteDifferences derivative);

class LinearForm {
public:
    explicit LinearForm(SummationByParts derivative) : kind_(std::move(derivative)) {}
    explicit LinearForm(UnevenForm form) : kind_(std::move(form)) {}
    explicit LinearForm(DenseForm form) : kind_(std::move(form)) {}

    Index times() const;
    Index equations() const;

    // Z V^T [variables, equations] of a trajectory Z [variables, times]. Aliasing is not allowed.
    void velocity(const Eigen::Ref<const Eigen::MatrixXd>& trajectory, Eigen::Ref<Eigen::MatrixXd> result) const;
    // Adds to dL/dZ what comes through the velocity, given dL/d(velocity) [variables, equations].
    void add_velocity_gradient(const Eigen::Ref<const Eigen::MatrixXd>& by_velocity,
                               Eigen::Ref<Eigen::MatrixXd> by_trajectory) const;

    // L Theta [equations, terms] of a trajectory.
    void library(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                 Eigen::Ref<Eigen::MatrixXd> theta) const;
    // dL/dZ of what comes through the library, given dL/d(L Theta) without its constant column, transposed:
    // by_theta [terms - 1, equations].
    void library_gradient(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                          const Eigen::Ref<const Eigen::MatrixXd>& by_theta,
                          Eigen::Ref<Eigen::MatrixXd> by_trajectory) const;

private:
    std::variant<SummationByParts, UnevenForm, DenseForm> kind_;
};

// The fewest times that it takes: 2, 8, 12, 16 for the two closures on a uniform grid, 2, 3, 4, 5 for the ends of
// others.
Index least_times(Derivative derivative, const TimeGrid& grid);

// Throws Error if the grid has fewer.
LinearForm derivative_form(Derivative derivative, const TimeGrid& grid);

}  // namespace rom::dynamics

template <>
struct rom::Choices<rom::dynamics::Derivative> {
    static constexpr const char* what = "derivative";
    static constexpr std::array names = {"sbp12", "sbp24", "sbp36", "sbp48"};
};
