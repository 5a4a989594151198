// A training that was stopped, as a folder of arrays, from which it goes on to the same bits.
#pragma once

#include <optional>
#include <string>

#include "rom/base/record.h"
#include "rom/optimise/training.h"
#include "rom/snapshots/coordinates.h"

namespace rom::files {

// `identity`: the options and inputs that the result depends on. `coordinates` are kept if they were computed in this
// run (else null), so that another machine goes on with the same basis.
template <class Scalar>
void write_checkpoint(const std::string& path, const optimise::TrainState<Scalar>& state, const Record& identity,
                      const snapshots::Coordinates* coordinates);

// Nothing if there is no checkpoint. Throws Error naming the first option or input that differs from `identity`, before
// anything else is looked at, or what is not as it was written. Whether the state is one of the training at hand, its
// user has to ask: optimise::misfit_of.
template <class Scalar>
std::optional<optimise::TrainState<Scalar>> read_checkpoint(const std::string& path, const Record& identity);

// The coordinates of `data` kept in a checkpoint, but for `entries`; nothing if there are none, or no checkpoint.
// Throws Error as above, or if they are not those of states of this shape.
std::optional<snapshots::Coordinates> read_checkpoint_coordinates(const std::string& path, const Record& identity,
                                                                  const snapshots::Snapshots& data);

}  // namespace rom::files
