// Latent dynamics networks as folders: model.json, and an .npy for each array.
#pragma once

#include <string>
#include <vector>

#include "rom/ldnet/model.h"
#include "rom/model/model_file.h"

namespace rom::model {

struct StoredNetwork {
    ldnet::LatentDynamicsNetwork model;
    std::string path;
    std::string snapshots_sha256;
    Json json;
};

// Whether `path` holds a latent dynamics network, and not a model of rom-encode. Throws Error where it holds neither.
bool is_latent_dynamics_network(const std::string& path);

// Throws Error: no such model, incomplete, arrays that do not fit, a newer version.
StoredNetwork read_latent_dynamics_network(const std::string& path);

// A new model of one stage. `record` says how it was trained.
void write_latent_dynamics_network(const std::string& path, const ldnet::LatentDynamicsNetwork& model,
                                   const std::string& snapshots_sha256,
                                   const std::vector<training::HistoryRow>& history, const Json& record,
                                   const Provenance& provenance);

// `stored` with the stage that `model` has beyond it: unchanged arrays are linked.
void write_further_reconstruction(const std::string& path, const StoredNetwork& stored,
                                  const ldnet::LatentDynamicsNetwork& model,
                                  const std::vector<training::HistoryRow>& history, const Json& record,
                                  const Provenance& provenance);

}  // namespace rom::model
