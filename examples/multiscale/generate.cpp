// The multiscale oscillating system, eq. (21):
//   f(x, t; A) = A [sin(2x - t) + 0.1 cos((40x + 2t) sin t)] exp(-x^2),
// 201 times on [0, 2 pi], 600 points on [-3, 3], both ends included.
// Usage: generate OUTPUT-PREFIX A...  writes PREFIX.npy [cases, 201, 600], PREFIX-mu.npy [cases, 1] and
// PREFIX-initial.npy [cases, 600].

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <numbers>
#include <string>
#include <vector>

#include "rom/npy/output.h"

int main(int argc, char** argv) try {
    constexpr int times = 201;
    constexpr int points = 600;
    if (argc < 3) {
        std::fprintf(stderr, "generate: usage: generate OUTPUT-PREFIX A...\n");
        return 2;
    }
    const std::string prefix = argv[1];
    const std::int64_t cases = argc - 2;
    std::vector<double> amplitudes;
    std::vector<double> snapshots;
    std::vector<double> initial;
    for (int argument = 2; argument < argc; ++argument) {
        char* end = nullptr;
        const double amplitude = std::strtod(argv[argument], &end);
        if (end == argv[argument] || *end != '\0' || !std::isfinite(amplitude) || amplitude == 0) {
            std::fprintf(stderr, "generate: amplitude '%s' is not a number other than zero; give one such as 1.2\n",
                         argv[argument]);
            return 2;
        }
        amplitudes.push_back(amplitude);
        for (int k = 0; k < times; ++k)
            for (int j = 0; j < points; ++j) {
                const double t = 2 * std::numbers::pi * k / (times - 1);
                const double x = -3 + 6.0 * j / (points - 1);
                const double f = amplitude * (std::sin(2 * x - t) + 0.1 * std::cos((40 * x + 2 * t) * std::sin(t))) *
                                 std::exp(-x * x);
                snapshots.push_back(f);
                if (k == 0) initial.push_back(f);
            }
    }
    using rom::npy::Type;
    rom::npy::write_array(prefix + ".npy", Type::float32, {cases, times, points}, snapshots);
    rom::npy::write_array(prefix + "-mu.npy", Type::float64, {cases, 1}, amplitudes);
    rom::npy::write_array(prefix + "-initial.npy", Type::float32, {cases, points}, initial);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "generate: %s\n", error.what());
    return 1;
}
