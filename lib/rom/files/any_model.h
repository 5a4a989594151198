// A model of any kind.
#pragma once

#include <string>
#include <variant>

#include "rom/files/ensemble_file.h"

namespace rom::files {

using AnyModel = std::variant<StoredModel, StoredNetwork, StoredBaseline, StoredEnsemble>;

// Throws Error: no model, of no known kind, incomplete, arrays that do not fit, a newer version.
AnyModel read_any_model(const std::string& path);

}  // namespace rom::files
