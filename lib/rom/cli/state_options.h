// What the entries of the snapshots are: fields and gaps.
#pragma once

#include <string>
#include <vector>

#include "rom/cli/tool.h"
#include "rom/snapshots/snapshots.h"

namespace rom::cli {

// The heading of --help under which they are, with the snapshots' times.
inline constexpr const char* kSnapshotsGroup = "Snapshots";

struct StateOptions {
    std::string fields;
    std::string axis = "auto";
    std::vector<double> weights;
    std::string mask = "auto";
};
std::vector<Option> options_of(StateOptions& options);
Option weights_option(StateOptions& options);

// "3" or "u,v,p": as many names.
std::vector<std::string> field_names(const std::string& fields);

// Opens snapshots with their fields and gaps, and says what the gaps are. Throws Error: options that do not fit them.
snapshots::Snapshots open_states(const Tool& tool, const StateOptions& options, const std::string& path, bool one_case);

// The same snapshots, with a word on a terminal or in a log, now and then, on how far they are read.
snapshots::Snapshots with_progress(const Tool& tool, snapshots::Snapshots data);

// A state [...space] in a file, of the shape of these. Throws Error if it has another.
Eigen::VectorXd read_state(const std::string& path, const snapshots::Snapshots& data);

// Counts each field in units of its deviation over its weight, if there are several.
void scale_fields(const StateOptions& options, snapshots::Snapshots& data);

// The identity of a training on such snapshots: with the content of a mask's file.
Record identity_with(const StateOptions& options, Record identity);

// The options as words of shell, each after a space.
std::string words_of(const StateOptions& options);

}  // namespace rom::cli
