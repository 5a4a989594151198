// Networks as files: an .npy for each array, their shapes and activations in JSON.
#pragma once

#include <string>
#include <vector>

#include "rom/model/folder.h"
#include "rom/model/provenance.h"
#include "rom/network/network.h"
#include "rom/npy/output.h"

namespace rom::model {

// PREFIX-K-weight.npy [outputs, inputs] and PREFIX-K-bias.npy [outputs] for each layer K, from 1.
void write_network(const OutputFolder& folder, npy::Type precision, const std::string& prefix,
                   const network::Architecture& architecture, const Eigen::VectorXd& parameters);
// Throws Error where an array is missing or has another shape.
Eigen::VectorXd read_network(const std::string& folder, const std::string& prefix,
                             const network::Architecture& architecture);

// {"widths": [inputs, ..., outputs], "activations": [...]}; gains are the caller's.
Json architecture_json(const network::Architecture& architecture);
// Throws Error naming the file.
network::Architecture architecture_from(const Json& json, const std::string& path);

inline constexpr const char* kModelMarker = "model.json";

// model.json in a model's folder, of whatever kind. Throws Error where there is none.
Json read_description(const std::string& path);

// Links the files of a model, all but model.json, into the folder of one that has more. Other files are left: linked,
// they would change in both when one is written to.
void link_arrays(const OutputFolder& folder, const std::string& path);

// A stage: its network, epsilon, kappa and how it was trained.
Json stage_json(const network::Architecture& architecture, double epsilon, const Json& record);

// "single" or "double". The latter throws Error naming the file where it is neither.
const char* precision_name(npy::Type precision);
npy::Type precision_from(const Json& json, const std::string& path);

// Throws Error where a file's version is newer than the one that this program knows.
void require_version(const Json& json, int known, const std::string& path);

// An array of a model's folder. Throws Error where it is missing or has another shape.
std::vector<double> read_array(const std::string& folder, const std::string& name, const npy::Shape& shape);

}  // namespace rom::model
