// What rom-stage does with a model of either kind.
#pragma once

#include <optional>
#include <string>

#include "rom/cli/field_data.h"
#include "rom/cli/query.h"
#include "rom/cli/training.h"
#include "rom/files/any_model.h"
#include "rom/files/reports.h"

namespace rom::cli {

// What a further stage of a model of rom-encode is.
enum class StageKind { decoder, interpolation, replacement };

struct StageOptions {
    std::string model;
    std::string snapshots;
    std::string output;
    std::string parameters;
    std::optional<double> kappa;
    Optimiser optimiser = Optimiser::automatic;
    bool force = false;
    bool json = false;
    NetworkFlags network{.activation = network::Activation::sine};
    RunOptions run;
    // Of models of rom-encode.
    std::optional<StageKind> kind;
    std::optional<prediction::Interpolation> interpolation;
    std::string processes;
    double ridge = 1e-4;
    bool train_kappa = false;
    bool fit_initial = false;
    // Of models of rom-ldnet.
    FieldFlags fields;
};

// Trains the stage (eqs. 16 to 19), or interpolates what it would have to learn, and writes the model with it.
// `options` takes the defaults that depend on the model. Nothing if it is there already (see is_done), or in a dry run.
std::optional<files::StageReport> add_stage(Tool& tool, StageOptions& options, const files::AnyModel& model);
std::optional<files::StageReport> add_stage(Tool& tool, StageOptions& options, files::StoredModel stored);
// A further reconstruction network; the dynamics stay as they are.
std::optional<files::StageReport> add_stage(Tool& tool, StageOptions& options, const files::StoredNetwork& stored);
// Throws Error: baselines and ensembles have no stages.
std::optional<files::StageReport> add_stage(Tool& tool, StageOptions& options, const files::StoredBaseline& stored);
std::optional<files::StageReport> add_stage(Tool& tool, StageOptions& options, const files::StoredEnsemble& stored);

// Widths of all layers but the last.
Widths hidden_of(const network::Architecture& architecture);

}  // namespace rom::cli

template <>
struct rom::Choices<rom::cli::StageKind> {
    static constexpr const char* what = "kind of stage";
    static constexpr std::array names = {"decoder", "interpolation", "replacement"};
};
