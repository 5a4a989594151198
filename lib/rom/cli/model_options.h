// What a model of rom-encode is to be.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/cli/state_options.h"
#include "rom/cli/time_options.h"
#include "rom/cli/training.h"
#include "rom/files/inputs.h"
#include "rom/mlasdi/dynamics_loss.h"
#include "rom/mlasdi/reduced_model.h"

namespace rom::cli {

struct ModelOptions {
    StateOptions states;
    TimeFlags times;
    Index delays = 0;
    Index latent = 0;
    mlasdi::Penalties penalties;
    dynamics::Library library = dynamics::Library::linear;
    std::optional<dynamics::Derivative> derivative;
    snapshots::CoordinateSystem coordinates = snapshots::CoordinateSystem::data;
    std::optional<double> basis_tolerance;
    snapshots::Scaling scale = snapshots::Scaling::deviation;
    std::optional<double> time_unit;
    Precision precision = Precision::float32;
    std::string parameters;  // of the snapshots
    Index entries = 0;
};
void add(CommandLine& line, ModelOptions& options);

// Before data are read: whether there is a place for the output, and with --apply nothing else is asked for than to
// encode, without it a latent dimension is given. Throws Error.
void check_model_options(const Tool& tool, const ModelOptions& options, const std::string& apply,
                         const std::string& output);

// The parameters of the snapshots, if they are given. Throws Error unless they are of as many cases.
std::optional<files::Parameters> read_case_parameters(const ModelOptions& options, const snapshots::Snapshots& data);

// The penalties for snapshots of these coordinates [rank, cases * times]. If their cases run at clearly different
// speeds, and the parameters are given, the dynamics may differ as a smooth function of these, and it says so. Cases
// that say nothing of their dynamics, at rest or nearly so, do not draw those of the others. Cases with the same
// parameters share their coefficients.
mlasdi::Penalties penalties_of(const Tool& tool, const ModelOptions& options,
                               const std::optional<files::Parameters>& parameters, const Eigen::MatrixXd& coordinates,
                               const TimeGrid& grid);

// Those of the training for `output` that is taken up again, if there is one, or those of the data, whose fields it
// scales. Throws Error if that training was of another identity.
snapshots::Coordinates coordinates_of(const ModelOptions& options, const RunOptions& run, const std::string& output,
                                      const Record& identity, snapshots::Snapshots& data);

// The model before its coordinates, networks and automatic choices are known, with the snapshots' delays. Warns of
// snapshots that are implausible. Throws Error if the cases are too short for delays or derivative.
mlasdi::ReducedModel begin_model(const Tool& tool, const ModelOptions& options, snapshots::Snapshots& data,
                                 const TimeGrid& grid);

}  // namespace rom::cli
