// Holds the full-order solver against what is known independently of it. Prints a table; the exit status is 1 where a
// figure is outside its bounds.
#include <cmath>
#include <complex>
#include <cstdio>
#include <numbers>
#include <vector>

#include "solver.h"

namespace {

// The solution at `time`, on the points of a grid of `points`.
std::vector<double> solve(int solved_points, int points, double step, double time) {
    vlasov::Problem problem;
    problem.points = solved_points;
    problem.step = step;
    vlasov::Solver solver(problem);
    const int steps = static_cast<int>(std::lround(time / step));
    for (int k = 0; k < steps; ++k) solver.advance();
    const int stride = solved_points / points;
    std::vector<double> result;
    for (int j = 0; j < points; ++j)
        for (int i = 0; i < points; ++i)
            result.push_back(
                solver.state()[static_cast<std::size_t>(j * stride) * static_cast<std::size_t>(solved_points) +
                               static_cast<std::size_t>(i * stride)]);
    return result;
}

double relative_difference(const std::vector<double>& a, const std::vector<double>& b) {
    double difference = 0;
    double norm = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        difference += (a[k] - b[k]) * (a[k] - b[k]);
        norm += b[k] * b[k];
    }
    return std::sqrt(difference / norm);
}

// 1 + sum over the beams of (8 / (k^2 T)) (1 + zeta Z(zeta)) at the frequency i gamma, zeta = (i gamma / k - v) /
// sqrt(2T), with the plasma dispersion function Z(zeta) = 1 / sqrt(pi) integral of exp(-t^2) / (t - zeta): zero at the
// growth rate of an unstable wave (Landau's dielectric function for Maxwellian beams).
double dielectric(double gamma, double wavenumber, double temperature) {
    double sum = 1;
    for (const double v : {2.0, -2.0}) {
        const std::complex<double> zeta = std::complex<double>(-v, gamma / wavenumber) / std::sqrt(2 * temperature);
        std::complex<double> z = 0;
        constexpr double h = 1e-4;
        for (int k = -80000; k <= 80000; ++k) z += h * std::exp(-h * k * h * k) / (h * k - zeta);
        z *= std::numbers::inv_sqrtpi;
        sum += 8 / (wavenumber * wavenumber * temperature) * (1.0 + zeta * z).real();
    }
    return sum;
}

double growth_rate_of_theory(double wavenumber, double temperature) {
    double low = 0.01;  // dielectric < 0
    double high = 4;
    for (int k = 0; k < 40; ++k) {
        const double middle = (low + high) / 2;
        (dielectric(middle, wavenumber, temperature) < 0 ? low : high) = middle;
    }
    return low;
}

// From the energy of the field, which grows as exp(2 gamma t), between two times, in a small perturbation.
double growth_rate(double temperature, double from, double to) {
    vlasov::Problem problem;
    problem.temperature = temperature;
    problem.strength = 1e-5;
    vlasov::Solver solver(problem);
    double before = 0;
    const int first = static_cast<int>(std::lround(from / problem.step));
    const int last = static_cast<int>(std::lround(to / problem.step));
    for (int k = 0; k < last; ++k) {
        solver.advance();
        if (k + 1 == first) before = solver.energy();
    }
    return std::log(solver.energy() / before) / (2 * (to - from));
}

bool all_hold = true;

void row(const char* what, double value, double least, double most) {
    const bool holds = value >= least && value <= most;
    all_hold = all_hold && holds;
    std::printf("| %s | %.3g | %g to %g%s |\n", what, value, least, most, holds ? "" : ", FAILED");
}

}  // namespace

int main() {
    std::printf("| figure | value | bounds |\n|---|---|---|\n");

    // In space: against a grid four times as fine, before the beams have wound into filaments.
    const auto fine = solve(256, 32, 0.00125, 0.5);
    const double coarse_error = relative_difference(solve(32, 32, 0.00125, 0.5), fine);
    const double error = relative_difference(solve(64, 32, 0.00125, 0.5), fine);
    const double fine_error = relative_difference(solve(128, 32, 0.00125, 0.5), fine);
    row("order in x and v at t = 0.5, 32 to 64 points", std::log2(coarse_error / error), 3, 7);
    row("order in x and v at t = 0.5, 64 to 128 points", std::log2(error / fine_error), 4, 7);

    // In time: differences of successive halvings.
    const auto a = solve(64, 64, 0.01, 1);
    const auto b = solve(64, 64, 0.005, 1);
    const auto c = solve(64, 64, 0.0025, 1);
    row("order in t", std::log2(relative_difference(a, b) / relative_difference(b, c)), 3.7, 4.3);
    row("difference that halving dt = 0.005 makes, at t = 1", relative_difference(b, c), 0, 1e-6);

    vlasov::Solver solver((vlasov::Problem()));
    const double mass = solver.mass();
    double lost = 0;
    for (int k = 0; k < 1000; ++k) {
        solver.advance();
        lost = std::max(lost, std::abs(solver.mass() / mass - 1));
    }
    row("largest relative change of mass on [0, 5]", lost, 0, 1e-12);

    for (const double temperature : {0.9, 1.0, 1.1}) {
        const double theory = growth_rate_of_theory(1, temperature);
        char what[80];
        std::snprintf(what, sizeof what, "growth rate at T = %.1f, k = 1 over theory's %.4f", temperature, theory);
        row(what, growth_rate(temperature, 8, 14) / theory, 0.98, 1.02);
    }
    return all_hold ? 0 : 1;
}
