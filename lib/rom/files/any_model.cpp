#include "rom/files/any_model.h"

#include <nlohmann/json.hpp>

#include "rom/files/network_files.h"

namespace rom::files {

AnyModel read_any_model(const std::string& path) {
    const TextFile description = read_description(path);
    const Json json = parse_json(description.text, description.path);
    const auto format = get<std::string>(json, "format", description.path);
    if (format == kNetworkFormat) return read_latent_dynamics_network(path);
    if (format == kBaselineFormat) return read_baseline(path);
    if (format == kEnsembleFormat) return read_ensemble(path);
    return read_model(path);
}

}  // namespace rom::files
