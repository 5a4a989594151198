// What latent dynamics networks are asked, and what they answer: parameters and signals, read and checked.
#pragma once

#include <string>
#include <vector>

#include "rom/base/record.h"
#include "rom/files/ldnet_file.h"
#include "rom/ldnet/data.h"
#include "rom/prediction/fields.h"
#include "rom/query/listener.h"

namespace rom::query {

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

// Throws Error unless points have the model's dimensions. `name` is the model.
void require_dimensions(const std::string& points, Index dimensions, const ldnet::LatentDynamicsNetwork& model,
                        const std::string& name);

// One network, or one of those that are asked together.
struct AskedNetwork {
    const files::StoredNetwork& stored;
    double weight = 1;
    Index stages = 0;  // to sum up, 0 for all
};

// The times that are predicted if none are asked for: those of the signals, else of the training. Throws Error if
// signals go on for longer than times that are unevenly apart.
TimeGrid grid_of(const files::StoredNetwork& stored, const RawInputs& raw);

// What the networks say at these times, before it is at points. Warns of inputs outside the training's range.
std::vector<prediction::NetworkAnswer> answers_of(const Listener& listener, const std::vector<AskedNetwork>& networks,
                                                  const RawInputs& raw, const TimeGrid& grid);

}  // namespace rom::query
