// The 1D-1V Vlasov equation of two counter-streaming beams (mLaSDI paper, eq. 24) on x in [0, 2 pi], v in [-7, 7]:
//   f_t + v f_x + (a f)_v = 0,  a = dPhi/dx,  a_x = integral of f over v, less its mean,
//   f(x, v, 0) = 8 / sqrt(2 pi T) [1 + s cos(k x)] [exp(-(v - 2)^2 / 2T) + exp(-(v + 2)^2 / 2T)].
// Finite differences of fifth order (WENO, Jiang and Shu 1996) in x and v, a spectral solution for a, and the classical
// Runge-Kutta method of fourth order. Periodic in x; nothing passes v = +-7. All quantities are dimensionless.
#pragma once

#include <span>
#include <vector>

namespace vlasov {

struct Problem {
    double temperature = 1;  // T
    double wavenumber = 1;   // k
    double strength = 0.1;   // s
    int points = 64;         // in x, at 2 pi i / points, and in v, at -7 + 14 j / points
    double step = 0.005;     // of time
};

class Solver {
public:
    // Throws rom::Error where the beams are too narrow for the grid, or the step is too long for it.
    explicit Solver(const Problem& problem);

    // f(x_i, v_j) at j * points + i.
    std::span<const double> state() const { return f_; }

    // One step of time. Throws rom::Error where the solution has left the range of numbers.
    void advance();

    double mass() const;    // integral of f
    double energy() const;  // of the field: integral of a^2 / 2 over x

private:
    void accelerate(std::span<const double> f);
    void rate(std::span<const double> f, std::span<double> result);

    Problem problem_;
    double dx_;
    double dv_;
    int steps_ = 0;
    std::vector<double> f_;
    std::vector<double> green_;  // a(x_i) = sum_j green(i - j) rho_j
    std::vector<double> density_;
    std::vector<double> acceleration_;
    std::vector<double> padded_;
    std::vector<double> flux_;
    std::vector<double> zeros_;
    std::vector<double> stage_;
    std::vector<double> slope_;
    std::vector<double> sum_;
};

}  // namespace vlasov
