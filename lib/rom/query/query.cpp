#include "rom/query/query.h"

#include <span>
#include <utility>

#include "rom/base/error.h"
#include "rom/base/text.h"

namespace rom::query {
namespace {

// The interpolated stage makes up for what is left of certain trajectories, and of no others.
void require_stage_fits(const Listener& listener, const Query& query) {
    const files::InterpolatedStage& stage = *query.stored.interpolated;
    if (stage.states.space().inputs.cols() != query.parameters.values.cols())
        throw Error(query.stored.path +
                    ": its interpolated stage is for parameters of another dimension; make it again");
    if (stage.coefficients_sha256 != files::coefficients_sha256(query.processes))
        listener.object(query.processes.path + " has other coefficients than the interpolated stage of " +
                        query.stored.path + " goes with; make that stage again, or predict with fewer --stages");
    if (stage.fit_initial != query.use.fit)
        listener.object(std::string("the interpolated stage of ") + query.stored.path + " was made with" +
                        (stage.fit_initial ? "" : "out") + " --fit-initial, and predictions begin otherwise");
}

// What the stage adds as far as it knows: of a stage that replaces the decoders, less what these say.
Eigen::MatrixXd stage_adds(const Query& query, const TimeGrid& grid) {
    const prediction::CaseInterpolation& stage = query.stored.interpolated->states;
    Eigen::MatrixXd added = prediction::predict_known(stage, query.parameters.values, grid.times());
    if (!stage.replaces) return added;
    const Eigen::MatrixXd said =
        mlasdi::decode(query.model(), latent_trajectories(query, grid).states, query.decoders());
    const Index known = stage.grid.count_within(grid.times());
    for (Index first = 0; first < added.cols(); first += grid.size())
        added.middleCols(first, known) -= said.middleCols(first, known);
    return added;
}

// states: the initial ones [rank, cases], in the snapshots' units; left: what the decoders leave of them.
void add_interpolated_stage(const Listener& listener, const Query& query, const TimeGrid& grid,
                            const Eigen::MatrixXd& states, const Eigen::MatrixXd& left, prediction::Member& member) {
    require_stage_fits(listener, query);
    const prediction::CaseInterpolation& stage = query.stored.interpolated->states;
    if (stage.grid.count_within(grid.times()) < grid.size())
        listener.warn(format("the interpolated stage of %s ends at time %g, and is left out beyond",
                             query.stored.path.c_str(), stage.grid.start() + stage.grid.last()));
    const std::vector<bool> fits = stage.replaces ? prediction::knows_initial(stage, query.parameters.values, states)
                                                  : prediction::fits_initial(stage, query.parameters.values, left);
    member.beside = stage_adds(query, grid);
    for (Index c = 0; c < query.cases(); ++c)
        if (!fits[static_cast<std::size_t>(c)]) member.beside.middleCols(c * grid.size(), grid.size()).setZero();
    member.discrepancy.interpolation = &stage;
    member.discrepancy.spread = prediction::spread_at(stage, query.parameters.values);
    member.discrepancy.interpolated = fits;
    member.share_of_draws = Eigen::VectorXd::Ones(query.cases());
    const Index known = stage.grid.count_within(grid.times());
    for (Index c = 0; c < query.cases(); ++c) {
        const bool fit = fits[static_cast<std::size_t>(c)];
        // Beyond its times there are the dynamics alone.
        if (fit && known == grid.size()) member.share_of_draws[c] = stage.share_of_draws;
        if (stage.replaces) member.settled.push_back(fit ? known : 0);
    }
    if (const auto strange = std::ranges::count(fits, false); strange > 0)
        listener.warn(
            format("%s: the initial states of %ld of %ld cases are not those that the interpolated stage of %s "
                   "was made for, and it is left out of them",
                   query.initial_name.c_str(), static_cast<long>(strange), static_cast<long>(query.cases()),
                   query.stored.path.c_str()));
}

}  // namespace

Index checked_stages(Index asked, Index all, const std::string& model) {
    if (asked > all)
        throw Error("--stages is " + std::to_string(asked) + " but " + model + " has " + counted(all, "stage") +
                        "; ask for at most that",
                    2);
    return asked > 0 ? asked : all;
}

Eigen::MatrixXd initial_coordinates(const npy::Array& initial, const snapshots::Coordinates& coordinates,
                                    const std::string& model, const std::string& asked, Index cases) {
    npy::Shape shape = initial.shape();
    if (shape.empty())
        throw Error(initial.name() + " has shape (), a single number; initial states are [cases, ...space]");
    const npy::Shape state = snapshots::state_shape(coordinates);
    if (cases == 1 && shape == state) shape.insert(shape.begin(), 1);
    const npy::Shape given(shape.begin() + 1, shape.end());
    if (coordinates.delays == 0) snapshots::require_space(given, coordinates, initial.name(), model);
    if (given != state)
        throw Error(initial.name() + " has initial states of shape " + npy::to_string(given) + " but those of " +
                    model + " are the first " + std::to_string(coordinates.delays + 1) + " snapshots, " +
                    npy::to_string(state) + "; they must match");
    files::require_same_cases(initial.name(), shape[0], asked, cases);
    return snapshots::project<double>(
        coordinates, {initial, shape[0], 1, coordinates.space, coordinates.fields, coordinates.delays});
}

Query make_query(const Listener& listener, InitialUse use, Index stages, const files::StoredModel& stored,
                 const files::StoredProcesses& processes, const files::Parameters& parameters,
                 const npy::Array& initial) {
    files::require_compatible(stored, processes, parameters);
    for (const std::string& sentence : files::mismatches(stored, processes.dynamics, processes.path))
        listener.object(sentence);
    if (const auto sentence = files::other_derivative(stored, processes.dynamics, processes.path))
        listener.warn(*sentence);
    Query query{
        stored,
        processes,
        parameters,
        use,
        initial.name(),
        initial_coordinates(initial, stored.model.coordinates, stored.path, parameters.name, parameters.values.rows()),
        {},
        checked_stages(stages, stored.stages(), stored.path)};
    query.initial = mlasdi::initial_latent(query.model(), query.states, use.fit);
    return query;
}

void warn_if_outside(const Listener& listener, const gp::ParameterSpace& space, const files::Parameters& parameters) {
    constexpr std::size_t most = 5;
    const std::vector<std::string> sentences = files::outside_training(space, parameters);
    for (std::size_t k = 0; k < std::min(most, sentences.size()); ++k) listener.warn(sentences[k]);
    if (sentences.size() > most)
        listener.warn(parameters.name + ": and " + std::to_string(sentences.size() - most) + " more outside it");
}

void warn_if_beyond(const Listener& listener, const TimeGrid& trained, const TimeGrid& grid) {
    if (trained.count_within(grid.times()) < grid.size())
        listener.warn(format("the prediction goes to time %g, beyond the training's last, %g: it extrapolates",
                             grid.start() + grid.last(), trained.start() + trained.last()));
}

void warn_of_strange_starts(const Listener& listener, const std::string& initial, const std::string& model,
                            const prediction::InitialResidual& residual, const Eigen::VectorXd& distances) {
    constexpr double large = 1000;
    const auto strange = static_cast<long>((residual.larger.array() > 1).count());
    if (strange == 0) return;
    const double times = mlasdi::kLikeTrained * residual.larger.maxCoeff();
    const Eigen::VectorXd norms = residual.values.colwise().norm();
    const double share = (residual.larger.array() > 1).select(norms.array() / distances.array(), 0).maxCoeff();
    listener.warn(
        format("%s: %s misses the initial states of %ld of %ld cases %s as much as those of its training, by up to "
               "%.3g %% of their distance from the mean: do not rely on it there, or train with states like theirs",
               initial.c_str(), model.c_str(), strange, static_cast<long>(distances.size()),
               times < large ? format("up to %.0f times", times).c_str() : "more than a thousand times", 100 * share));
}

dynamics::LatentTrajectories latent_trajectories(const Query& query, const TimeGrid& grid) {
    const Eigen::MatrixXd coefficients = gp::predict(query.processes.coefficients, query.parameters.values).mean;
    return dynamics::latent_trajectories(query.processes.dynamics.library, coefficients, query.initial, grid);
}

prediction::InitialResidual left_of_initial(const mlasdi::ReducedModel& model, Index decoders,
                                            const Eigen::MatrixXd& states, const Eigen::MatrixXd& latent,
                                            const TimeGrid& grid) {
    return prediction::initial_residual(states - mlasdi::decode(model, latent, decoders), states.colwise().norm(),
                                        model.grid, grid.times(),
                                        model.stages[static_cast<std::size_t>(decoders - 1)].persistence);
}

prediction::Member uncertain_member(const Query& query) {
    const std::span decoders = std::span(query.model().stages).first(static_cast<std::size_t>(query.decoders()));
    return {.coordinates = query.model().coordinates,
            .decoders = decoders,
            .coefficients = &query.processes.coefficients,
            .library = query.processes.dynamics.library,
            .initial = query.initial,
            .discrepancy = {.misfit = &decoders.back().misfit, .outside = query.model().coordinates.outside}};
}

prediction::Member corrected_member(const Listener& listener, const Query& query, const TimeGrid& grid) {
    prediction::Member member = uncertain_member(query);
    const mlasdi::ReducedModel& model = query.model();
    const Eigen::MatrixXd states = model.coordinates.scale * query.states;
    const Eigen::VectorXd distances = states.colwise().norm();
    member.residual = left_of_initial(model, query.decoders(), states, query.initial, grid);
    if (query.stages > query.decoders()) {
        const prediction::CaseInterpolation& stage = query.stored.interpolated->states;
        const Eigen::MatrixXd left = member.residual.values;
        add_interpolated_stage(listener, query, grid, states, left, member);
        const Eigen::MatrixXd first = prediction::predict(stage, query.parameters.values, Eigen::VectorXd::Zero(1));
        prediction::replace(member.residual,
                            prediction::initial_residual((stage.replaces ? states : left) - first, distances,
                                                         stage.grid, grid.times(), stage.persistence),
                            member.discrepancy.interpolated, stage.grid.count_within(grid.times()));
    }
    warn_of_strange_starts(listener, query.initial_name, query.stored.path, member.residual, distances);
    if (query.use.uncorrected) member.residual = {};
    return member;
}

}  // namespace rom::query
