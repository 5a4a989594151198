#include "rom/query/ensemble.h"

#include <algorithm>
#include <utility>

#include "rom/base/text.h"
#include "rom/query/baseline.h"
#include "rom/query/member_warnings.h"

namespace rom::query {
namespace {

using files::StoredBaseline;
using files::StoredEnsemble;
using files::StoredMember;
using files::StoredModel;

Precision member_precision(const StoredMember& member) {
    if (const auto* baseline = std::get_if<StoredBaseline>(&member.model))
        return files::prediction_precision(*baseline);
    return files::prediction_precision(std::get<StoredModel>(member.model));
}

// What a baseline says, as far as it knows.
prediction::Member known_of(const Listener& listener, const StoredBaseline& stored, const EnsembleQuery& query,
                            const TimeGrid& grid) {
    const prediction::CaseInterpolation& trajectories = stored.baseline.trajectories;
    const Eigen::MatrixXd& parameters = query.parameters.values;
    const Index cases = parameters.rows();
    const Index known = trajectories.grid.count_within(grid.times());
    if (known < grid.size())
        listener.warn(format("%s is left out beyond time %g: it knows no dynamics", stored.path.c_str(),
                             trajectories.grid.start() + trajectories.grid.last()));
    prediction::Member member =
        member_of(stored, query.parameters, prediction::predict_known(trajectories, parameters, grid.times()));
    member.known.assign(static_cast<std::size_t>(cases), known);
    if (!query.initial) return member;
    const std::vector<bool> begins_as_known = prediction::knows_initial(
        trajectories, parameters,
        take_initial(listener, stored, query.parameters, *query.initial, grid, query.uncorrected, member));
    for (std::size_t c = 0; c < member.known.size(); ++c)
        if (!begins_as_known[c]) member.known[c] = 0;
    if (const auto strange = std::ranges::count(begins_as_known, false); strange > 0)
        listener.warn(format(
            "%s: the initial states of %ld of %ld cases are not those that %s knows of, and it is left out "
            "of them",
            query.initial->name().c_str(), static_cast<long>(strange), static_cast<long>(cases), stored.path.c_str()));
    return member;
}

// The member's latent states. Where a trajectory grows without bound it knows no more.
void add_states(const Listener& listener, const Query& query, const TimeGrid& grid, prediction::Member& member) {
    dynamics::LatentTrajectories trajectories = latent_trajectories(query, grid);
    member.latent = std::move(trajectories.states);
    if (trajectories.blow_ups.empty()) return;
    for (const std::string& sentence : trajectories.blow_ups)
        listener.warn(query.stored.path + ": " + sentence + "; it is left out from there on");
    member.known = std::move(trajectories.reached);
}

}  // namespace

const gp::ParameterSpace& space_of(const StoredEnsemble& ensemble) { return files::space_of(ensemble.members.front()); }

TimeGrid grid_of(const StoredEnsemble& ensemble) {
    const StoredMember& first = ensemble.members.front();
    const auto* model = std::get_if<StoredModel>(&first.model);
    return model != nullptr ? model->model.snapshot_grid() : files::grid_of(first);
}

Precision precision_of(const StoredEnsemble& ensemble) {
    const bool wide = std::ranges::any_of(
        ensemble.members, [](const StoredMember& member) { return member_precision(member) == Precision::float64; });
    return wide ? Precision::float64 : Precision::float32;
}

std::vector<AskedNetwork> networks_of(const StoredEnsemble& ensemble) {
    std::vector<AskedNetwork> networks;
    for (const StoredMember& member : ensemble.members)
        networks.push_back({.stored = std::get<files::StoredNetwork>(member.model), .weight = member.weight});
    return networks;
}

bool needs_initial(const StoredEnsemble& ensemble) {
    return std::ranges::any_of(ensemble.members,
                               [](const StoredMember& member) { return member.processes.has_value(); });
}

EnsembleQuery make_query(const Listener& listener, InitialUse use, const StoredEnsemble& ensemble,
                         const files::Parameters& parameters, std::optional<npy::Array> initial) {
    EnsembleQuery query{ensemble, parameters, {}, std::move(initial), use.uncorrected};
    for (const StoredMember& member : ensemble.members) {
        const auto* model = std::get_if<StoredModel>(&member.model);
        query.models.emplace_back();
        if (model == nullptr) continue;
        InitialUse own = use;  // an interpolated stage goes with the starts that it was made with
        if (model->interpolated) own.fit = model->interpolated->fit_initial;
        query.models.back().emplace(
            make_query(listener, own, 0, *model, *member.processes, parameters, *query.initial));
    }
    return query;
}

std::vector<prediction::Member> answers_of(const Listener& listener, const EnsembleQuery& query, const TimeGrid& grid) {
    warn_if_beyond(listener, grid_of(query.ensemble), grid);
    std::vector<prediction::Member> answers = uncertain_members_of(listener, query, grid);
    MemberWarnings warnings(listener);
    for (std::size_t k = 0; k < query.models.size(); ++k)
        if (query.models[k]) add_states(warnings.of(query.models[k]->stored.path), *query.models[k], grid, answers[k]);
    return answers;
}

std::vector<prediction::Member> uncertain_members_of(const Listener& listener, const EnsembleQuery& query,
                                                     const TimeGrid& grid) {
    std::vector<prediction::Member> members;
    MemberWarnings warnings(listener);
    for (std::size_t k = 0; k < query.models.size(); ++k) {
        const StoredMember& member = query.ensemble.members[k];
        const Listener own = warnings.of(files::path_of(member));
        members.push_back(query.models[k] ? corrected_member(own, *query.models[k], grid)
                                          : known_of(own, std::get<StoredBaseline>(member.model), query, grid));
        members.back().weight = member.weight;
    }
    return members;
}

}  // namespace rom::query
