#include <algorithm>
#include <cmath>

#include "rom/base/error.h"
#include "rom/base/parallel.h"
#include "rom/base/text.h"
#include "rom/cli/dry_run.h"
#include "rom/cli/tune.h"
#include "rom/cli/tuning_data.h"
#include "rom/evaluation/folds.h"
#include "rom/files/inputs.h"

namespace rom::cli {
namespace {

// The training of a trial: a configuration on all cases but those of a fold.
Course trial_of(const Tool& tool, const TuneOptions& o, snapshots::Snapshots& data, Index left_out,
                const Configuration& one) {
    const TimeGrid grid = times_of(o.times, data.array.name(), data.times).grid;
    begin_dry_run(tool, data);
    data.cases -= left_out;
    mlasdi::ReducedModel model;
    model.cases = data.cases;
    model.grid = grid;
    model.coordinates =
        snapshots::make_coordinates(data, snapshots::CoordinateSystem::data, snapshots::Scaling::deviation, {});
    note_model(tool, model.coordinates, one.latent);
    const Matrix<float> coordinates = snapshots::project<float>(model.coordinates, data);
    model.time_unit = 1 / snapshots::rate_of_change(in_double(coordinates), data.cases, grid);
    NetworkFlags flags;
    flags.hidden = Widths{{one.hidden}};
    const auto problem = mlasdi::autoencoder_problem<float>(model, coordinates, network_options(flags, one.seed),
                                                            std::min(one.latent, model.coordinates.rank()), {});
    return course_of(problem.training,
                     training_plan<float>(flags, Optimiser::muon, {data.cases, data.times}, one.seed));
}

}  // namespace

void dry_tune(const Tool& tool, const TuneOptions& o) {
    if (!o.fields.points.empty())
        throw Error("--dry-run is not for latent dynamics networks: rom-ldnet --dry-run has one; leave it out", 2);
    snapshots::Snapshots data = open_states(tool, o.states, o.snapshots, false);
    const files::Parameters parameters = files::read_parameters(o.parameters);
    files::require_same_cases(data.array.name(), data.cases, parameters.name, parameters.values.rows());
    const auto folds = folds_for(parameters);
    scale_fields(o.states, data);
    const std::vector<Configuration> all = configurations(std::min(data.size(), data.times - 1));
    const auto first = std::ranges::find_if(all, [](const Configuration& one) { return !one.is_baseline(); });
    Course course;
    if (first != all.end()) course = trial_of(tool, o, data, static_cast<Index>(folds.front().size()), *first);
    const double room = kSearchShare * 60 * o.minutes * thread_count();
    dry_search(tool, course, static_cast<Index>(all.size() * folds.size()), room, 60 * o.minutes);
}

}  // namespace rom::cli
