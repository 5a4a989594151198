#include "rom/model/model_file.h"

#include <array>
#include <cstdio>

#include "rom/error.h"
#include "rom/model/network_files.h"

namespace rom::model {
namespace {

constexpr const char* kFormat = "rom-model";
constexpr int kVersion = 1;

using training::ReducedModel;

npy::Shape with_leading(Index extent, const npy::Shape& shape) {
    npy::Shape result = {extent};
    result.insert(result.end(), shape.begin(), shape.end());
    return result;
}

std::string decoder_prefix(std::size_t stage) { return "decoder-" + std::to_string(stage + 1); }

void write_history(const OutputFolder& folder, std::size_t stage, const std::vector<training::HistoryRow>& history) {
    std::string text = "epoch\tloss\treconstruction\tdynamics\tcoefficient\tvariation\tridge\tlearning_rate\tseconds\n";
    for (const training::HistoryRow& row : history) {
        std::array<char, 256> line{};
        std::snprintf(line.data(), line.size(), "%lld\t%.9g\t%.9g\t%.9g\t%.9g\t%.9g\t%.9g\t%.9g\t%.3f\n",
                      static_cast<long long>(row.epoch), row.loss.total(), row.loss.reconstruction, row.loss.dynamics,
                      row.loss.coefficient, row.loss.variation, row.loss.ridge, row.rate, row.seconds);
        text += line.data();
    }
    npy::write_text(folder.file("training-" + std::to_string(stage + 1) + ".tsv"), text);
}

}  // namespace

StoredModel read_model(const std::string& path) {
    const std::string file = path + "/" + kModelMarker;
    StoredModel stored{{}, path, {}, {}, read_description(path)};
    const Json& json = stored.json;
    if (const auto format = get<std::string>(json, "format", file); format != kFormat)
        throw Error(file + ": is of format '" + format + "' but a model of rom-encode is needed");
    require_version(json, kVersion, file);

    ReducedModel& model = stored.model;
    model.precision = precision_from(json, file);
    const Json snapshots = get<Json>(json, "snapshots", file);
    model.cases = get<std::int64_t>(snapshots, "cases", file);
    model.times = get<std::int64_t>(snapshots, "times", file);
    model.dt = get<double>(snapshots, "dt", file);
    stored.snapshots_sha256 = get<std::string>(snapshots, "sha256", file);
    const Json dynamics = get<Json>(json, "dynamics", file);
    model.library = choice(get<std::string>(dynamics, "library", file), file, dynamics::library_from);
    model.derivative = get<std::string>(dynamics, "derivative", file);
    model.time_unit = get<double>(dynamics, "time_unit", file);
    stored.latent_sha256 = get<std::string>(dynamics, "latent_sha256", file);

    training::Coordinates& coordinates = model.coordinates;
    const Json described = get<Json>(json, "coordinates", file);
    coordinates.space = get<std::vector<std::int64_t>>(snapshots, "space", file);
    coordinates.scale = get<double>(described, "scale", file);
    coordinates.discarded = get<double>(described, "discarded", file);
    const auto mean = read_array(path, "mean.npy", coordinates.space);
    coordinates.mean = Eigen::Map<const Eigen::VectorXd>(mean.data(), static_cast<Index>(mean.size()));
    if (get<std::string>(described, "basis", file) == "data") {
        const auto rank = get<std::int64_t>(described, "rank", file);
        const auto basis = read_array(path, "basis.npy", with_leading(rank, coordinates.space));
        coordinates.basis = Eigen::Map<const Eigen::MatrixXd>(basis.data(), coordinates.size(), rank);
    }

    model.encoder = architecture_from(get<Json>(json, "encoder", file), file);
    model.encoder_parameters = read_network(path, "encoder", model.encoder);
    for (const Json& one : get<std::vector<Json>>(json, "stages", file)) {
        training::Stage stage;
        stage.decoder = architecture_from(one, file);
        stage.decoder.gain = get<double>(one, "kappa", file);
        stage.epsilon = get<double>(one, "epsilon", file);
        stage.parameters = read_network(path, decoder_prefix(model.stages.size()), stage.decoder);
        if (stage.decoder.inputs() != model.latent() || stage.decoder.outputs() != coordinates.rank())
            throw Error(file + ": the decoder of stage " + std::to_string(model.stages.size() + 1) +
                        " does not fit the latent dimension or the coordinates; make the model again");
        model.stages.push_back(std::move(stage));
    }
    if (model.stages.empty() || model.encoder.inputs() != coordinates.rank() || !(model.dt > 0))
        throw Error(file + ": stages, encoder and coordinates do not fit together; make the model again");
    return stored;
}

void write_model(const std::string& path, const ReducedModel& model, const Eigen::MatrixXd& latent,
                 const std::string& snapshots_sha256, const std::vector<training::HistoryRow>& history,
                 const Json& record, const Provenance& provenance) {
    const training::Coordinates& coordinates = model.coordinates;
    const auto span = [](const auto& m) {
        return std::span<const double>(m.data(), static_cast<std::size_t>(m.size()));
    };
    OutputFolder folder(path, kModelMarker);
    write_network(folder, model.precision, "encoder", model.encoder, model.encoder_parameters);
    write_network(folder, model.precision, decoder_prefix(0), model.stages[0].decoder, model.stages[0].parameters);
    npy::write_array(folder.file("mean.npy"), model.precision, coordinates.space, span(coordinates.mean));
    if (coordinates.basis.cols() > 0)
        npy::write_array(folder.file("basis.npy"), model.precision, with_leading(coordinates.rank(), coordinates.space),
                         span(coordinates.basis));
    const std::string latent_sha256 = npy::write_array(folder.file("latent.npy"), model.precision,
                                                       {model.cases, model.times, model.latent()}, span(latent));
    write_history(folder, 0, history);

    Json json;
    json["format"] = kFormat;
    json["version"] = kVersion;
    json["precision"] = precision_name(model.precision);
    json["snapshots"] = {{"cases", model.cases},
                         {"times", model.times},
                         {"dt", model.dt},
                         {"space", coordinates.space},
                         {"sha256", snapshots_sha256}};
    json["coordinates"] = {{"basis", coordinates.basis.cols() > 0 ? "data" : "mesh"},
                           {"rank", coordinates.rank()},
                           {"scale", coordinates.scale},
                           {"discarded", coordinates.discarded}};
    json["dynamics"] = {{"library", dynamics::name_of(model.library)},
                        {"derivative", model.derivative},
                        {"latent", model.latent()},
                        {"time_unit", model.time_unit},
                        {"latent_sha256", latent_sha256}};
    json["encoder"] = architecture_json(model.encoder);
    json["stages"] = Json::array({stage_json(model.stages[0].decoder, model.stages[0].epsilon, record)});
    json["provenance"] = Json::array({to_json(provenance)});
    write_json(folder.file(kModelMarker), json);
    folder.commit();
}

void write_further_stage(const std::string& path, const StoredModel& stored, const ReducedModel& model,
                         const std::vector<training::HistoryRow>& history, const Json& record,
                         const Provenance& provenance) {
    OutputFolder folder(path, kModelMarker);
    link_arrays(folder, stored.path);
    const std::size_t stage = model.stages.size() - 1;
    const training::Stage& added = model.stages[stage];
    write_network(folder, model.precision, decoder_prefix(stage), added.decoder, added.parameters);
    write_history(folder, stage, history);
    Json json = stored.json;
    json["stages"].push_back(stage_json(added.decoder, added.epsilon, record));
    json["provenance"].push_back(to_json(provenance));
    write_json(folder.file(kModelMarker), json);
    folder.commit();
}

}  // namespace rom::model
