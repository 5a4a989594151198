// What the generators for latent dynamics networks share: cases of random parameters and signals, solved on all
// threads.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <Eigen/Core>

namespace examples {

using Random = std::mt19937_64;

// Between `low` and `high`, the same on every platform.
double uniform(Random& random, double low, double high);

// A smooth signal at `times` times dt apart: random values between `low` and `high` every `spacing`, and half cosines
// between.
Eigen::VectorXd smooth_signal(Random& random, double low, double high, double spacing, std::int64_t times, double dt);

struct Inputs {
    Eigen::VectorXd parameters;
    Eigen::MatrixXd signals;  // [times, signals]
};

struct RandomCases {
    std::int64_t times = 0;
    Eigen::MatrixXd points;  // [points, dimensions]
    std::int64_t fields = 1;
    std::function<Inputs(Random& random)> draw;
    // Fills [times, points] or [times, points, fields].
    std::function<void(const Inputs& inputs, std::span<float> snapshots)> solve;
};

// A further option of a generator, with its default.
struct Option {
    std::string name;
    std::string description;
    double value;
};

// The generator as a program, NAME PREFIX --cases N --seed S and the options: PREFIX.npy, PREFIX-mu.npy [cases,
// parameters], PREFIX-signals.npy [cases, times, signals], those that there are, and PREFIX-x.npy [points, dimensions].
int run(const std::string& name, const std::string& description, const std::string& example,
        std::vector<Option> options, const std::function<RandomCases(const std::vector<Option>& options)>& cases,
        int argc, char** argv);

}  // namespace examples
