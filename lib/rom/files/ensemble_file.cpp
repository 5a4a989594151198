#include "rom/files/ensemble_file.h"

#include <cmath>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/files/network_files.h"

namespace rom::files {
namespace {

constexpr int kEnsembleVersion = 1;
constexpr const char* kProcessesName = "gp.json";

std::string member_folder(std::size_t member) { return "member-" + std::to_string(member + 1); }

StoredMember read_member(const std::string& path, double weight) {
    StoredMember member{read_single_model(path), {}, weight};
    if (std::holds_alternative<StoredModel>(member.model))
        member.processes = read_processes(path + "/" + kProcessesName);
    return member;
}

// What a state and the training cases of a model have to have in common with those of another.
struct ModelShape {
    npy::Shape space;
    Index times = 0;
    Index cases = 0;
    Index parameters = 0;

    bool operator==(const ModelShape&) const = default;
};

ModelShape shape_of(const StoredMember& member) {
    const gp::ParameterSpace& space = space_of(member);
    return {snapshots::state_shape(coordinates_of(member)), grid_of(member).size(), space.cases(), space.inputs.cols()};
}

bool same_shape(const ldnet::LatentDynamicsNetwork& a, const ldnet::LatentDynamicsNetwork& b) {
    return a.points.size() == b.points.size() && a.parameters.size() == b.parameters.size() &&
           a.signals.size() == b.signals.size() && a.fields.size() == b.fields.size();
}

}  // namespace

SingleModel read_single_model(const std::string& path) {
    const std::string format = format_of(path);
    if (format == kNetworkFormat) return read_latent_dynamics_network(path);
    if (format == kBaselineFormat) return read_baseline(path);
    if (format == kEnsembleFormat) throw Error(path + " is an ensemble; name its members instead");
    return read_model(path);
}

void require_same_shape(const StoredMember& first, const StoredMember& other) {
    const auto* network = std::get_if<StoredNetwork>(&first.model);
    const auto* other_network = std::get_if<StoredNetwork>(&other.model);
    const bool same = network != nullptr && other_network != nullptr ? same_shape(network->model, other_network->model)
                      : network == nullptr && other_network == nullptr ? shape_of(first) == shape_of(other)
                                                                       : false;
    if (!same)
        throw Error(path_of(first) + " and " + path_of(other) +
                    " cannot be asked together: their states, times, parameters or training cases are of other shapes");
}

const std::string& path_of(const StoredMember& member) {
    return std::visit([](const auto& model) -> const std::string& { return model.path; }, member.model);
}

const snapshots::Coordinates& coordinates_of(const StoredMember& member) {
    const auto* stored = std::get_if<StoredBaseline>(&member.model);
    return stored != nullptr ? stored->baseline.coordinates : std::get<StoredModel>(member.model).model.coordinates;
}

const TimeGrid& grid_of(const StoredMember& member) {
    if (const auto* stored = std::get_if<StoredBaseline>(&member.model)) return stored->baseline.trajectories.grid;
    if (const auto* stored = std::get_if<StoredNetwork>(&member.model)) return stored->model.grid;
    return std::get<StoredModel>(member.model).model.grid;
}

const gp::ParameterSpace& space_of(const StoredMember& member) {
    if (const auto* stored = std::get_if<StoredBaseline>(&member.model)) return stored->baseline.trajectories.space();
    return gp::space_of(member.processes->coefficients);
}

const std::string& snapshots_path_of(const StoredMember& member) {
    return std::visit([](const auto& model) -> const std::string& { return model.snapshots_path; }, member.model);
}

const std::string& snapshots_sha256_of(const StoredMember& member) {
    return std::visit([](const auto& model) -> const std::string& { return model.snapshots_sha256; }, member.model);
}

StoredEnsemble read_ensemble(const std::string& path) {
    const TextFile description = read_description(path);
    const std::string& file = description.path;
    const Json json = parse_json(description.text, file);
    if (get<std::string>(json, "format", file) != kEnsembleFormat)
        throw Error(file + ": is not the description of an ensemble");
    require_version(json, kEnsembleVersion, file);
    StoredEnsemble ensemble{{}, get_choice<prediction::Combination>(json, "combination", file), path};
    for (const Json& one : get<std::vector<Json>>(json, "members", file)) {
        const auto weight = get<double>(one, "weight", file);
        if (!(weight > 0) || !std::isfinite(weight))
            throw Error(file + ": a member's weight is not a positive number; make the ensemble again");
        ensemble.members.push_back(read_member(path + "/" + member_folder(ensemble.members.size()), weight));
        require_same_shape(ensemble.members.front(), ensemble.members.back());
    }
    if (ensemble.members.empty()) throw Error(file + ": has no members; make the ensemble again");
    return ensemble;
}

void write_ensemble(const std::string& path, const StoredEnsemble& ensemble, const Provenance& provenance) {
    OutputFolder folder(path, kModelMarker);
    Json members = Json::array();
    for (std::size_t k = 0; k < ensemble.members.size(); ++k) {
        const StoredMember& member = ensemble.members[k];
        const std::string below = member_folder(k);
        std::filesystem::create_directory(folder.file(below));
        link_arrays(folder, path_of(member), below);
        folder.link(std::filesystem::path(path_of(member)) / kModelMarker, below + "/" + kModelMarker);
        Json described = {{"folder", below}, {"weight", member.weight}, {"model", path_of(member)}};
        if (member.processes) {
            folder.link(member.processes->path, below + "/" + kProcessesName);
            described["gp"] = member.processes->path;
        }
        members.push_back(described);
    }
    Json json = {{"format", kEnsembleFormat},
                 {"version", kEnsembleVersion},
                 {"combination", name_of(ensemble.combination)},
                 {"members", members}};
    json["provenance"] = Json::array({to_json(provenance)});
    write_json(folder.file(kModelMarker), json);
    folder.commit();
}

}  // namespace rom::files
