#include "solver.h"

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace adr {
namespace {

using Complex = std::complex<double>;
using std::numbers::pi;

}  // namespace

double exact(const Coefficients& coefficients, double x, double t) {
    return std::exp(-(coefficients.diffusion * pi * pi + coefficients.reaction) * t) *
           std::cos(pi * (x + coefficients.transport * t));
}

Eigen::MatrixXd solve(const Coefficients& coefficients, const Eigen::MatrixXd& signals, double dt, Eigen::Index points,
                      Eigen::Index modes, Eigen::Index parts) {
    Eigen::MatrixXcd basis(points, modes);  // z = Re sum of basis * state
    Eigen::VectorXcd decay(modes);
    for (Eigen::Index k = 0; k < modes; ++k) {
        const double wave = pi * static_cast<double>(k);
        decay[k] =
            Complex(-(coefficients.diffusion * wave * wave + coefficients.reaction), coefficients.transport * wave);
        for (Eigen::Index j = 0; j < points; ++j)
            basis(j, k) = std::polar(k == 0 ? 1.0 : 2.0,
                                     wave * (-1 + 2.0 * static_cast<double>(j) / static_cast<double>(points)));
    }
    const double h = dt / static_cast<double>(parts);
    // z(t + h) = e z + f0 forcing(t) + f1 (forcing(t + h) - forcing(t)), exactly.
    Eigen::VectorXcd e(modes);
    Eigen::VectorXcd f0(modes);
    Eigen::VectorXcd f1(modes);
    for (Eigen::Index k = 0; k < modes; ++k) {
        const Complex a = decay[k] * h;
        e[k] = std::exp(a);
        if (std::abs(a) < 1e-4) {  // the series, where the quotients cancel
            f0[k] = h * (1.0 + a / 2.0 + a * a / 6.0);
            f1[k] = h * (0.5 + a / 6.0 + a * a / 24.0);
        } else {
            f0[k] = h * (e[k] - 1.0) / a;
            f1[k] = h * (e[k] - 1.0 - a) / (a * a);
        }
    }
    const auto sinc = [](double a) { return std::abs(a) < 1e-8 ? 1.0 : std::sin(pi * a) / (pi * a); };
    // The coefficients of exp(i pi k x), by the integral over the domain: the forcing jumps at its ends where 2 F is
    // not whole.
    const auto forcing = [&](Eigen::Index time, double share) {
        Eigen::RowVectorXd now = signals.row(time);
        if (share > 0) now += share * (signals.row(time + 1) - signals.row(time));
        Eigen::VectorXcd values(modes);
        for (Eigen::Index k = 0; k < modes; ++k)
            values[k] = 0.5 * now[0] *
                        (std::polar(1.0, -now[2]) * sinc(2 * now[1] - static_cast<double>(k)) +
                         std::polar(1.0, now[2]) * sinc(2 * now[1] + static_cast<double>(k)));
        return values;
    };
    Eigen::MatrixXd z(points, signals.rows());
    Eigen::VectorXcd state = Eigen::VectorXcd::Zero(modes);
    Eigen::VectorXcd before = forcing(0, 0);
    for (Eigen::Index time = 0;; ++time) {
        z.col(time) = (basis * state).real();
        if (time + 1 == signals.rows()) return z;
        for (Eigen::Index part = 0; part < parts; ++part) {
            const Eigen::VectorXcd after = forcing(time, static_cast<double>(part + 1) / static_cast<double>(parts));
            state = e.cwiseProduct(state) + f0.cwiseProduct(before) + f1.cwiseProduct(after - before);
            before = after;
        }
    }
}

}  // namespace adr
