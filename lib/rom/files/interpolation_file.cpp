#include "rom/files/interpolation_file.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/files/persistence_file.h"
#include "rom/files/regression_json.h"

namespace rom::files {
namespace {

void add(Json& json, const gp::RadialInterpolation& scores) { json["interpolation"] = name_of(scores.radial); }

void add(Json& json, const gp::Regression& scores) {
    json["interpolation"] = name_of(prediction::Interpolation::gp);
    json["nugget"] = scores.nugget;
    json["processes"] = Json::array();
    for (const gp::Process& process : scores.processes) json["processes"].push_back(to_json(process));
}

gp::Regression regression_from(const Json& json, const gp::ParameterSpace& space, const Eigen::MatrixXd& scores,
                               const std::string& file) {
    gp::Regression regression{get_not_negative(json, "nugget", file), space, scores, {}};
    for (const Json& one : get<std::vector<Json>>(json, "processes", file)) {
        regression.processes.push_back(process_from(one, file));
        const Index scales = regression.processes.back().kernel.length_scales.size();
        if (scales != 1 && scales != space.inputs.cols())
            throw Error(file + ": length scales and parameters do not fit together; make the model again");
    }
    if (regression.processes.size() != static_cast<std::size_t>(scores.cols()))
        throw Error(file + ": processes and modes do not fit together; make the model again");
    return regression;
}

}  // namespace

void write_interpolation(ModelOutput& folder, Precision precision, const std::string& prefix,
                         const prediction::CaseInterpolation& interpolation, Json& json) {
    const prediction::CaseModes& cases = interpolation.cases;
    const Index rank = interpolation.rank();
    const Index times = interpolation.grid.size();
    const RowMajor scores = cases.scores;
    const npy::Type type = npy::type_of(precision);
    folder.write(prefix + "mean-trajectory.npy", type, {times, rank}, entries_of(cases.mean));
    folder.write(prefix + "modes.npy", type, {scores.cols(), times, rank}, entries_of(cases.modes));
    folder.write(prefix + "scores.npy", npy::Type::float64, {scores.rows(), scores.cols()}, entries_of(scores));
    write_persistence(folder, prefix + "persistence.npy", interpolation.persistence, json);
    json["modes"] = scores.cols();
    std::visit([&](const auto& kind) { add(json, kind); }, interpolation.scores);
    add_space(json, interpolation.space());
}

prediction::CaseInterpolation read_interpolation(const ModelFolder& folder, const std::string& prefix, const Json& json,
                                                 const TimeGrid& grid, Index rank) {
    const std::string& file = folder.description.path;
    const gp::ParameterSpace space = space_from(json, file);
    const Index count = get_count(json, "modes", file);
    const Index times = grid.size();
    const Index cases = space.inputs.rows();
    const auto mean = read_array(folder, prefix + "mean-trajectory.npy", {times, rank});
    const auto modes = read_array(folder, prefix + "modes.npy", {count, times, rank});
    const auto scores = read_array(folder, prefix + "scores.npy", {cases, count});
    prediction::CaseInterpolation interpolation{grid,
                                                {Eigen::Map<const Eigen::VectorXd>(mean.data(), times * rank),
                                                 Eigen::Map<const Eigen::MatrixXd>(modes.data(), times * rank, count),
                                                 Eigen::Map<const RowMajor>(scores.data(), cases, count)},
                                                {}};
    const auto kind = get_choice<prediction::Interpolation>(json, "interpolation", file);
    const auto possible = prediction::possible_interpolations(space);
    if (std::ranges::find(possible, kind) == possible.end())
        throw Error(file + ": its parameters do not determine " + name_of(kind) +
                    " interpolation; make the model again");
    if (kind == prediction::Interpolation::gp)
        interpolation.scores = regression_from(json, space, interpolation.cases.scores, file);
    else
        interpolation.scores = prediction::interpolate(kind, space, interpolation.cases.scores);
    interpolation.persistence = read_persistence(folder, prefix + "persistence.npy", json, grid);
    return interpolation;
}

}  // namespace rom::files
