// Latent dynamics networks as folders: model.json, and an .npy for each array.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rom/base/record.h"
#include "rom/files/provenance.h"
#include "rom/ldnet/model.h"
#include "rom/optimise/training.h"

namespace rom::files {

// By which model.json says what it describes.
inline constexpr const char* kNetworkFormat = "rom-ldnet";

struct ModelFolder;

struct StoredNetwork {
    ldnet::LatentDynamicsNetwork model;
    std::string path;
    std::string snapshots_path;  // as the training was given it
    std::string snapshots_sha256;
    // Of the training of the first stage, which later ones repeat: points of each
    // snapshot (0 for all), and the seed.
    std::int64_t points_per_time = 0;
    std::uint64_t seed = 0;
    std::string sha256;                         // of model.json
    std::shared_ptr<const ModelFolder> folder;  // that it was read from
};

// Throws Error: no such model, incomplete, arrays that do not fit, files that are not those that model.json describes,
// a newer version.
StoredNetwork read_latent_dynamics_network(const std::string& path);
StoredNetwork read_latent_dynamics_network(const ModelFolder& folder);

// A new model of one stage. `record` says how it was trained.
void write_latent_dynamics_network(const std::string& path, const ldnet::LatentDynamicsNetwork& model,
                                   const std::string& snapshots_sha256,
                                   const std::vector<optimise::HistoryRow>& history, const Record& record,
                                   const Provenance& provenance);

// `stored` with the stage that `model` has beyond it: unchanged arrays are
// linked.
void write_further_reconstruction(const std::string& path, const StoredNetwork& stored,
                                  const ldnet::LatentDynamicsNetwork& model,
                                  const std::vector<optimise::HistoryRow>& history, const Record& record,
                                  const Provenance& provenance);

}  // namespace rom::files
