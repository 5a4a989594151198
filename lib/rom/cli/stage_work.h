// What a further stage of a model of rom-encode is made from, read and checked, and what it makes of the training
// cases.
#pragma once

#include <optional>
#include <string>

#include "rom/cli/further_stage.h"
#include "rom/cli/training_run.h"
#include "rom/evaluation/verdict.h"
#include "rom/files/processes_file.h"
#include "rom/files/reports.h"
#include "rom/mlasdi/stage.h"

namespace rom::cli {

struct StagePieces {
    files::StoredProcesses processes;
    files::Parameters parameters;
    snapshots::Snapshots data;
    std::string sha256;  // of the snapshots
};

// Throws Error: files that are missing or do not belong together; with --force the latter is a warning.
StagePieces read_pieces(const Tool& tool, const StageOptions& o, const files::StoredModel& stored);

// Whether the options ask for an interpolation.
bool interpolates(const StageOptions& o);

// What the training snapshots are held against; nothing where a snapshot is zero, and no relative error is defined, nor
// if these are not the cases that the coefficients were fitted to.
std::optional<prediction::SnapshotNorms> norms_of(const Tool& tool, const StageOptions& o,
                                                  const mlasdi::ReducedModel& model, const StagePieces& pieces,
                                                  const Eigen::MatrixXd& coordinates);

// Everything that a stage of either kind is made from.
struct StageWork {
    const Tool& tool;
    const StageOptions& o;
    const files::StoredModel& stored;
    const StagePieces& pieces;
    const Identity& identity;
    const Eigen::MatrixXd& coordinates;
    const mlasdi::StageData& data;
    std::optional<prediction::SnapshotNorms> norms;
    std::optional<evaluation::Verdict> before;

    const gp::Coefficients& coefficients() const { return pieces.processes.coefficients; }
    evaluation::TrainingData training() const { return {coordinates, *norms, o.fit_initial}; }
    files::Provenance provenance() const {
        return tool.provenance({{o.snapshots, pieces.sha256},
                                {o.parameters, pieces.parameters.sha256},
                                {o.processes, pieces.processes.sha256}});
    }
};

evaluation::Verdict verdict_with(const StageWork& work, const mlasdi::ReducedModel& model,
                                 const prediction::CaseInterpolation* interpolated);

// Puts the verdicts without the new stage and with it into the report, and says what they call for.
void compare(const StageWork& work, std::optional<evaluation::Verdict> after,
             const prediction::CaseInterpolation* interpolated, files::StageReport& report);

// Writes the model with an interpolated stage, if that is asked for, or left-out cases tell that it pays.
std::optional<files::StageReport> add_interpolation(const StageWork& work);

}  // namespace rom::cli
