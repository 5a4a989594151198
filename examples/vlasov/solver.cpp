#include "solver.h"

#include <cmath>
#include <numbers>
#include <string>

#include "rom/base/error.h"

namespace vlasov {
namespace {

constexpr double kLargestVelocity = 7;
constexpr double kBeamVelocity = 2;

double velocity(int j, double dv) { return -kLargestVelocity + dv * j; }

// The value at the face between c and d, from the side of a (Jiang and Shu 1996, their equations 2.9, 2.10 and 3.1).
inline double weno(double a, double b, double c, double d, double e) {
    constexpr double epsilon = 1e-6;
    const auto square = [](double value) { return value * value; };
    const double s0 = 13.0 / 12 * square(a - 2 * b + c) + 0.25 * square(a - 4 * b + 3 * c) + epsilon;
    const double s1 = 13.0 / 12 * square(b - 2 * c + d) + 0.25 * square(b - d) + epsilon;
    const double s2 = 13.0 / 12 * square(c - 2 * d + e) + 0.25 * square(3 * c - 4 * d + e) + epsilon;
    const double w0 = 0.1 * square(s1 * s2);  // 0.1 / s0^2, 0.6 / s1^2, 0.3 / s2^2 over a common denominator
    const double w1 = 0.6 * square(s0 * s2);
    const double w2 = 0.3 * square(s0 * s1);
    return (w0 * (2 * a - 7 * b + 11 * c) + w1 * (-b + 5 * c + 2 * d) + w2 * (2 * c + 5 * d - e)) /
           (6 * (w0 + w1 + w2));
}

}  // namespace

Solver::Solver(const Problem& problem)
    : problem_(problem), dx_(2 * std::numbers::pi / problem.points), dv_(2 * kLargestVelocity / problem.points) {
    const auto n = static_cast<std::size_t>(problem.points);
    const double width = std::sqrt(problem.temperature);
    if (!(width > dv_))
        throw rom::Error("the temperature " + std::to_string(problem.temperature) + " makes beams of width " +
                         std::to_string(width) + ", which a grid of spacing " + std::to_string(dv_) +
                         " in v does not resolve; take a temperature above " + std::to_string(dv_ * dv_));
    if (const double courant = kLargestVelocity * problem.step / dx_; !(courant <= 1))
        throw rom::Error("the step " + std::to_string(problem.step) + " carries particles over " +
                         std::to_string(courant) + " cells, where the method is unstable; take a step of at most " +
                         std::to_string(dx_ / kLargestVelocity));
    for (std::vector<double>* field : {&f_, &stage_, &slope_, &sum_}) field->resize(n * n);
    for (std::vector<double>* row : {&green_, &density_, &acceleration_, &zeros_}) row->resize(n);
    flux_.resize((n + 1) * n);
    padded_.resize(n + 6);
    for (int i = 0; i < problem.points; ++i)
        for (int m = 1; 2 * m < problem.points; ++m)
            green_[static_cast<std::size_t>(i)] += 2.0 / problem.points * std::sin(m * i * dx_) / m;
    for (std::size_t j = 0; j < n; ++j)
        for (std::size_t i = 0; i < n; ++i) {
            const double x = static_cast<double>(i) * dx_;
            const double v = velocity(static_cast<int>(j), dv_);
            const auto beam = [&](double centre) {
                return std::exp(-(v - centre) * (v - centre) / (2 * problem.temperature));
            };
            f_[j * n + i] = 8 / std::sqrt(2 * std::numbers::pi * problem.temperature) *
                            (1 + problem.strength * std::cos(problem.wavenumber * x)) *
                            (beam(kBeamVelocity) + beam(-kBeamVelocity));
        }
    accelerate(f_);
}

void Solver::accelerate(std::span<const double> f) {
    const std::size_t n = density_.size();
    std::fill(density_.begin(), density_.end(), 0.0);
    for (std::size_t j = 0; j < n; ++j)
        for (std::size_t i = 0; i < n; ++i) density_[i] += dv_ * f[j * n + i];
    for (std::size_t i = 0; i < n; ++i) {
        acceleration_[i] = 0;
        for (std::size_t j = 0; j < n; ++j) acceleration_[i] += green_[(i + n - j) % n] * density_[j];
    }
}

void Solver::rate(std::span<const double> f, std::span<double> result) {
    accelerate(f);
    const std::size_t n = density_.size();
    for (std::size_t j = 0; j < n; ++j) {  // -v f_x, with flux_[i] at the face left of point i
        const double v = velocity(static_cast<int>(j), dv_);
        for (std::size_t i = 0; i < n + 6; ++i) padded_[i] = f[j * n + (i + n - 3) % n];
        const double* p = padded_.data();
        if (v >= 0)
            for (std::size_t i = 0; i <= n; ++i) flux_[i] = weno(p[i], p[i + 1], p[i + 2], p[i + 3], p[i + 4]);
        else
            for (std::size_t i = 0; i <= n; ++i) flux_[i] = weno(p[i + 5], p[i + 4], p[i + 3], p[i + 2], p[i + 1]);
        for (std::size_t i = 0; i < n; ++i) result[j * n + i] = -v / dx_ * (flux_[i + 1] - flux_[i]);
    }
    const auto row = [&](std::size_t j, int offset) {
        const auto at = static_cast<std::ptrdiff_t>(j) + offset;
        return at >= 0 && at < static_cast<std::ptrdiff_t>(n) ? f.data() + static_cast<std::size_t>(at) * n
                                                              : zeros_.data();
    };
    std::fill_n(flux_.begin(), n, 0.0);
    std::fill_n(flux_.end() - static_cast<std::ptrdiff_t>(n), n, 0.0);
    for (std::size_t j = 1; j < n; ++j) {  // -(a f)_v, with the fluxes below row j at flux_[j * n]
        const double* r0 = row(j, -3);
        const double* r1 = row(j, -2);
        const double* r2 = row(j, -1);
        const double* r3 = row(j, 0);
        const double* r4 = row(j, 1);
        const double* r5 = row(j, 2);
        for (std::size_t i = 0; i < n; ++i) {
            const double a = acceleration_[i];
            const bool up = a >= 0;
            flux_[j * n + i] = a * weno(up ? r0[i] : r5[i], up ? r1[i] : r4[i], up ? r2[i] : r3[i], up ? r3[i] : r2[i],
                                        up ? r4[i] : r1[i]);
        }
    }
    for (std::size_t k = 0; k < n * n; ++k) result[k] -= (flux_[k + n] - flux_[k]) / dv_;
}

void Solver::advance() {
    const double h = problem_.step;
    const std::size_t size = f_.size();
    sum_ = f_;
    stage_ = f_;
    constexpr double weights[] = {1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6};
    constexpr double next[] = {0.5, 0.5, 1, 0};
    for (int s = 0; s < 4; ++s) {
        rate(stage_, slope_);
        for (std::size_t k = 0; k < size; ++k) {
            sum_[k] += h * weights[s] * slope_[k];
            stage_[k] = f_[k] + h * next[s] * slope_[k];
        }
    }
    f_.swap(sum_);
    ++steps_;
    if (!std::isfinite(mass()))
        throw rom::Error("the solution left the range of numbers at t = " + std::to_string(steps_ * h) +
                         "; take a shorter step");
}

double Solver::mass() const {
    double sum = 0;
    for (const double value : f_) sum += value;
    return sum * dx_ * dv_;
}

double Solver::energy() const {
    double sum = 0;
    for (const double a : acceleration_) sum += a * a / 2;
    return sum * dx_;
}

}  // namespace vlasov
