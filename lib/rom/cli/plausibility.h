// What is said of snapshots that do not look like what their shape says.
#pragma once

#include "rom/cli/tool.h"
#include "rom/snapshots/plausibility.h"

namespace rom::cli {

// Warns if the axes may be others than [cases, times, ...space]. known_cases: by their parameters.
void warn_if_swapped(const Tool& tool, const snapshots::Snapshots& data, bool known_cases);

// The same, and warns if the times are too far apart for dynamics, or far too close.
void warn_if_implausible(const Tool& tool, const snapshots::Snapshots& data, bool known_cases);

}  // namespace rom::cli
