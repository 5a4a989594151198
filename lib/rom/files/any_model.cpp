#include "rom/files/any_model.h"

#include <nlohmann/json.hpp>

#include "rom/files/network_files.h"

namespace rom::files {

AnyModel read_any_model(const std::string& path) {
    const std::string file = path + "/" + kModelMarker;
    const Json json = parse_json(read_description(path), file);
    if (get<std::string>(json, "format", file) == kNetworkFormat) return read_latent_dynamics_network(path);
    return read_model(path);
}

}  // namespace rom::files
