#include "rom/files/any_model.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "rom/files/model_folder.h"

namespace rom::files {

AnyModel read_any_model(const std::string& path) {
    return read_whole(path, [](const ModelFolder& folder) -> AnyModel {
        if (get<std::string>(*folder.json, "format", folder.description.path) == kEnsembleFormat)
            return read_ensemble(folder);
        return std::visit([](auto&& model) -> AnyModel { return std::move(model); }, read_single_model(folder));
    });
}

}  // namespace rom::files
