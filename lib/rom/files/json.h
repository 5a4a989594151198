// JSON as this room reads and writes it. No other room sees it.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "rom/base/error.h"
#include "rom/base/names.h"
#include "rom/base/record.h"
#include "rom/files/provenance.h"

namespace rom::files {

using Json = nlohmann::ordered_json;

Json to_json(const Provenance& provenance);
Json to_json(const Record& record);

// A file of text, read once.
struct TextFile {
    std::string path;
    std::string text;
    std::string sha256;
};
// Throws Error if it cannot be opened.
TextFile read_text(const std::string& path);

// The content of a JSON file. Throws Error: missing, not JSON, nested too deep.
Json read_json(const std::string& path);
Json parse_json(const std::string& text, const std::string& path);
void write_json(const std::string& path, const Json& json);

// json[key] as T. Throws Error naming the file and the key if it is missing or of another type.
template <class T>
T get(const Json& json, const std::string& key, const std::string& path);

// The same, or `otherwise` if it is missing.
template <class T>
T get_or(const Json& json, const std::string& key, const T& otherwise, const std::string& path) {
    return json.contains(key) ? get<T>(json, key, path) : otherwise;
}

// The choice that a file names. Throws Error naming the file and the known ones.
template <class Enum>
Enum get_choice(const Json& json, const std::string& key, const std::string& path) {
    const auto name = get<std::string>(json, key, path);
    try {
        return value_of<Enum>(name);
    } catch (const Error& error) {
        throw Error(path + ": " + error.what());
    }
}

// The path of the first input that a file's provenance names, or of a list the first one's; empty if there is none.
std::string first_input(const Json& json);

// Throws Error if a file's version is newer than the one that this program knows.
void require_version(const Json& json, int known, const std::string& path);

}  // namespace rom::files
