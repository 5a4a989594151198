// Networks as files: an .npy for each array, their shapes and activations in
// JSON.
#pragma once

#include <string>
#include <vector>

#include "rom/base/time_grid.h"
#include "rom/files/model_folder.h"
#include "rom/network/network.h"
#include "rom/optimise/training.h"

namespace rom::files {

// PREFIX-K-weight.npy [outputs, inputs] and PREFIX-K-bias.npy [outputs] for
// each layer K, from 1.
void write_network(ModelOutput& folder, Precision precision, const std::string& prefix,
                   const network::Architecture& architecture, const Eigen::VectorXd& weights);
// Throws Error if an array is missing, has another shape or another checksum.
Eigen::VectorXd read_network(const ModelFolder& folder, const std::string& prefix,
                             const network::Architecture& architecture);

// {"widths": [inputs, ..., outputs], "activations": [...]}; gains are the
// caller's.
Json architecture_json(const network::Architecture& architecture);
// Throws Error naming the file.
network::Architecture architecture_from(const Json& json, const std::string& path);

// The times of the snapshots, in what model.json says of them: their number and dt, or, if they are uneven, the array
// that lists them.
void write_grid(ModelOutput& folder, const TimeGrid& grid, Json& snapshots);
// Throws Error naming the file.
TimeGrid read_grid(const ModelFolder& folder, const Json& snapshots);

// training-STAGE.tsv, with a line for each row: its epoch under the name
// `first`, the loss, the parts that have names, the learning rate, seconds.
void write_history(ModelOutput& folder, std::size_t stage, const char* first, Names parts,
                   const std::vector<optimise::HistoryRow>& history);

// A stage: its network, epsilon, kappa and how it was trained.
Json stage_json(const network::Architecture& architecture, double epsilon, const Record& record);

}  // namespace rom::files
