#include "rom/files/kind.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "rom/files/baseline_file.h"
#include "rom/files/checkpoint_folder.h"
#include "rom/files/coefficients_file.h"
#include "rom/files/ensemble_file.h"
#include "rom/files/folder.h"
#include "rom/files/json.h"
#include "rom/files/ldnet_file.h"

namespace rom::files {
namespace fs = std::filesystem;
namespace {

// Of the kinds that have one, in their order.
constexpr std::array kFormats = {"rom-model",        kNetworkFormat, kBaselineFormat, kEnsembleFormat,
                                 "rom-coefficients", "rom-gp",       "rom-gp-joint",  "rom-checkpoint"};

[[noreturn]] void refuse_kind(const std::string& path) { throw Error(path + ": is nothing that these tools wrote"); }

bool there(const std::string& path) {
    std::error_code error;
    return fs::exists(path, error);
}

Kind kind_of_json(const std::string& path) {
    const Json json = read_json(path);
    if (!json.is_object()) refuse_kind(path);
    if (const auto kind = kind_of_format(get_or<std::string>(json, "format", "", path))) return *kind;
    if (json.contains("cases") && json.contains("largest")) return Kind::errors;
    refuse_kind(path);
}

Kind kind_of_folder(const std::string& path) {
    for (const std::string& name : {std::string(kModelMarker), std::string(kCheckpointMarker)})
        if (there(path + "/" + name)) return kind_of_json(path + "/" + name);
    if (there(path + "/data.txt")) return Kind::search;
    refuse_kind(path);
}

// By its first line, if that is one of ours.
std::optional<Kind> kind_of_text(const std::string& path) {
    std::ifstream file(path);
    std::string line(256, '\0');
    file.read(line.data(), static_cast<std::streamsize>(line.size()));
    line.resize(static_cast<std::size_t>(file.gcount()));
    line.resize(std::min(line.size(), line.find('\n')));
    if (line.starts_with("epoch\tloss") || line.starts_with("iteration\tloss")) return Kind::history;
    if (line.starts_with("model\tfolds\tseconds")) return Kind::tries;
    if (line.starts_with("case    largest")) return Kind::errors;
    return std::nullopt;
}

}  // namespace

std::optional<Kind> kind_of_format(const std::string& format) {
    const auto found = std::ranges::find(kFormats, format);
    if (found == kFormats.end()) return std::nullopt;
    return static_cast<Kind>(found - kFormats.begin());
}

Kind kind_of(const std::string& path) {
    if (path == "-") return Kind::array;
    if (!there(path)) throw Error(path + ": does not exist");
    std::error_code error;
    if (fs::is_directory(path, error)) return kind_of_folder(path);
    if (fs::path(path).extension() == ".json") return kind_of_json(path);
    if (const auto kind = kind_of_text(path)) return *kind;
    const std::string beside = json_beside(path);
    return beside != path && is_of_coefficients(beside) ? Kind::coefficients : Kind::array;
}

bool is_of_coefficients(const std::string& json_path) {
    std::error_code error;
    return fs::is_regular_file(json_path, error) && is_of_format(read_text(json_path).text, "rom-coefficients");
}

}  // namespace rom::files
