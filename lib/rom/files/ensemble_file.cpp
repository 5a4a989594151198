#include "rom/files/ensemble_file.h"

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
    const TextFile description = read_description(path);
    const auto format = get<std::string>(parse_json(description.text, description.path), "format", description.path);
    if (format == kNetworkFormat) return {read_latent_dynamics_network(path), {}, weight};
    if (format == kBaselineFormat) return {read_baseline(path), {}, weight};
    return {read_model(path), read_processes(path + "/" + kProcessesName), weight};
}

}  // namespace

const std::string& path_of(const StoredMember& member) {
    return std::visit([](const auto& model) -> const std::string& { return model.path; }, member.model);
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
        if (!(weight > 0)) throw Error(file + ": a member's weight is not positive; make the ensemble again");
        ensemble.members.push_back(read_member(path + "/" + member_folder(ensemble.members.size()), weight));
        const StoredMember& member = ensemble.members.back();
        if (member.model.index() != ensemble.members.front().model.index() &&
            (ensemble.of_networks() || std::holds_alternative<StoredNetwork>(member.model)))
            throw Error(file + ": has networks and other models; make the ensemble again");
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
