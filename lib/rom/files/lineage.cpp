#include "rom/files/lineage.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <nlohmann/json.hpp>

#include "rom/files/coefficients_file.h"
#include "rom/files/folder.h"

namespace rom::files {
namespace fs = std::filesystem;
namespace {

std::string text_of(const Json& json, const char* key) {
    const Json value = json.is_object() ? json.value(key, Json()) : Json();
    return value.is_string() ? value.get<std::string>() : "";
}

// Paths are as the command line had them: of the working folder, or of one above the file that was made.
std::string found(const std::string& name, const std::string& made) {
    std::error_code error;
    if (name == "-" || fs::exists(name, error) || fs::path(name).is_absolute()) return name;
    for (fs::path folder = fs::path(made).parent_path(); !folder.empty() && folder != folder.root_path();
         folder = folder.parent_path())
        if (fs::exists(folder / name, error)) return (folder / name).string();
    return name;
}

// The JSON that says how a file was made; empty if there is none.
std::string json_about(const std::string& path) {
    std::error_code error;
    const fs::path file(path);
    if (file.extension() == ".json") return path;
    if (const std::string beside = json_beside(path); beside != path && fs::is_regular_file(beside, error))
        return beside;
    const std::string model = (("." / file).parent_path() / kModelMarker).lexically_normal().string();
    return fs::is_regular_file(model, error) ? model : "";
}

struct Walk {
    std::vector<Step> steps;
    std::set<std::string> seen;  // files

    void follow(const KnownFile& input) {
        std::error_code error;
        if (input.state == FileState::gone || input.sha256.empty()) return;
        const std::string about = json_about(input.path);
        if (about.empty() || !fs::is_regular_file(about, error)) return;
        try {
            if (file_sha256(input.path) == input.sha256) add(read_json(about), about);
        } catch (const Error&) {
            return;  // of others, or damaged: not where it came from
        }
    }

    void add(const Json& json, const std::string& path) {
        std::error_code error;
        if (!seen.insert(fs::weakly_canonical(path, error).string()).second || !json.is_object()) return;
        const Json recorded = json.value("provenance", Json::array());
        for (const Json& one : recorded.is_array() ? recorded : Json::array({recorded})) {
            Step step{text_of(one, "tool"), text_of(one, "version"), text_of(one, "command"), text_of(one, "time"), {}};
            const Json inputs = one.is_object() ? one.value("inputs", Json::array()) : Json::array();
            for (const Json& input : inputs) {
                KnownFile file{text_of(input, "path"), {}, text_of(input, "sha256")};
                file.path = found(file.name, path);
                if (file.name != "-" && !fs::exists(file.path, error)) file.state = FileState::gone;
                follow(file);
                step.inputs.push_back(file);
            }
            const bool known = std::ranges::any_of(
                steps, [&](const Step& s) { return s.command == step.command && s.time == step.time; });
            if (!known) steps.push_back(step);
        }
    }
};

}  // namespace

std::vector<Step> steps_to(const Json& json, const std::string& path) {
    Walk walk;
    walk.add(json, path);
    return walk.steps;
}

}  // namespace rom::files
