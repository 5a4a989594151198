// What a linear regression of velocities on a library needs to know of the data: sums of products, case by case.
#pragma once

#include <vector>

#include <Eigen/Core>

#include "rom/dynamics/linear_form.h"

namespace rom::dynamics {

// Units in which the latent variables have mean 0 and deviation 1 over all cases, and the velocities a root mean square
// of 1.
struct LatentUnits {
    Eigen::VectorXd mean;
    Eigen::VectorXd deviation;
    double rate = 1;  // of the velocities, once the latent variables have deviation 1

    Eigen::VectorXd speed() const { return rate * deviation; }
};

// In these units, (Theta V)^T (Theta V) of each case, symmetric [terms + latent, terms + latent], where V are the
// velocities: with it come Theta^T Theta, Theta^T V and the squares of V. What the velocities of a fine grid in time
// leave unexplained is not independent from one time to the next: equations count as so many fewer that none is nearer
// to the next than 1/40 of the time in which the latent variables change by their deviation.
struct Moments {
    LatentUnits units;
    std::vector<Eigen::MatrixXd> cases;
};

// Makes the moments of these cases zero, if there are any moments: a regression then knows nothing of these cases.
void leave_out(Moments& moments, const std::vector<Index>& cases);
bool is_left_out(const Moments& moments, Index which);

// The moments of groups of cases, numbered 0 .. groups - 1 in `of_case`: of each, those of all its trajectories
// together.
Moments summed(const Moments& moments, const std::vector<Index>& of_case, Index groups);

// The coefficients [cases, terms * latent] that fit each case by itself best, in the units of the data: least squares,
// of several solutions the one of least norm; zero for cases without moments.
Eigen::MatrixXd least_squares_of(const Moments& moments, Library library);

// trajectories: [latent, cases * times]; `spacing`: what time each equation of the form stands for, or one number for
// all (TimeGrid::spacing).
Moments moments_of(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectories, const LinearForm& form,
                   const Eigen::VectorXd& spacing);

}  // namespace rom::dynamics
