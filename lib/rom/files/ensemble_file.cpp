#include "rom/files/ensemble_file.h"

#include <filesystem>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/files/model_folder.h"

namespace rom::files {
namespace {

constexpr Format kEnsemble = {kEnsembleFormat, "an ensemble", 2};
constexpr const char* kProcessesName = "gp.json";

std::string member_folder(std::size_t member) { return "member-" + std::to_string(member + 1); }

// Throws Error unless a member's file is the one that the ensemble has the checksum of, if it has one.
void require_member_file(const Json& member, const std::string& key, const std::string& sha256,
                         const std::string& path) {
    if (member.contains(key) && get<std::string>(member, key, path) != sha256)
        throw Error(other_file(path, "the ensemble", "copy it anew or make the ensemble again"));
}

StoredMember read_member(const ModelFolder& ensemble, const std::string& name, const Json& described) {
    const ModelFolder folder = open_folder(ensemble, name);
    require_member_file(described, "sha256", folder.description.sha256, folder.description.path);
    StoredMember member{read_single_model(folder), {}, get<double>(described, "weight", ensemble.description.path)};
    if (!std::holds_alternative<StoredModel>(member.model)) return member;
    const std::string path = folder.path + "/" + kProcessesName;
    member.processes = read_processes(path_through(folder, kProcessesName), path);
    require_member_file(described, "gp_sha256", member.processes->sha256, path);
    return member;
}

const ModelFolder& folder_of(const StoredMember& member) {
    return std::visit([](const auto& model) -> const ModelFolder& { return *model.folder; }, member.model);
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
    return read_whole(path, [](const ModelFolder& folder) { return read_single_model(folder); });
}

SingleModel read_single_model(const ModelFolder& folder) {
    const auto format = get<std::string>(*folder.json, "format", folder.description.path);
    if (format == kNetworkFormat) return read_latent_dynamics_network(folder);
    if (format == kBaselineFormat) return read_baseline(folder);
    if (format == kEnsembleFormat) throw Error(folder.path + " is an ensemble; name its members instead");
    return read_model(folder);
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

StoredEnsemble read_ensemble(const ModelFolder& folder) {
    const std::string& file = folder.description.path;
    const Json& json = *folder.json;
    require_format(json, kEnsemble, file);
    StoredEnsemble ensemble{{}, get_choice<prediction::Combination>(json, "combination", file), folder.path};
    for (const Json& one : get<std::vector<Json>>(json, "members", file)) {
        get_positive(one, "weight", file);
        ensemble.members.push_back(read_member(folder, member_folder(ensemble.members.size()), one));
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
        const ModelFolder& model = folder_of(member);
        folder.link(path_through(model, kModelMarker), below + "/" + kModelMarker);
        link_files(folder, model, below);
        Json described = {{"folder", below},
                          {"weight", member.weight},
                          {"model", path_of(member)},
                          {"sha256", model.description.sha256}};
        if (member.processes) {
            const std::string linked = below + "/" + kProcessesName;
            folder.link(member.processes->path, linked);
            if (file_sha256(folder.file(linked)) != member.processes->sha256)
                throw Error(member.processes->path + ": was replaced while it was read; run this again");
            described["gp"] = member.processes->path;
            described["gp_sha256"] = member.processes->sha256;
        }
        members.push_back(described);
    }
    Json json = {{"format", kEnsemble.name},
                 {"version", kEnsemble.version},
                 {"combination", name_of(ensemble.combination)},
                 {"members", members}};
    json["provenance"] = Json::array({to_json(provenance)});
    write_json(folder.file(kModelMarker), json);
    folder.commit();
}

}  // namespace rom::files
