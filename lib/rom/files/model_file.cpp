#include "rom/files/model_file.h"

#include <filesystem>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/files/coordinates_file.h"
#include "rom/files/folder.h"
#include "rom/files/interpolation_file.h"
#include "rom/files/network_files.h"
#include "rom/files/persistence_file.h"
#include "rom/mlasdi/dynamics_loss.h"

namespace rom::files {
namespace {

constexpr const char* kModelFormat = "rom-model";
constexpr int kModelVersion = 1;
constexpr const char* kInterpolated = "interpolated_stage";
constexpr const char* kInterpolatedPrefix = "interpolated-";

using mlasdi::ReducedModel;

std::string decoder_prefix(std::size_t stage) { return "decoder-" + std::to_string(stage + 1); }
std::string misfit_file(std::size_t stage) { return "misfit-" + std::to_string(stage + 1) + ".npy"; }
std::string persistence_file(std::size_t stage) { return "persistence-" + std::to_string(stage + 1) + ".npy"; }

// The description of a stage whose arrays are written.
Json write_stage(const OutputFolder& folder, const ReducedModel& model, std::size_t which, const Record& record) {
    const mlasdi::DecoderStage& stage = model.stages[which];
    write_network(folder, model.precision, decoder_prefix(which), stage.decoder, stage.weights);
    Json json = stage_json(stage.decoder, stage.epsilon, record);
    write_persistence(folder, persistence_file(which), stage.persistence, json);
    if (stage.misfit.cols() == 0) return json;
    npy::write_array(folder.file(misfit_file(which)), npy::type_of(wider(model.precision, model.coordinates.precision)),
                     {stage.misfit.cols(), stage.misfit.rows()}, entries_of(stage.misfit));
    json["misfit"] = stage.misfit.cols();
    return json;
}

}  // namespace

Precision prediction_precision(const StoredModel& stored) {
    return wider(stored.model.precision, stored.model.coordinates.precision);
}

std::optional<TrainedWith> trained_with(const std::string& latent, const std::string& sha256) {
    const std::filesystem::path folder = ("." / std::filesystem::path(latent)).parent_path();
    if (latent == "-" || !std::filesystem::exists(folder / kModelMarker)) return {};
    const TextFile description = read_description(folder.string());
    const Json json = parse_json(description.text, description.path);
    if (!json.is_object() || json.value("format", Json()) != kModelFormat) return {};
    const Json dynamics = get<Json>(json, "dynamics", description.path);
    if (get<std::string>(dynamics, "latent_sha256", description.path) != sha256) return {};
    return TrainedWith{get_choice<dynamics::Derivative>(dynamics, "derivative", description.path),
                       get_or(get<Json>(json, "coordinates", description.path), "delays", Index{0}, description.path)};
}

StoredModel read_model(const std::string& path) {
    const TextFile description = read_description(path);
    const std::string& file = description.path;
    const Json json = parse_json(description.text, file);
    if (const auto format = get<std::string>(json, "format", file); format != kModelFormat)
        throw Error(file + ": is of format '" + format + "' but a model of rom-encode is needed");
    require_version(json, kModelVersion, file);
    StoredModel stored;
    stored.path = path;
    stored.description = description.text;
    stored.sha256 = description.sha256;

    ReducedModel& model = stored.model;
    model.precision = get_choice<Precision>(json, "precision", file);
    const Json snapshots = get<Json>(json, "snapshots", file);
    model.cases = get<std::int64_t>(snapshots, "cases", file);
    model.grid = read_grid(path, snapshots, file);
    stored.snapshots_path = first_input(json);
    stored.snapshots_sha256 = get<std::string>(snapshots, "sha256", file);
    const Json dynamics = get<Json>(json, "dynamics", file);
    model.library = get_choice<dynamics::Library>(dynamics, "library", file);
    model.derivative = get_choice<dynamics::Derivative>(dynamics, "derivative", file);
    model.time_unit = get<double>(dynamics, "time_unit", file);
    stored.latent_sha256 = get<std::string>(dynamics, "latent_sha256", file);

    model.coordinates = read_coordinates(path, json, file);
    const Index rank = model.coordinates.rank();
    model.encoder = architecture_from(get<Json>(json, "encoder", file), file);
    model.encoder_weights = read_network(path, "encoder", model.encoder);
    for (const Json& one : get<std::vector<Json>>(json, "stages", file)) {
        mlasdi::DecoderStage stage;
        stage.decoder = architecture_from(one, file);
        stage.decoder.gain = get<double>(one, "kappa", file);
        stage.epsilon = get<double>(one, "epsilon", file);
        stage.weights = read_network(path, decoder_prefix(model.stages.size()), stage.decoder);
        if (stage.decoder.inputs() != model.latent() || stage.decoder.outputs() != rank)
            throw Error(file + ": the decoder of stage " + std::to_string(model.stages.size() + 1) +
                        " does not fit the latent dimension or the coordinates; make "
                        "the model again");
        if (one.contains("misfit")) {
            const auto numbers = get<std::int64_t>(one, "misfit", file);
            const auto misfit = read_array(path, misfit_file(model.stages.size()), {numbers, rank});
            stage.misfit = Eigen::Map<const Eigen::MatrixXd>(misfit.data(), rank, numbers);
        }
        stage.persistence = read_persistence(path, persistence_file(model.stages.size()), one, model.grid, file);
        model.stages.push_back(std::move(stage));
    }
    if (model.stages.empty() || model.encoder.inputs() != rank)
        throw Error(file +
                    ": stages, encoder and coordinates do not fit together; "
                    "make the model again");
    if (json.contains(kInterpolated)) {
        const Json stage = get<Json>(json, kInterpolated, file);
        stored.interpolated = {read_interpolation(path, kInterpolatedPrefix, stage, model.grid, rank, file),
                               get<std::string>(stage, "coefficients_sha256", file),
                               get<bool>(stage, "fit_initial", file)};
        stored.interpolated->states.replaces = stage.contains("replaces") && get<bool>(stage, "replaces", file);
        double& share = stored.interpolated->states.share_of_draws;
        if (stage.contains("share_of_draws")) share = get<double>(stage, "share_of_draws", file);
        if (!(share >= 0 && share <= 1))
            throw Error(file + ": 'share_of_draws' is not between 0 and 1; make the model again");
    }
    return stored;
}

void write_model(const std::string& path, const ReducedModel& model, const Eigen::MatrixXd& latent,
                 const std::string& snapshots_sha256, const std::vector<optimise::HistoryRow>& history,
                 const Record& record, const Provenance& provenance) {
    const npy::Type type = npy::type_of(model.precision);
    OutputFolder folder(path, kModelMarker);
    write_network(folder, model.precision, "encoder", model.encoder, model.encoder_weights);
    const Json stage = write_stage(folder, model, 0, record);
    const Json coordinates = write_coordinates(folder, model.precision, model.coordinates);
    const std::string latent_sha256 = npy::write_array(
        folder.file("latent.npy"), type, {model.cases, model.grid.size(), model.latent()}, entries_of(latent));
    write_history(folder, 0, "epoch", names_of<mlasdi::LossPart>(), history);

    Json json;
    json["format"] = kModelFormat;
    json["version"] = kModelVersion;
    json["precision"] = name_of(model.precision);
    json["snapshots"] = {{"cases", model.cases}};
    write_grid(folder, model.grid, json["snapshots"]);
    json["snapshots"].update({{"space", model.coordinates.space}, {"sha256", snapshots_sha256}});
    json["coordinates"] = coordinates;
    json["dynamics"] = {{"library", name_of(model.library)},
                        {"derivative", name_of(model.derivative)},
                        {"latent", model.latent()},
                        {"time_unit", model.time_unit},
                        {"latent_sha256", latent_sha256}};
    json["encoder"] = architecture_json(model.encoder);
    json["stages"] = Json::array({stage});
    json["provenance"] = Json::array({to_json(provenance)});
    write_json(folder.file(kModelMarker), json);
    folder.commit();
}

void write_further_stage(const std::string& path, const StoredModel& stored, const ReducedModel& model,
                         const std::vector<optimise::HistoryRow>& history, const Record& record,
                         const Provenance& provenance) {
    OutputFolder folder(path, kModelMarker);
    link_arrays(folder, stored.path);
    const std::size_t stage = model.stages.size() - 1;
    const Json added = write_stage(folder, model, stage, record);
    write_history(folder, stage, "epoch", names_of<mlasdi::LossPart>(), history);
    Json json = parse_json(stored.description, stored.path);
    json["stages"].push_back(added);
    json["provenance"].push_back(to_json(provenance));
    write_json(folder.file(kModelMarker), json);
    folder.commit();
}

void write_interpolated_stage(const std::string& path, const StoredModel& stored, const InterpolatedStage& stage,
                              const Record& record, const Provenance& provenance) {
    OutputFolder folder(path, kModelMarker);
    link_arrays(folder, stored.path);
    Json json = parse_json(stored.description, stored.path);
    Json described = to_json(record);
    write_interpolation(folder, wider(stored.model.precision, stored.model.coordinates.precision), kInterpolatedPrefix,
                        stage.states, described);
    described["coefficients_sha256"] = stage.coefficients_sha256;
    described["fit_initial"] = stage.fit_initial;
    described["replaces"] = stage.states.replaces;
    described["share_of_draws"] = stage.states.share_of_draws;
    json[kInterpolated] = described;
    json["provenance"].push_back(to_json(provenance));
    write_json(folder.file(kModelMarker), json);
    folder.commit();
}

}  // namespace rom::files
