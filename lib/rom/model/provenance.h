// What made a file: recorded in every JSON, and checked by later steps.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "rom/error.h"

namespace rom::model {

using Json = nlohmann::ordered_json;

struct Input {
    std::string path;
    std::string sha256;
};

struct Provenance {
    std::string tool;
    std::string version;
    std::string command;
    std::string time;  // UTC, ISO 8601; from SOURCE_DATE_EPOCH where that is set
    std::vector<Input> inputs;
};

Json to_json(const Provenance& provenance);

// The text of a JSON file. Throws Error: missing, not JSON.
Json read_json(const std::string& path);
void write_json(const std::string& path, const Json& json);

// SHA-256 of a file, 64 hexadecimal digits; empty for standard input.
std::string file_sha256(const std::string& path);

// json[key] as T. Throws Error naming the file and the key where it is missing or of another type.
template <class T>
T get(const Json& json, const std::string& key, const std::string& path);

// The choice that a file names, by a function such as gp::kernel_from. Throws Error naming the file too.
template <class From>
auto choice(const std::string& name, const std::string& path, From from) {
    try {
        return from(name);
    } catch (const Error& error) {
        throw Error(path + ": " + error.what());
    }
}

}  // namespace rom::model
