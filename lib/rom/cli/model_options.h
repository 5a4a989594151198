// What a model of rom-encode is to be.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/cli/options.h"
#include "rom/mlasdi/dynamics_loss.h"
#include "rom/mlasdi/reduced_model.h"

namespace rom::cli {

struct ModelOptions {
    double dt = 0;
    Index latent = 0;
    mlasdi::Penalties penalties;
    dynamics::Library library = dynamics::Library::linear;
    std::optional<dynamics::Derivative> derivative;
    snapshots::CoordinateSystem coordinates = snapshots::CoordinateSystem::data;
    std::optional<double> basis_tolerance;
    snapshots::Scaling scale = snapshots::Scaling::deviation;
    std::optional<double> time_unit;
    Precision precision = Precision::float32;
};
std::vector<Option> options_of(ModelOptions& options);

// Where its POD basis is cut off.
snapshots::Truncation truncation_of(const ModelOptions& options);

// The model before its coordinates, networks and automatic choices are known. Throws Error if the cases are too short
// for the derivative.
mlasdi::ReducedModel begin_model(const ModelOptions& options, const snapshots::Snapshots& data);

}  // namespace rom::cli
