#include "rom/cli/stage_work.h"

#include <utility>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/state_options.h"
#include "rom/files/consistency.h"

namespace rom::cli {

StagePieces read_pieces(const Tool& tool, const StageOptions& o, const files::StoredModel& stored) {
    if (o.processes.empty()) throw Error("--gp is required: the gp.json of the model's coefficients", 2);
    if (o.parameters.empty()) throw Error("--params is required: the parameters of the snapshots", 2);
    StagePieces pieces{files::read_processes(o.processes),
                       files::read_parameters(o.parameters),
                       with_progress(tool, snapshots::open_like(stored.model.coordinates, o.snapshots, false)),
                       {}};
    const snapshots::Snapshots& data = pieces.data;
    snapshots::require_space(data.space, stored.model.coordinates, data.array.name(), o.model);
    files::require_compatible(stored, pieces.processes, pieces.parameters);
    files::require_same_cases(data.array.name(), data.cases, pieces.parameters.name, pieces.parameters.values.rows());
    pieces.sha256 = snapshots::sha256_of(data);
    std::vector<std::string> found = files::mismatches(stored, pieces.processes.dynamics, o.processes);
    if (pieces.sha256 != stored.snapshots_sha256)
        found.push_back(o.snapshots + " is not the file that " + o.model + " was trained on");
    if (!files::fitted_to(pieces.processes, pieces.parameters))
        found.push_back(pieces.parameters.name + " differs from the parameters that " + o.processes + " was fitted to");
    for (const std::string& sentence : found) tool.object(sentence, o.force);
    if (const auto sentence = files::other_derivative(stored, pieces.processes.dynamics, o.processes))
        tool.warn(*sentence);
    return pieces;
}

bool interpolates(const StageOptions& o) { return o.kind && *o.kind != StageKind::decoder; }

std::optional<prediction::SnapshotNorms> norms_of(const Tool& tool, const StageOptions& o,
                                                  const mlasdi::ReducedModel& model, const StagePieces& pieces,
                                                  const Eigen::MatrixXd& coordinates) {
    try {
        if (!files::fitted_to(pieces.processes, pieces.parameters) || pieces.data.times != model.grid.size())
            throw Error(o.snapshots + " and " + o.parameters + " are not the cases of " + o.processes + " and " +
                        o.model);
        return prediction::norms_of(pieces.data, model.coordinates, coordinates);
    } catch (const Error& error) {
        if (interpolates(o)) throw;
        tool.detail(std::string("no verdict on the model: ") + error.what());
        return {};
    }
}

evaluation::Verdict verdict_with(const StageWork& work, const mlasdi::ReducedModel& model,
                                 const prediction::CaseInterpolation* interpolated) {
    return evaluation::judge(model, static_cast<Index>(model.stages.size()), work.coefficients(), work.training(),
                             interpolated);
}

void compare(const StageWork& work, std::optional<evaluation::Verdict> after,
             const prediction::CaseInterpolation* interpolated, files::StageReport& report) {
    report.before = work.before;
    report.after = std::move(after);
    report.after->interpolation =
        evaluation::judge_interpolation(work.stored.model, work.pieces.parameters.values, work.training());
    if (evaluation::does_harm(*report.before, *report.after))
        work.tool.warn(format(
            "with this stage left-out cases are predicted worse than without: %.3g %% in place of %.3g %% in the mean; "
            "leave it out%s",
            100 * report.after->left_out.mean, 100 * report.before->left_out.mean,
            interpolated == nullptr ? ", or lower --kappa" : ""));
    if (const std::string advice = evaluation::advice_of(*report.after, interpolated != nullptr); !advice.empty())
        work.tool.say(advice);
}

}  // namespace rom::cli
