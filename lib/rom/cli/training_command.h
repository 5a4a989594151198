// What the two tools that train have in common: their options, progress, checkpoints, and being stopped.
#pragma once

#include <string>

#include "rom/cli/tool.h"
#include "rom/model/checkpoint.h"
#include "rom/training/problem.h"

namespace rom::cli {

struct TrainingFlags {
    std::string hidden;
    std::string activation;
    std::string initialisation = "xavier-uniform";
    long epochs = 10000;
    std::string rate = "auto";
    std::string schedule = "constant";
    std::string optimizer = "adam";
    double ridge = 0;  // above 0 with varpro only
    std::uint64_t seed = 0;
    double checkpoint_seconds = 600;
    bool keep_checkpoint = false;
    bool resume = false;
};

// Adds the options of any training: --seed, and what checkpoints are about.
void add_run_options(CLI::App& app, TrainingFlags& flags);

// Adds the options but --optimizer, of which each tool has its own; `flags` holds the tool's own defaults.
void add_training_options(CLI::App& app, TrainingFlags& flags);

// Options of the networks as the library takes them; sine goes with tanh on the layers after the first.
training::NetworkOptions network_options(const TrainingFlags& flags);

// What the result depends on, for checkpoints and for the record in model.json.
model::Json record_of(const TrainingFlags& flags);

inline std::string checkpoint_path(const std::string& output) { return output + ".checkpoint"; }

// What a training does from `state` to its end, calling the observer after each epoch; whether it came to the end.
template <class Scalar>
using Course = std::function<bool(training::TrainState<Scalar>& state, const training::Observer<Scalar>& observer)>;

// Runs the training to its end: from a checkpoint where --resume says so and there is one, showing progress, saving
// a checkpoint every so often, at the end where it is kept, and when a signal stops it (then it throws Stopped).
// `identity` as for checkpoints.
template <class Scalar>
training::TrainState<Scalar> run_training(const Tool& tool, const TrainingFlags& flags, const Vector<Scalar>& initial,
                                          const Course<Scalar>& course, const model::Json& identity,
                                          const std::string& output, const training::Coordinates* coordinates);

// That of an autoencoder or a decoder; epochs are left out of its identity where their number does not change the
// course.
template <class Scalar>
training::TrainState<Scalar> run_training(const Tool& tool, const TrainingFlags& flags,
                                          const training::Problem<Scalar>& problem, model::Json identity,
                                          const std::string& output, const training::Coordinates* coordinates);

}  // namespace rom::cli
