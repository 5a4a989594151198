#include "rom/files/model_file.h"

#include <filesystem>
#include <utility>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/files/coordinates_file.h"
#include "rom/files/interpolation_file.h"
#include "rom/files/network_files.h"
#include "rom/files/persistence_file.h"
#include "rom/mlasdi/dynamics_loss.h"

namespace rom::files {
namespace {

constexpr Format kModelFormat = {"rom-model", "a model of rom-encode", 2};
constexpr const char* kLatentFile = "latent.npy";
constexpr const char* kInterpolatedPrefix = "interpolated-";

using mlasdi::ReducedModel;

std::string decoder_prefix(std::size_t stage) { return "decoder-" + std::to_string(stage + 1); }
std::string misfit_file(std::size_t stage) { return "misfit-" + std::to_string(stage + 1) + ".npy"; }
std::string persistence_file(std::size_t stage) { return "persistence-" + std::to_string(stage + 1) + ".npy"; }

// The description of a stage whose arrays are written.
Json write_stage(ModelOutput& folder, const ReducedModel& model, std::size_t which, const Record& record) {
    const mlasdi::DecoderStage& stage = model.stages[which];
    write_network(folder, model.precision, decoder_prefix(which), stage.decoder, stage.weights);
    Json json = stage_json(stage.decoder, stage.epsilon, record);
    write_persistence(folder, persistence_file(which), stage.persistence, json);
    if (stage.misfit.cols() == 0) return json;
    folder.write(misfit_file(which), npy::type_of(wider(model.precision, model.coordinates.precision)),
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
    const TextFile description = read_text((folder / kModelMarker).string());
    // Of anyone's.
    if (!is_of_format(description.text, kModelFormat.name)) return {};
    const ModelFolder model = open_folder(folder.string());
    const std::string& file = model.description.path;
    const Json& json = *model.json;
    require_format(json, kModelFormat, file);
    const Json dynamics = get<Json>(json, "dynamics", file);
    if (get<std::string>(dynamics, "latent_sha256", file) != sha256) return {};
    return TrainedWith{get_choice<dynamics::Derivative>(dynamics, "derivative", file),
                       get_or(get<Json>(json, "coordinates", file), "delays", Index{0}, file),
                       read_grid(model, get<Json>(json, "snapshots", file))};
}

StoredModel read_model(const std::string& path) {
    return read_whole(path, [](const ModelFolder& folder) { return read_model(folder); });
}

StoredModel read_model(const ModelFolder& folder) {
    const std::string& file = folder.description.path;
    const Json& json = *folder.json;
    require_format(json, kModelFormat, file);
    StoredModel stored;
    stored.path = folder.path;
    stored.sha256 = folder.description.sha256;
    stored.folder = std::make_shared<const ModelFolder>(folder);

    ReducedModel& model = stored.model;
    model.precision = get_choice<Precision>(json, "precision", file);
    const Json snapshots = get<Json>(json, "snapshots", file);
    model.cases = get_count(snapshots, "cases", file);
    model.grid = read_grid(folder, snapshots);
    stored.snapshots_path = first_input(json);
    stored.snapshots_sha256 = get<std::string>(snapshots, "sha256", file);
    const Json dynamics = get<Json>(json, "dynamics", file);
    model.library = get_choice<dynamics::Library>(dynamics, "library", file);
    model.derivative = get_choice<dynamics::Derivative>(dynamics, "derivative", file);
    model.time_unit = get_positive(dynamics, "time_unit", file);
    stored.latent_sha256 = get<std::string>(dynamics, "latent_sha256", file);

    model.coordinates = read_coordinates(folder);
    const Index rank = model.coordinates.rank();
    model.encoder = architecture_from(get<Json>(json, "encoder", file), file);
    model.encoder_weights = read_network(folder, "encoder", model.encoder);
    for (const Json& one : get<std::vector<Json>>(json, "stages", file)) {
        mlasdi::DecoderStage stage;
        stage.decoder = architecture_from(one, file);
        stage.decoder.gain = get<double>(one, "kappa", file);
        stage.epsilon = get<double>(one, "epsilon", file);
        stage.weights = read_network(folder, decoder_prefix(model.stages.size()), stage.decoder);
        if (stage.decoder.inputs() != model.latent() || stage.decoder.outputs() != rank)
            throw Error(file + ": the decoder of stage " + std::to_string(model.stages.size() + 1) +
                        " does not fit the latent dimension or the coordinates; make "
                        "the model again");
        if (one.contains("misfit")) {
            const Index numbers = get_count(one, "misfit", file);
            const auto misfit = read_array(folder, misfit_file(model.stages.size()), {numbers, rank});
            stage.misfit = Eigen::Map<const Eigen::MatrixXd>(misfit.data(), rank, numbers);
        }
        stage.persistence = read_persistence(folder, persistence_file(model.stages.size()), one, model.grid);
        model.stages.push_back(std::move(stage));
    }
    if (model.stages.empty() || model.encoder.inputs() != rank)
        throw Error(file +
                    ": stages, encoder and coordinates do not fit together; "
                    "make the model again");
    if (json.contains(kInterpolated)) {
        const Json stage = get<Json>(json, kInterpolated, file);
        stored.interpolated = {read_interpolation(folder, kInterpolatedPrefix, stage, model.grid, rank),
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
    ModelOutput folder(path);
    write_network(folder, model.precision, "encoder", model.encoder, model.encoder_weights);
    const Json stage = write_stage(folder, model, 0, record);
    const Json coordinates = write_coordinates(folder, model.precision, model.coordinates);
    folder.write(kLatentFile, type, {model.cases, model.grid.size(), model.latent()}, entries_of(latent));
    write_history(folder, 0, "epoch", names_of<mlasdi::LossPart>(), history);

    Json json;
    json["format"] = kModelFormat.name;
    json["version"] = kModelFormat.version;
    json["precision"] = name_of(model.precision);
    json["snapshots"] = {{"cases", model.cases}};
    write_grid(folder, model.grid, json["snapshots"]);
    json["snapshots"].update({{"space", model.coordinates.space}, {"sha256", snapshots_sha256}});
    json["coordinates"] = coordinates;
    json["dynamics"] = {{"library", name_of(model.library)},
                        {"derivative", name_of(model.derivative)},
                        {"latent", model.latent()},
                        {"time_unit", model.time_unit},
                        {"latent_sha256", folder.sha256(kLatentFile)}};
    json["encoder"] = architecture_json(model.encoder);
    json["stages"] = Json::array({stage});
    json["provenance"] = Json::array({to_json(provenance)});
    folder.commit(std::move(json));
}

void write_further_stage(const std::string& path, const StoredModel& stored, const ReducedModel& model,
                         const std::vector<optimise::HistoryRow>& history, const Record& record,
                         const Provenance& provenance) {
    ModelOutput folder(path);
    folder.take_over(*stored.folder);
    const std::size_t stage = model.stages.size() - 1;
    const Json added = write_stage(folder, model, stage, record);
    write_history(folder, stage, "epoch", names_of<mlasdi::LossPart>(), history);
    Json json = *stored.folder->json;
    json["version"] = kModelFormat.version;
    json["stages"].push_back(added);
    json["provenance"].push_back(to_json(provenance));
    folder.commit(std::move(json));
}

void write_interpolated_stage(const std::string& path, const StoredModel& stored, const InterpolatedStage& stage,
                              const Record& record, const Provenance& provenance) {
    ModelOutput folder(path);
    folder.take_over(*stored.folder);
    Json json = *stored.folder->json;
    json["version"] = kModelFormat.version;
    Json described = to_json(record);
    write_interpolation(folder, wider(stored.model.precision, stored.model.coordinates.precision), kInterpolatedPrefix,
                        stage.states, described);
    described["coefficients_sha256"] = stage.coefficients_sha256;
    described["fit_initial"] = stage.fit_initial;
    described["replaces"] = stage.states.replaces;
    described["share_of_draws"] = stage.states.share_of_draws;
    json[kInterpolated] = described;
    json["provenance"].push_back(to_json(provenance));
    folder.commit(std::move(json));
}

}  // namespace rom::files
