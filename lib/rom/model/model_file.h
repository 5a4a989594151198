// The model directory: model.json and one .npy for each array; see rom-model(5).
#pragma once

#include <string>
#include <vector>

#include "rom/model/folder.h"
#include "rom/model/network_files.h"
#include "rom/model/provenance.h"
#include "rom/training/reduced_model.h"
#include "rom/training/train.h"

namespace rom::model {

// A model as it lies on disk.
struct StoredModel {
    training::ReducedModel model;
    std::string path;
    std::string snapshots_sha256;
    std::string latent_sha256;
    Json json;
};

// Reads and checks a whole model. Throws Error: no model, incomplete, arrays that do not fit, a newer version.
StoredModel read_model(const std::string& path);

// A new model after stage 1. `latent`: [latent, cases * times]. `record` says how the stage was trained.
void write_model(const std::string& path, const training::ReducedModel& model, const Eigen::MatrixXd& latent,
                 const std::string& snapshots_sha256, const std::vector<training::HistoryRow>& history,
                 const Json& record, const Provenance& provenance);

// `stored` with the stages that `model` has beyond it: unchanged arrays are linked.
void write_further_stage(const std::string& path, const StoredModel& stored, const training::ReducedModel& model,
                         const std::vector<training::HistoryRow>& history, const Json& record,
                         const Provenance& provenance);

}  // namespace rom::model
