// What the tools take for latent dynamics networks: points, parameters and signals, read and checked.
#pragma once

#include <string>
#include <vector>

#include "rom/cli/tool.h"
#include "rom/ldnet/data.h"

namespace rom::cli {

struct FieldFlags {
    std::string points;
    std::string parameters;
    std::string signals;
};

// Adds --points and --signals.
void add_field_options(CLI::App& app, FieldFlags& flags);

// Inputs as they are in the files: no columns where there are none.
struct RawInputs {
    Index cases = 0;             // 0 where neither parameters nor signals are given
    Index times = 0;             // of the signals; 0 without
    Eigen::MatrixXd parameters;  // [cases, parameters]
    Eigen::MatrixXd signals;     // [cases * times, signals]
    std::vector<model::Input> files;
};

// Throws Error: axes that do not fit, different numbers of cases.
RawInputs read_raw_inputs(const FieldFlags& flags);

// The first `times` times of the inputs of `cases` cases, mapped for the model. Throws Error where the number of
// parameters or signals is not the model's, or signals are shorter than the run. Warns of values outside the training's
// range.
ldnet::Inputs map_raw_inputs(const Tool& tool, const ldnet::LatentDynamicsNetwork& model, const FieldFlags& flags,
                             const RawInputs& raw, Index cases, Index times);

}  // namespace rom::cli
