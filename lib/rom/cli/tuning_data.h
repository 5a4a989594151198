// The data of rom-tune's trials, and what came of these.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "rom/cli/state_options.h"
#include "rom/cli/time_options.h"
#include "rom/cli/tuning.h"
#include "rom/evaluation/selection.h"
#include "rom/files/inputs.h"

namespace rom::cli {

// What is tried on which data.
struct TuningData {
    TuningFolder folder;
    std::vector<Configuration> configurations;
};

// The cases that are left out together. Throws Error if no case lies between others.
std::vector<std::vector<Index>> folds_for(const files::Parameters& parameters);

// Writes the data of each fold into the folder, OUTPUT.tune, unless they are there: the snapshots as coordinates in an
// orthonormal basis that holds their mean too, so that norms stay what they are. Throws Error: snapshots and parameters
// that do not fit, no case that lies between others, a folder that has the data of others.
TuningData prepare(const Tool& tool, const TuningFiles& files, const StateOptions& states, const TimeFlags& times,
                   const std::string& output);

// The option that says the times, and what tells them from others.
struct TuningTimes {
    std::string option;
    std::string identity;
};
TuningTimes tuning_times(const TimeFlags& flags, const std::string& data, Index count);

// Has `write` make what `identity` names in this folder, once. Throws Error if it has other data.
void write_once(const std::string& folder, const std::string& identity, const std::function<void()>& write);

// Makes a folder and those above it. Throws Error if that cannot be.
void make_folder(const std::string& path);

// What has come of a configuration so far.
struct Tried {
    Configuration one;
    std::vector<bool> done;  // of each fold
    bool failed = false;
    bool slow = false;   // and that is why
    double seconds = 0;  // of its longest trial
    // Of each variant that has predicted all folds that are done: the mean over the left-out cases so far.
    std::map<Variant, double> errors = {};

    Index count() const { return std::ranges::count(done, true); }
    bool complete() const { return count() == static_cast<Index>(done.size()); }
    double best() const {
        double least = std::numeric_limits<double>::infinity();
        for (const auto& [variant, error] : errors) least = std::min(least, error);
        return least;
    }
};

// The left-out cases of the folds that are done, and what a variant predicted of them; nothing if it lacks a fold.
evaluation::Truth truth_of(const TuningFolder& folder, const Tried& tried);
std::optional<evaluation::States> predicted_by(const TuningFolder& folder, const Tried& tried, Variant variant);

// Sets the errors, from the predictions of the folds that are done.
void judge(const TuningFolder& folder, Tried& tried);

}  // namespace rom::cli
