// Baselines as folders: model.json, and an .npy for each array; see rom-model(5).
#pragma once

#include <memory>
#include <string>

#include "rom/files/provenance.h"
#include "rom/prediction/baseline.h"

namespace rom::files {

// By which model.json says what it describes.
inline constexpr const char* kBaselineFormat = "rom-baseline";

struct ModelFolder;

struct StoredBaseline {
    prediction::Baseline baseline;
    std::string path;
    std::string snapshots_path;  // as rom-baseline was given it
    std::string snapshots_sha256;
    std::shared_ptr<const ModelFolder> folder = {};  // that it was read from
};

// Of predictions: that of the option or of the training snapshots, whichever is wider.
Precision prediction_precision(const StoredBaseline& stored);

// Throws Error: no such model, incomplete, arrays that do not fit, files that are not those that model.json describes,
// a newer version.
StoredBaseline read_baseline(const std::string& path);
StoredBaseline read_baseline(const ModelFolder& folder);

void write_baseline(const std::string& path, const prediction::Baseline& baseline, const std::string& snapshots_sha256,
                    const Provenance& provenance);

}  // namespace rom::files
