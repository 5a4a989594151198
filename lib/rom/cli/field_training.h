// What the two tools that train on fields at points have in common.
#pragma once

#include <string>
#include <vector>

#include "rom/cli/field_data.h"
#include "rom/cli/training_command.h"
#include "rom/ldnet/fit.h"

namespace rom::cli {

// The files of a problem, and their names and hashes for the record.
struct FieldData {
    ldnet::Files files;
    RawInputs raw;
    std::vector<model::Input> inputs;
};

// Throws Error: files that do not fit together, or cases that nothing tells apart.
FieldData read_field_data(const std::string& snapshots, const FieldFlags& flags, Eigen::Index fields);

// Runs the fit to its end, with checkpoints beside `output`. `identity` as for checkpoints; the inputs are added to it.
training::TrainState<double> run_fit(const Tool& tool, TrainingFlags run, const ldnet::FitOptions& options,
                                     const ldnet::Problem& problem, model::Json identity, const FieldData& data,
                                     const std::string& output);

}  // namespace rom::cli
