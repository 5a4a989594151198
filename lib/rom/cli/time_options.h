// The times of the snapshots, as the command line has them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/base/time_grid.h"
#include "rom/cli/tool.h"
#include "rom/files/model_file.h"

namespace rom::cli {

struct TimeFlags {
    double dt = 0;
    std::string times;
};
// --dt and --times, of which one is given.
std::vector<Option> options_of(TimeFlags& flags, const char* dt, const char* times);

// Whether one is given. Throws Error(2) if both are.
bool are_given(const TimeFlags& flags);

struct GivenTimes {
    TimeGrid grid;
    std::vector<files::InputFile> inputs = {};  // the file that lists them, if there is one

    // What a result is made from, and what tells one training from another, with that file.
    std::vector<files::InputFile> inputs_with(std::vector<files::InputFile> others) const;
    Record identity_with(Record identity) const;
};
// Those of `count` times of `data`. Throws Error: none given (2), another number of times, or times that do not rise.
GivenTimes times_of(const TimeFlags& flags, const std::string& data, Index count);
// Those of data that are not there; of a uniform grid its step.
GivenTimes times_of(const TimeFlags& flags);

// Warns if these times of latent trajectories are not those of their model, with which later tools refuse them.
void warn_if_other_times(const Tool& tool, const std::string& latent, const TimeGrid& grid,
                         const std::optional<files::TrainedWith>& trained);

}  // namespace rom::cli
