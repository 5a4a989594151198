#include "rom/cli/latent_prediction.h"

#include <array>
#include <span>
#include <utility>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/grids.h"
#include "rom/files/coefficients_file.h"
#include "rom/files/prediction_file.h"

namespace rom::cli {
namespace {

// Options that are for coefficients at parameters, and those that are for dynamics of any kind.
constexpr std::array kOfParameters = {"--gp",        "--std",           "--mean", "--samples",
                                      "--quantiles", "--quantile-file", "--seed"};
constexpr std::array kOfDynamics = {"--initial",     "--times",      "--latent-only", "--fit-initial",
                                    "--uncorrected", "--keep-going", "--force"};

void refuse_options(const Tool& tool, std::span<const char* const> names, const std::string& reason) {
    for (const char* name : names)
        if (tool.options.given(name)) throw Error(std::string(name) + " is given, but " + reason + "; leave it out", 2);
}

void check_latent_options(const Tool& tool, const PredictOptions& o) {
    if (o.one_case && o.decode.empty()) throw Error("--one-case is for --decode; leave it out", 2);
    const std::string asked = o.decode.empty() ? "--xi" : "--decode";
    if (!o.decode.empty() && !o.coefficients.empty()) throw Error("--xi and --decode exclude each other; give one", 2);
    if (!o.parameters.empty())
        throw Error("parameters are given, but " + asked + " is without parameters; leave one of them out", 2);
    refuse_options(tool, kOfParameters, asked + " is without parameters");
    if (!o.decode.empty()) return refuse_options(tool, kOfDynamics, "--decode knows no dynamics");
    if (o.query.use.fit && o.query.initial.empty())
        throw Error("--fit-initial is for the initial states of --initial; give both", 2);
}

void require_latent(const std::string& name, Index latent, const files::StoredModel& stored) {
    if (latent != stored.model.latent())
        throw Error(name + " has " + std::to_string(latent) + " latent variables but " + stored.path + " has " +
                    std::to_string(stored.model.latent()) + "; they must match");
}

// That of the JSON beside the coefficients, else the model's.
dynamics::Library library_of_given(const Tool& tool, const PredictOptions& o, const files::StoredModel& stored,
                                   const files::StoredCoefficients& given) {
    const auto& [xi, beside] = given;
    const auto& meaning = beside.meaning;
    if (!meaning) return stored.model.library;
    for (const std::string& sentence : files::mismatches(stored, *meaning, xi.name))
        tool.object(sentence, o.query.force);
    if (const auto sentence = files::other_derivative(stored, *meaning, xi.name)) tool.warn(*sentence);
    return meaning->library;
}

// The latent states in which the training cases begin [latent, cases].
Eigen::MatrixXd training_starts(const Tool& tool, const files::StoredModel& stored, const files::Coefficients& xi) {
    const files::Trajectories latent = files::read_trajectories(stored.path + "/latent.npy", false);
    if (latent.sha256 != stored.latent_sha256)
        tool.warn(latent.name +
                  " is not the one that rom-encode wrote (its checksum differs); cases begin where it does");
    if (latent.cases != xi.values.rows())
        throw Error(xi.name + " has " + counted(xi.values.rows(), "case") + " but " + stored.path + " was trained on " +
                    std::to_string(latent.cases) + "; give the initial states, --initial");
    return snapshots::first_states(latent.values, latent.cases);
}

// How many decoders there are to sum up.
Index decoders_of(const Tool& tool, const PredictOptions& o, const files::StoredModel& stored) {
    const Index stages = query::checked_stages(o.stages, stored.stages(), stored.path);
    const auto decoders = static_cast<Index>(stored.model.stages.size());
    if (stages > decoders)
        tool.warn(stored.path + " ends in an interpolated stage, which depends on the parameters: it is left out");
    return std::min(stages, decoders);
}

void write_decoded(const PredictOptions& o, const files::StoredModel& stored, Index cases, const TimeGrid& grid,
                   prediction::Member member) {
    prediction::SnapshotPrediction prediction{files::prediction_precision(stored), cases, grid, {}};
    prediction.members.push_back(std::move(member));
    files::write_snapshots(o.output, prediction, nullptr);
}

prediction::Member latent_member(const files::StoredModel& stored, Index decoders, Eigen::MatrixXd latent) {
    return {.coordinates = stored.model.coordinates,
            .decoders = std::span(stored.model.stages).first(static_cast<std::size_t>(decoders)),
            .latent = std::move(latent)};
}

void decode_given(const Tool& tool, const PredictOptions& o, const files::StoredModel& stored) {
    const files::Trajectories latent = files::read_trajectories(o.decode, o.one_case);
    require_latent(latent.name, latent.latent(), stored);
    const TimeGrid grid = TimeGrid::uniform(latent.times, 1);  // which decoders do not know
    write_decoded(o, stored, latent.cases, grid, latent_member(stored, decoders_of(tool, o, stored), latent.values));
}

void integrate_given(const Tool& tool, const PredictOptions& o, const files::StoredModel& stored) {
    const mlasdi::ReducedModel& model = stored.model;
    const files::StoredCoefficients given = files::read_coefficients_with_meaning(o.coefficients, false);
    const files::Coefficients& xi = given.xi;
    require_latent(xi.name, xi.latent, stored);
    const dynamics::Library library = library_of_given(tool, o, stored, given);
    files::require_terms(xi, library);
    const Index cases = xi.values.rows();
    const TimeGrid trained = model.snapshot_grid();
    const TimeGrid grid = times_in(o.times, trained);
    const query::Listener listener = listener_of(tool, o.query);
    query::warn_if_beyond(listener, trained, grid);

    std::string name;
    Eigen::MatrixXd states;  // the initial ones, in the snapshots' units, if they are given
    Eigen::MatrixXd initial;
    if (o.query.initial.empty()) {
        initial = training_starts(tool, stored, xi);
    } else {
        const npy::Array file = open_initial(o.query);
        name = file.name();
        states = query::initial_coordinates(file, model.coordinates, stored.path, xi.name, cases);
        initial = mlasdi::initial_latent(model, states, o.query.use.fit);
        states *= model.coordinates.scale;
    }
    Eigen::MatrixXd latent =
        bounded_states(tool, dynamics::latent_trajectories(library, xi.values, initial, grid), o.keep_going);
    if (o.latent_only) return files::write_latent(o.output, model, latent, cases);
    const Index decoders = decoders_of(tool, o, stored);
    prediction::Member member = latent_member(stored, decoders, std::move(latent));
    if (states.size() > 0) {
        member.residual = query::left_of_initial(model, decoders, states, initial, grid);
        query::warn_of_strange_starts(listener, name, stored.path, member.residual, states.colwise().norm());
        if (o.query.use.uncorrected) member.residual = {};
    }
    write_decoded(o, stored, cases, grid, std::move(member));
}

}  // namespace

bool is_without_parameters(const PredictOptions& options) {
    return !options.coefficients.empty() || !options.decode.empty() || options.one_case;
}

void predict_without_parameters(const Tool& tool, const PredictOptions& options, const files::StoredModel& stored) {
    check_latent_options(tool, options);
    if (options.decode.empty())
        integrate_given(tool, options, stored);
    else
        decode_given(tool, options, stored);
}

}  // namespace rom::cli
