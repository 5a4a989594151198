// What the tools take for latent dynamics networks: points, parameters and signals, read and checked.
#pragma once

#include <string>
#include <vector>

#include "rom/cli/tool.h"
#include "rom/ldnet/data.h"

namespace rom::cli {

struct FieldFlags {
    std::string points;
    std::string signals;
};
std::vector<Option> options_of(FieldFlags& flags);

// Inputs as they are in the files: no columns if there are none.
struct RawInputs {
    std::string parameters_name;
    std::string signals_name;
    Index cases = 0;             // 0 if neither parameters nor signals are given
    Index times = 0;             // of the signals; 0 without
    Eigen::MatrixXd parameters;  // [cases, parameters]
    Eigen::MatrixXd signals;     // [cases * times, signals]
    std::vector<files::InputFile> inputs;
    Record identity;  // the content of each, by its role
};

// Of files that may both be missing. Throws Error: axes that do not fit, different numbers of cases.
RawInputs read_raw_inputs(const std::string& parameters, const std::string& signals);

// The first `times` times of the inputs of `cases` cases, mapped for the model. Throws Error if the number of
// parameters or signals is not the model's, or signals are shorter than the run.
ldnet::CaseInputs map_raw_inputs(const ldnet::LatentDynamicsNetwork& model, const RawInputs& raw, Index cases,
                                 Index times);

// Warns of values outside the training's range among those that map_raw_inputs takes.
void warn_if_outside(const Tool& tool, const ldnet::LatentDynamicsNetwork& model, const RawInputs& raw, Index cases,
                     Index times);

// Throws Error unless points have the model's dimensions. `name` is the model.
void require_dimensions(const std::string& points, Index dimensions, const ldnet::LatentDynamicsNetwork& model,
                        const std::string& name);

// The files of a training. `inputs` and `identity` of `raw` name snapshots and points too.
struct FieldData {
    ldnet::FieldFiles files;
    RawInputs raw;
};

// Throws Error: files that do not fit together, or cases that nothing tells apart.
FieldData read_field_data(const std::string& snapshots, const FieldFlags& flags, const std::string& parameters,
                          Index fields);

// Says what is trained.
void announce(const Tool& tool, const FieldData& data, Index points, Index weights);

}  // namespace rom::cli
