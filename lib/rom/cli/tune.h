// rom-tune: the search, and the model that comes of it.
#pragma once

#include <string>

#include "rom/cli/field_data.h"
#include "rom/cli/state_options.h"
#include "rom/cli/time_options.h"
#include "rom/cli/tool.h"

namespace rom::cli {

struct TuneOptions {
    std::string snapshots;
    std::string parameters;
    std::string output;
    FieldFlags fields;  // with points: latent dynamics networks are tried, with the further options
    StateOptions states;
    std::string with;
    TimeFlags times;
    double minutes = 10;
    bool tasks = false;
    bool gather = false;
    bool resume = false;
    bool dry_run = false;
};

// Of the time, for the search; the rest is for the training on all cases.
inline constexpr double kSearchShare = 0.6;

// Searches, trains what predicts left-out cases best on all cases, writes it as an ensemble, and prints the table of
// what was tried and the lines of shell that make the same model. With `tasks` it only prints a line of shell for each
// trial; with `gather` it tries nothing more; with `resume` it does nothing if the model is made already. What a search
// that was stopped has tried is not tried again. Throws Error: snapshots and parameters that do not fit, a folder of
// another search, a budget too short for one trial.
void tune(Tool& tool, const TuneOptions& options);

// Prints what it would take, with the epochs of the first configuration on one group. Throws Error if networks are
// asked for.
void dry_tune(const Tool& tool, const TuneOptions& options);

}  // namespace rom::cli
