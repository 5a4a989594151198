#include "rom/files/any_model.h"

#include <utility>

#include "rom/files/network_files.h"

namespace rom::files {

AnyModel read_any_model(const std::string& path) {
    if (format_of(path) == kEnsembleFormat) return read_ensemble(path);
    return std::visit([](auto&& model) -> AnyModel { return std::move(model); }, read_single_model(path));
}

}  // namespace rom::files
