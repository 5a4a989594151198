// The inviscid Burgers equation u_t + u u_x = 0 on the periodic interval [-3, 3] with u(x, 0) = a exp(-x^2 / (2 w^2)),
// a > 0, as in GPLaSDI (Bonneville et al. 2024, section 4.1): first-order upwind differences, backward Euler.
#pragma once

#include <vector>

namespace burgers {

struct Problem {
    double amplitude = 0.8;  // a
    double width = 1;        // w
    int points = 1001;       // both ends included, of which the last is the first again
    int times = 1001;        // on [0, 1], both ends included
};

// u [times, points]. Throws rom::Error where a or w is not positive, or a shock forms before t = 1, of which the
// scheme, in its non-conservative form, gets the speed wrong.
std::vector<double> solve(const Problem& problem);

// The exact solution at x before the first shock, constant along characteristics: u = u0(x - u t).
double exact(const Problem& problem, double x, double t);

}  // namespace burgers
