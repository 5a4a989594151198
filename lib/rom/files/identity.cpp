#include "rom/files/identity.h"

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/files/any_model.h"
#include "rom/files/folder.h"
#include "rom/files/json.h"
#include "rom/files/model_file.h"
#include "rom/npy/sha256.h"

namespace rom::files {

std::string fingerprint(const Record& identity) { return npy::sha256_of(text_of(to_json(identity))); }

bool is_made_with(const std::string& path, const std::string& fingerprint) {
    try {
        read_any_model(path);
        const Json json = read_json(path + "/" + kModelMarker);
        const Json stages = json.value("stages", Json::array());
        const Json last = json.contains(kInterpolated) ? json[kInterpolated] : stages.empty() ? Json() : stages.back();
        const Json made = last.is_object() ? last.value("training", last) : Json();
        return made.is_object() && made.contains(kIdentity) && made[kIdentity] == fingerprint;
    } catch (const Error&) {
        return false;  // not whole
    }
}

}  // namespace rom::files
