#include "rom/files/interpolation_file.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/files/network_files.h"
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
    gp::Regression regression{get<double>(json, "nugget", file), space, scores, {}};
    if (!(regression.nugget >= 0)) throw Error(file + ": 'nugget' is negative; make the model again");
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

void write_interpolation(const OutputFolder& folder, Precision precision, const std::string& prefix,
                         const prediction::CaseInterpolation& interpolation, Json& json) {
    const prediction::CaseModes& cases = interpolation.cases;
    const Index rank = interpolation.rank();
    const Index times = interpolation.grid.size();
    const RowMajor scores = cases.scores;
    const npy::Type type = npy::type_of(precision);
    npy::write_array(folder.file(prefix + "mean-trajectory.npy"), type, {times, rank}, entries_of(cases.mean));
    npy::write_array(folder.file(prefix + "modes.npy"), type, {scores.cols(), times, rank}, entries_of(cases.modes));
    npy::write_array(folder.file(prefix + "scores.npy"), npy::Type::float64, {scores.rows(), scores.cols()},
                     entries_of(scores));
    write_persistence(folder, prefix + "persistence.npy", interpolation.persistence, json);
    json["modes"] = scores.cols();
    std::visit([&](const auto& kind) { add(json, kind); }, interpolation.scores);
    add_space(json, interpolation.space());
}

prediction::CaseInterpolation read_interpolation(const std::string& folder, const std::string& prefix, const Json& json,
                                                 const TimeGrid& grid, Index rank, const std::string& file) {
    const gp::ParameterSpace space = space_from(json, file);
    const auto count = get<std::int64_t>(json, "modes", file);
    const Index times = grid.size();
    const Index cases = space.inputs.rows();
    if (count < 1) throw Error(file + ": 'modes' is " + std::to_string(count) + "; make the model again");
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
    interpolation.persistence = read_persistence(folder, prefix + "persistence.npy", json, grid, file);
    return interpolation;
}

}  // namespace rom::files
