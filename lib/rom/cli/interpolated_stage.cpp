#include <utility>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/dry_run.h"
#include "rom/cli/stage_work.h"
#include "rom/evaluation/groups.h"
#include "rom/evaluation/interpolated.h"

namespace rom::cli {
namespace {

// What interpolation leaves of the residual of left-out cases, at most, if it is to be taken without being asked for.
constexpr double kWorthwhile = 0.5;

// Coordinates [rank, cases * times] in the snapshots' units, interpolated, and how they predict left-out cases; nothing
// if the cases do not determine it.
struct Interpolated {
    prediction::CaseInterpolation states;
    evaluation::InterpolationReport report;
};
std::optional<Interpolated> interpolate(const StageWork& work, const Eigen::MatrixXd& states) {
    try {
        prediction::CaseInterpolation result{
            work.stored.model.grid, prediction::case_modes(states, work.pieces.data.cases), {}};
        const auto tried = evaluation::try_interpolations(result, work.pieces.parameters.values, *work.norms, 1,
                                                          {.kind = work.o.interpolation});
        if (tried.empty())
            throw Error(work.pieces.parameters.name + ": " +
                        evaluation::undetermined_sentence(work.pieces.parameters.values, "an interpolation"));
        return Interpolated{std::move(result), evaluation::best_of(tried)};
    } catch (const Error& error) {
        if (interpolates(work.o)) throw;
        work.tool.detail(std::string("no interpolated stage: ") + error.what());
        return {};
    }
}

// The residual, if it is asked for, or left-out cases tell that this pays; then also what it makes of them.
std::optional<Interpolated> interpolated_residual(const StageWork& work) {
    if (work.o.kind == StageKind::replacement) return {};
    auto residual = interpolate(work, work.data.residual);
    if (!residual) return {};
    const double left = residual->report.left_out.mean;
    const double all = evaluation::summary_of(prediction::relative_errors(work.data.residual, *work.norms),
                                              work.pieces.parameters.values)
                           .mean;
    if (!work.o.kind && !(left < kWorthwhile * all)) {
        work.tool.say(
            format("what the model misses cannot be interpolated between the cases: of %.3g %% that "
                   "would leave %.3g %%, more than half",
                   100 * all, 100 * left));
        return {};
    }
    residual->states.share_of_draws =
        evaluation::share_of_draws(work.stored.model, work.coefficients(),
                                   snapshots::first_states(work.data.latent, work.pieces.data.cases), residual->states);
    return residual;
}

// Groups of cases are new to an interpolation, but not to encoder and decoders: on all examples and a dozen of other
// problems it is the surer one at up to 1.6 times the model's error of them, and not from 2 times on.
constexpr double kSeenBefore = 1.75;

// What is known of cases that a stage, or none, has not seen.
struct Judged {
    evaluation::Verdict verdict;
    std::optional<double> groups;  // the error of cases left out in groups
};
Judged judged(const StageWork& work, evaluation::Verdict verdict, const prediction::CaseInterpolation* interpolated) {
    Judged result{std::move(verdict), {}};
    if (work.o.kind) return result;  // there is nothing to choose
    result.groups = evaluation::error_of_groups(work.stored.model, work.coefficients(), work.training(), interpolated);
    if (result.groups)
        work.tool.detail(format("%s: cases left out in groups are predicted to %.3g %% in the mean",
                                interpolated == nullptr  ? "without a further stage"
                                : interpolated->replaces ? "with the decoders replaced"
                                                         : "with the residual interpolated",
                                100 * *result.groups));
    return result;
}

// Whether all of that is better: of a grid of parameters a case that is left out alone has others like it in each
// parameter but one, and says nothing of what lies between the values of the others.
bool is_surer(const Judged& one, const Judged& other) {
    return one.verdict.left_out.mean < other.verdict.left_out.mean && one.groups && other.groups &&
           *one.groups < kSeenBefore * *other.groups && one.verdict.between && other.verdict.between &&
           one.verdict.between->mean < other.verdict.between->mean;
}

// The snapshots themselves.
std::optional<Interpolated> interpolated_snapshots(const StageWork& work) {
    if (work.o.kind == StageKind::interpolation) return {};
    auto result = interpolate(work, work.stored.model.coordinates.scale * work.coordinates);
    if (!result) return {};
    result->states.replaces = true;
    result->states.share_of_draws = 0;
    return result;
}

}  // namespace

std::optional<files::StageReport> add_interpolation(const StageWork& work) {
    if (!work.norms) return {};
    const mlasdi::ReducedModel& model = work.stored.model;
    std::optional<Interpolated> chosen = interpolated_residual(work);
    Judged best = chosen ? judged(work, verdict_with(work, model, &chosen->states), &chosen->states)
                         : judged(work, *work.before, nullptr);
    if (auto snapshots = interpolated_snapshots(work)) {
        Judged replaced = judged(work, verdict_with(work, model, &snapshots->states), &snapshots->states);
        if (work.o.kind || is_surer(replaced, best)) {
            chosen = std::move(snapshots);
            best = std::move(replaced);
            if (!work.o.kind)
                work.tool.say(
                    "cases between the others are predicted better by plain interpolation: within the times of the "
                    "training it takes the place of the decoders");
        }
    }
    if (!chosen) return {};
    const prediction::CaseInterpolation& states = chosen->states;
    const Eigen::MatrixXd known = prediction::predict(states, work.pieces.parameters.values, states.grid.times());
    const Eigen::MatrixXd whole =
        states.replaces ? Eigen::MatrixXd(model.coordinates.scale * work.coordinates) : work.data.residual;
    files::StageReport report;
    report.interpolation = chosen->report;
    report.stage = model.stages.size() + 1;
    report.epsilon = mlasdi::residual_deviation(model.coordinates, whole);
    report.residual_before = mlasdi::relative_residual(model, work.data, work.data.residual);
    report.residual_after = mlasdi::relative_residual(model, work.data, whole - known);
    compare(work, std::move(best.verdict), &states, report);
    if (work.o.run.dry_run) {
        dry_end(work.tool);
        return report;
    }
    Record record = files::record_of(report);
    record.push_back({files::kIdentity, work.identity.fingerprint});
    files::write_interpolated_stage(work.o.output, work.stored,
                                    {states, files::coefficients_sha256(work.pieces.processes), work.o.fit_initial},
                                    record, work.provenance());
    return report;
}

}  // namespace rom::cli
