#include "rom/files/baseline_file.h"

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/files/coordinates_file.h"
#include "rom/files/interpolation_file.h"
#include "rom/files/network_files.h"

namespace rom::files {
namespace {

constexpr int kBaselineVersion = 1;

}  // namespace

Precision prediction_precision(const StoredBaseline& stored) {
    return wider(stored.baseline.precision, stored.baseline.coordinates.precision);
}

StoredBaseline read_baseline(const std::string& path) {
    const TextFile description = read_description(path);
    const std::string& file = description.path;
    const Json json = parse_json(description.text, file);
    if (get<std::string>(json, "format", file) != kBaselineFormat)
        throw Error(file + ": is not the description of a baseline");
    require_version(json, kBaselineVersion, file);
    const Json snapshots = get<Json>(json, "snapshots", file);
    StoredBaseline stored{{}, path, first_input(json), get<std::string>(snapshots, "sha256", file)};
    prediction::Baseline& baseline = stored.baseline;
    baseline.precision = get_choice<Precision>(json, "precision", file);
    baseline.coordinates = read_coordinates(path, json, file);
    baseline.trajectories =
        read_interpolation(path, "", json, read_grid(path, snapshots, file), baseline.coordinates.rank(), file);
    baseline.timed = get<bool>(json, "timed", file);
    return stored;
}

void write_baseline(const std::string& path, const prediction::Baseline& baseline, const std::string& snapshots_sha256,
                    const Provenance& provenance) {
    OutputFolder folder(path, kModelMarker);
    Json json = {
        {"format", kBaselineFormat}, {"version", kBaselineVersion}, {"precision", name_of(baseline.precision)}};
    json["snapshots"] = {{"cases", baseline.trajectories.cases.scores.rows()}};
    write_grid(folder, baseline.trajectories.grid, json["snapshots"]);
    json["snapshots"].update({{"space", baseline.coordinates.space}, {"sha256", snapshots_sha256}});
    json["timed"] = baseline.timed;
    json["coordinates"] = write_coordinates(folder, baseline.precision, baseline.coordinates);
    write_interpolation(folder, wider(baseline.precision, baseline.coordinates.precision), "", baseline.trajectories,
                        json);
    json["provenance"] = Json::array({to_json(provenance)});
    write_json(folder.file(kModelMarker), json);
    folder.commit();
}

}  // namespace rom::files
