// Ensembles as folders: model.json, and for each member a folder with its model and gp.json; see rom-model(5).
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "rom/files/baseline_file.h"
#include "rom/files/ldnet_file.h"
#include "rom/files/model_file.h"
#include "rom/files/processes_file.h"
#include "rom/prediction/ensemble.h"

namespace rom::files {

// By which model.json says what it describes.
inline constexpr const char* kEnsembleFormat = "rom-ensemble";

using SingleModel = std::variant<StoredModel, StoredNetwork, StoredBaseline>;

// By what its folder says it is. Throws Error: an ensemble, no model, of no known kind, incomplete, a newer version.
SingleModel read_single_model(const std::string& path);
SingleModel read_single_model(const ModelFolder& folder);

struct StoredMember {
    SingleModel model;
    std::optional<StoredProcesses> processes = {};  // of models of rom-encode
    double weight = 1;
};
// Throws Error unless both can be asked together: networks of the same fields, and of as many dimensions, parameters
// and signals, or other models with snapshots and parameters of the same shape.
void require_same_shape(const StoredMember& first, const StoredMember& other);

const std::string& path_of(const StoredMember& member);
const TimeGrid& grid_of(const StoredMember& member);
// Of one that is no network.
const snapshots::Coordinates& coordinates_of(const StoredMember& member);
// The parameters of its training cases; not of networks.
const gp::ParameterSpace& space_of(const StoredMember& member);
const std::string& snapshots_path_of(const StoredMember& member);
const std::string& snapshots_sha256_of(const StoredMember& member);

// Networks are asked together with no other models.
struct StoredEnsemble {
    std::vector<StoredMember> members;
    prediction::Combination combination = prediction::Combination::median;
    std::string path;

    bool of_networks() const { return std::holds_alternative<StoredNetwork>(members.front().model); }
};

// Throws Error: no such model, incomplete, arrays that do not fit, members that are not those that model.json
// describes, a newer version.
StoredEnsemble read_ensemble(const ModelFolder& folder);

// The files of the members are linked from where they lie.
void write_ensemble(const std::string& path, const StoredEnsemble& ensemble, const Provenance& provenance);

}  // namespace rom::files
