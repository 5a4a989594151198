#include "rom/cli/uncertain_query.h"

#include "rom/base/error.h"
#include "rom/cli/ensemble.h"

namespace rom::cli {

UncertainQuery read_uncertain_query(Tool& tool, const QueryFlags& flags, Index stages, const files::AnyModel& model,
                                    const files::Parameters& candidates) {
    UncertainQuery query;
    const query::Listener listener = listener_of(tool, flags);
    if (const auto* stored = std::get_if<files::StoredModel>(&model)) {
        query.processes = std::make_unique<files::StoredProcesses>(read_processes(flags));
        query.precision = files::prediction_precision(*stored);
        query.grid = stored->model.grid;
        query.space = &gp::space_of(query.processes->coefficients);
        query::warn_if_outside(listener, *query.space, candidates);
        query.members.push_back(query::uncertain_member(query::make_query(
            listener, flags.use, stages, *stored, *query.processes, candidates, open_initial(flags))));
    } else {
        const auto* ensemble = std::get_if<files::StoredEnsemble>(&model);
        if (ensemble == nullptr || ensemble->of_networks())
            throw Error(
                "networks and baselines have no coefficients to draw; ask a model of rom-encode, or an ensemble");
        if (stages > 0) throw Error(ensemble->path + " is an ensemble, which has no stages; leave --stages out", 2);
        query.precision = query::precision_of(*ensemble);
        query.grid = query::grid_of(*ensemble);
        query.space = &query::space_of(*ensemble);
        query.members =
            query::uncertain_members_of(listener, read_ensemble_query(tool, flags, *ensemble, candidates), query.grid);
    }
    for (prediction::Member& member : query.members) member.discrepancy = {};
    return query;
}

}  // namespace rom::cli
