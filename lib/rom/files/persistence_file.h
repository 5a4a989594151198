// A persistence in a model's folder: an array, and what JSON says of it. No other room sees it.
#pragma once

#include "rom/files/model_folder.h"
#include "rom/mlasdi/persistence.h"

namespace rom::files {

// Writes NAME and adds the rest to `json`; nothing if there is none.
void write_persistence(ModelOutput& folder, const std::string& name, const mlasdi::Persistence& persistence,
                       Json& json);

// Nothing if `json`, of model.json, says nothing of it. Throws Error naming the file.
mlasdi::Persistence read_persistence(const ModelFolder& folder, const std::string& name, const Json& json,
                                     const TimeGrid& grid);

}  // namespace rom::files
