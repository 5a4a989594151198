// The model directory: model.json and one .npy for each array; see
// rom-model(5).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rom/base/record.h"
#include "rom/files/provenance.h"
#include "rom/mlasdi/reduced_model.h"
#include "rom/optimise/training.h"
#include "rom/prediction/interpolation.h"

namespace rom::files {

// Where model.json describes an interpolated stage.
inline constexpr const char* kInterpolated = "interpolated_stage";
struct ModelFolder;

// What the decoders leave, or the snapshots themselves, interpolated over the parameters, in the snapshots' units; the
// last stage of a model that has it.
struct InterpolatedStage {
    prediction::CaseInterpolation states;
    std::string coefficients_sha256;  // of the coefficients at the training cases, whose trajectories it goes with
    bool fit_initial = false;         // how these trajectories begin
};

// A model as it lies on disk.
struct StoredModel {
    mlasdi::ReducedModel model;
    std::optional<InterpolatedStage> interpolated;
    std::string path;
    std::string snapshots_path;  // as the training was given it
    std::string snapshots_sha256;
    std::string latent_sha256;
    std::string sha256;                         // of model.json
    std::shared_ptr<const ModelFolder> folder;  // that it was read from

    // Decoders, and the interpolated stage.
    Index stages() const { return static_cast<Index>(model.stages.size()) + (interpolated ? 1 : 0); }
};

// Of predictions: that of the networks or of the training snapshots, whichever is wider.
Precision prediction_precision(const StoredModel& stored);

// Reads and checks a whole model. Throws Error: no model, incomplete, arrays
// that do not fit, files that are not those that model.json describes, a newer version.
StoredModel read_model(const std::string& path);
StoredModel read_model(const ModelFolder& folder);

// What the model of rom-encode was trained with whose latent trajectories lie in this file, by its path and SHA-256;
// nothing if they are not a model's.
struct TrainedWith {
    dynamics::Derivative derivative = dynamics::Derivative::sbp12;
    Index delays = 0;
    TimeGrid grid = {};  // of the latent states
};
std::optional<TrainedWith> trained_with(const std::string& latent, const std::string& sha256);

// A new model after stage 1. `latent`: [latent, cases * times]. `record` says
// how the stage was trained.
void write_model(const std::string& path, const mlasdi::ReducedModel& model, const Eigen::MatrixXd& latent,
                 const std::string& snapshots_sha256, const std::vector<optimise::HistoryRow>& history,
                 const Record& record, const Provenance& provenance);

// `stored` with the stages that `model` has beyond it: unchanged arrays are
// linked.
void write_further_stage(const std::string& path, const StoredModel& stored, const mlasdi::ReducedModel& model,
                         const std::vector<optimise::HistoryRow>& history, const Record& record,
                         const Provenance& provenance);

// `stored` with an interpolated stage, likewise.
void write_interpolated_stage(const std::string& path, const StoredModel& stored, const InterpolatedStage& stage,
                              const Record& record, const Provenance& provenance);

}  // namespace rom::files
