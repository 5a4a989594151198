#include "rom/files/baseline_file.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/files/coordinates_file.h"
#include "rom/files/interpolation_file.h"
#include "rom/files/network_files.h"

namespace rom::files {
namespace {

constexpr Format kBaseline = {kBaselineFormat, "a baseline", 2};

}  // namespace

Precision prediction_precision(const StoredBaseline& stored) {
    return wider(stored.baseline.precision, stored.baseline.coordinates.precision);
}

StoredBaseline read_baseline(const std::string& path) {
    return read_whole(path, [](const ModelFolder& folder) { return read_baseline(folder); });
}

StoredBaseline read_baseline(const ModelFolder& folder) {
    const std::string& file = folder.description.path;
    const Json& json = *folder.json;
    require_format(json, kBaseline, file);
    const Json snapshots = get<Json>(json, "snapshots", file);
    StoredBaseline stored{{},
                          folder.path,
                          first_input(json),
                          get<std::string>(snapshots, "sha256", file),
                          std::make_shared<const ModelFolder>(folder)};
    prediction::Baseline& baseline = stored.baseline;
    baseline.precision = get_choice<Precision>(json, "precision", file);
    baseline.coordinates = read_coordinates(folder);
    baseline.trajectories =
        read_interpolation(folder, "", json, read_grid(folder, snapshots), baseline.coordinates.rank());
    baseline.timed = get<bool>(json, "timed", file);
    return stored;
}

void write_baseline(const std::string& path, const prediction::Baseline& baseline, const std::string& snapshots_sha256,
                    const Provenance& provenance) {
    ModelOutput folder(path);
    Json json = {
        {"format", kBaseline.name}, {"version", kBaseline.version}, {"precision", name_of(baseline.precision)}};
    json["snapshots"] = {{"cases", baseline.trajectories.cases.scores.rows()}};
    write_grid(folder, baseline.trajectories.grid, json["snapshots"]);
    json["snapshots"].update({{"space", baseline.coordinates.space}, {"sha256", snapshots_sha256}});
    json["timed"] = baseline.timed;
    json["coordinates"] = write_coordinates(folder, baseline.precision, baseline.coordinates);
    write_interpolation(folder, wider(baseline.precision, baseline.coordinates.precision), "", baseline.trajectories,
                        json);
    json["provenance"] = Json::array({to_json(provenance)});
    folder.commit(std::move(json));
}

}  // namespace rom::files
