#include "rom/files/meaning_json.h"

#include <nlohmann/json.hpp>

namespace rom::files {

void check_format(const Json& json, const std::string& format, int known, const std::string& path) {
    if (get<std::string>(json, "format", path) != format)
        throw Error(path + ": is of format '" + json["format"].get<std::string>() + "' but '" + format + "' is needed");
    if (const int version = get<int>(json, "version", path); version != known)
        throw Error(path + ": is of format version " + std::to_string(version) + " but this program reads " +
                    std::to_string(known) + (version > known ? "; use the newer tools" : "; make it again"));
}

Json to_json(const CoefficientMeaning& meaning) {
    return {{"library", name_of(meaning.library)},
            {"derivative", name_of(meaning.derivative)},
            {"dt", meaning.dt},
            {"latent_sha256", meaning.latent_sha256}};
}

CoefficientMeaning meaning_from(const Json& json, const std::string& path) {
    return {get_choice<dynamics::Library>(json, "library", path),
            get_choice<dynamics::Derivative>(json, "derivative", path), get<double>(json, "dt", path),
            get<std::string>(json, "latent_sha256", path)};
}

}  // namespace rom::files
