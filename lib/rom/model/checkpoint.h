// A training that was stopped, as a folder of arrays, from which it goes on to the same bits.
#pragma once

#include <optional>
#include <string>

#include "rom/model/folder.h"
#include "rom/model/provenance.h"
#include "rom/training/coordinates.h"
#include "rom/training/train.h"

namespace rom::model {

// `identity`: the options and inputs that the result depends on. `coordinates` are kept where they were computed in
// this run, so that another machine goes on with the same basis.
template <class Scalar>
void write_checkpoint(const std::string& path, const training::TrainState<Scalar>& state, const Json& identity,
                      const training::Coordinates* coordinates);

// Nothing where there is no checkpoint. Throws Error naming the first option or input that differs from `identity`.
template <class Scalar>
std::optional<training::TrainState<Scalar>> read_checkpoint(const std::string& path, const Json& identity);

// The coordinates kept in a checkpoint; nothing where there are none, or no checkpoint.
std::optional<training::Coordinates> read_checkpoint_coordinates(const std::string& path);

void remove_checkpoint(const std::string& path);

}  // namespace rom::model
