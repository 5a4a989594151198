// Networks as files: an .npy for each array, their shapes and activations in
// JSON.
#pragma once

#include <string>
#include <vector>

#include "rom/base/time_grid.h"
#include "rom/files/folder.h"
#include "rom/files/json.h"
#include "rom/network/network.h"
#include "rom/npy/output.h"
#include "rom/optimise/training.h"

namespace rom::files {

// PREFIX-K-weight.npy [outputs, inputs] and PREFIX-K-bias.npy [outputs] for
// each layer K, from 1.
void write_network(const OutputFolder& folder, Precision precision, const std::string& prefix,
                   const network::Architecture& architecture, const Eigen::VectorXd& weights);
// Throws Error if an array is missing or has another shape.
Eigen::VectorXd read_network(const std::string& folder, const std::string& prefix,
                             const network::Architecture& architecture);

// {"widths": [inputs, ..., outputs], "activations": [...]}; gains are the
// caller's.
Json architecture_json(const network::Architecture& architecture);
// Throws Error naming the file.
network::Architecture architecture_from(const Json& json, const std::string& path);

// model.json of a model's folder, of whatever kind. Throws Error if there is
// none.
TextFile read_description(const std::string& path);
// The format that it names.
std::string format_of(const std::string& path);

// The times of the snapshots, in what model.json says of them: their number and dt, or, if they are uneven, the array
// that lists them.
void write_grid(const OutputFolder& folder, const TimeGrid& grid, Json& snapshots);
// Throws Error naming the file.
TimeGrid read_grid(const std::string& folder, const Json& snapshots, const std::string& path);

// Whether a file of a model's folder is an array or a history of the model, and not put there by its user.
bool is_of_model(const std::string& name);

// Links the files of a model, all but model.json, into the folder of one that
// has more, or into `below` in it. Other files are left: linked, they would
// change in both when one is written to.
void link_arrays(const OutputFolder& folder, const std::string& path, const std::string& below = "");

// training-STAGE.tsv, with a line for each row: its epoch under the name
// `first`, the loss, the parts that have names, the learning rate, seconds.
void write_history(const OutputFolder& folder, std::size_t stage, const char* first, Names parts,
                   const std::vector<optimise::HistoryRow>& history);

// A stage: its network, epsilon, kappa and how it was trained.
Json stage_json(const network::Architecture& architecture, double epsilon, const Record& record);

// An array of a model's folder. Throws Error if it is missing or has another
// shape.
std::vector<double> read_array(const std::string& folder, const std::string& name, const npy::Shape& shape);

}  // namespace rom::files
