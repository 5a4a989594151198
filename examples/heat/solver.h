// The heat equation u_t = D u_xx on (0, 1) with u = 0 at both ends and u(x, 0) = exp(-(x - 0.4)^2 / (2 w^2)): second
// differences in space, exact in time by their eigenvectors, which are sines.
#pragma once

#include <vector>

namespace heat {

struct Problem {
    double diffusivity = 0.01;  // D
    double width = 0.1;         // w
    int points = 200;           // inside, equidistant
    int times = 101;            // on [0, 1], both ends included
};

// u [times, points]. Throws rom::Error where D or w is not positive.
std::vector<double> solve(const Problem& problem);

// The exact solution, by its Fourier series: the integrals of the sines are evaluated to rounding.
double exact(const Problem& problem, double x, double t);

}  // namespace heat
