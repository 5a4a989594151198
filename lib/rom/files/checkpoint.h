// A training that was stopped, as a folder of arrays, from which it goes on to the same bits.
#pragma once

#include <optional>
#include <string>

#include "rom/base/record.h"
#include "rom/optimise/training.h"
#include "rom/snapshots/coordinates.h"

namespace rom::files {

// The file by which a checkpoint's folder is known.
inline constexpr const char* kCheckpointMarker = "checkpoint.json";

// `identity`: the options and inputs that the result depends on. `coordinates` are kept if they were computed in this
// run (else null), so that another machine goes on with the same basis.
template <class Scalar>
void write_checkpoint(const std::string& path, const optimise::TrainState<Scalar>& state, const Record& identity,
                      const snapshots::Coordinates* coordinates);

// Nothing if there is no checkpoint. Throws Error naming the first option or input that differs from `identity`.
template <class Scalar>
std::optional<optimise::TrainState<Scalar>> read_checkpoint(const std::string& path, const Record& identity);

// The coordinates kept in a checkpoint; nothing if there are none, or no checkpoint.
std::optional<snapshots::Coordinates> read_checkpoint_coordinates(const std::string& path);

void remove_checkpoint(const std::string& path);

}  // namespace rom::files
