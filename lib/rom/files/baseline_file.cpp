#include "rom/files/baseline_file.h"

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/files/coordinates_file.h"
#include "rom/files/network_files.h"
#include "rom/files/regression_json.h"

namespace rom::files {
namespace {

constexpr int kBaselineVersion = 1;

void add(Json& json, const gp::RadialInterpolation& interpolation) {
    json["interpolation"] = name_of(interpolation.radial);
}

void add(Json& json, const gp::Regression& regression) {
    json["interpolation"] = name_of(prediction::Interpolation::gp);
    json["nugget"] = regression.nugget;
    json["processes"] = Json::array();
    for (const gp::Process& process : regression.processes) json["processes"].push_back(to_json(process));
}

gp::Regression regression_from(const Json& json, const gp::ParameterSpace& space, const Eigen::MatrixXd& scores,
                               const std::string& file) {
    gp::Regression regression{get<double>(json, "nugget", file), space, scores, {}};
    for (const Json& one : get<std::vector<Json>>(json, "processes", file)) {
        regression.processes.push_back(process_from(one, file));
        const Index scales = regression.processes.back().kernel.length_scales.size();
        if (scales != 1 && scales != space.inputs.cols())
            throw Error(file + ": length scales and parameters do not fit together; make the baseline again");
    }
    if (regression.processes.size() != static_cast<std::size_t>(scores.cols()))
        throw Error(file + ": processes and modes do not fit together; make the baseline again");
    return regression;
}

}  // namespace

StoredBaseline read_baseline(const std::string& path) {
    const TextFile description = read_description(path);
    const std::string& file = description.path;
    const Json json = parse_json(description.text, file);
    if (get<std::string>(json, "format", file) != kBaselineFormat)
        throw Error(file + ": is not the description of a baseline");
    require_version(json, kBaselineVersion, file);
    StoredBaseline stored{{}, path};
    prediction::Baseline& baseline = stored.baseline;
    baseline.precision = get_choice<Precision>(json, "precision", file);
    baseline.grid = grid_from(get<Json>(json, "snapshots", file), file);
    baseline.coordinates = read_coordinates(path, json, file);
    const gp::ParameterSpace space = space_from(json, file);
    const auto count = get<std::int64_t>(json, "modes", file);
    const Index rank = baseline.coordinates.rank();
    const Index times = baseline.grid.size();
    const Index cases = space.inputs.rows();
    const auto mean = read_array(path, "mean-trajectory.npy", {times, rank});
    const auto modes = read_array(path, "modes.npy", {count, times, rank});
    const auto scores = read_array(path, "scores.npy", {cases, count});
    baseline.cases = {Eigen::Map<const Eigen::VectorXd>(mean.data(), times * rank),
                      Eigen::Map<const Eigen::MatrixXd>(modes.data(), times * rank, count),
                      Eigen::Map<const RowMajor>(scores.data(), cases, count)};
    const auto kind = get_choice<prediction::Interpolation>(json, "interpolation", file);
    if (kind == prediction::Interpolation::gp)
        baseline.interpolation = regression_from(json, space, baseline.cases.scores, file);
    else
        baseline.interpolation = prediction::interpolate(kind, space, baseline.cases.scores);
    return stored;
}

void write_baseline(const std::string& path, const prediction::Baseline& baseline, const std::string& snapshots_sha256,
                    const Provenance& provenance) {
    const prediction::CaseModes& cases = baseline.cases;
    const Index rank = baseline.coordinates.rank();
    const Index times = baseline.grid.size();
    const RowMajor scores = cases.scores;
    OutputFolder folder(path, kModelMarker);
    Json json = {
        {"format", kBaselineFormat}, {"version", kBaselineVersion}, {"precision", name_of(baseline.precision)}};
    json["snapshots"] = {{"cases", scores.rows()},
                         {"times", times},
                         {"dt", baseline.grid.step()},
                         {"space", baseline.coordinates.space},
                         {"sha256", snapshots_sha256}};
    json["coordinates"] = write_coordinates(folder, baseline.precision, baseline.coordinates);
    json["modes"] = scores.cols();
    const npy::Type type = npy::type_of(baseline.precision);
    npy::write_array(folder.file("mean-trajectory.npy"), type, {times, rank}, entries_of(cases.mean));
    npy::write_array(folder.file("modes.npy"), type, {scores.cols(), times, rank}, entries_of(cases.modes));
    npy::write_array(folder.file("scores.npy"), npy::Type::float64, {scores.rows(), scores.cols()}, entries_of(scores));
    std::visit([&](const auto& kind) { add(json, kind); }, baseline.interpolation);
    add_space(json, baseline.space());
    json["provenance"] = Json::array({to_json(provenance)});
    write_json(folder.file(kModelMarker), json);
    folder.commit();
}

}  // namespace rom::files
