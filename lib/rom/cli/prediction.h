// rom-predict for models of every kind; without parameters, in latent_prediction.h.
#pragma once

#include <string>

#include "rom/cli/field_data.h"
#include "rom/cli/query.h"
#include "rom/cli/sampling_options.h"
#include "rom/files/any_model.h"

namespace rom::cli {

struct PredictOptions {
    std::string model;
    std::string parameters;
    std::string output;
    std::string times;
    Index stages = 0;
    bool latent_only = false;
    QueryFlags query;
    bool keep_going = false;
    bool dry_run = false;
    std::string coefficients;  // --xi
    std::string decode;
    bool one_case = false;
    SamplingOptions statistics;
    FieldFlags fields;
};

// Writes what the options ask for. Throws Error: options that are not for this kind of model, pieces that do not belong
// together.
void predict(Tool& tool, PredictOptions& options, const files::AnyModel& model);

}  // namespace rom::cli
