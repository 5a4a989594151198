#include "rom/files/json.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <span>
#include <type_traits>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/npy/output.h"
#include "rom/npy/sha256.h"

namespace rom::files {
namespace {

// None of our files is half as deep; what recurses through one has to come to an end.
constexpr int kMostLevels = 64;

// Whether a type holds whole numbers, and what JSON has fits it: the library would round and wrap silently.
template <class T>
constexpr bool kWhole = std::is_integral_v<T> && !std::is_same_v<T, bool>;
bool is_whole(const Json& value) {
    if (value.is_array()) return std::ranges::all_of(value, is_whole);
    return value.is_number_integer() &&
           (!value.is_number_unsigned() || value.get<std::uint64_t>() <= std::numeric_limits<std::int64_t>::max());
}

std::ifstream open_file(const std::string& path) {
    // A stream opens a folder too, and fails when it is read.
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) throw Error(path + ": is a folder; a file is needed");
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Error(path + ": cannot be opened (" + std::strerror(errno) + ")");
    return file;
}

}  // namespace

Json to_json(const Provenance& provenance) {
    Json inputs = Json::array();
    for (const InputFile& input : provenance.inputs) inputs.push_back({{"path", input.path}, {"sha256", input.sha256}});
    return {{"tool", provenance.tool},
            {"version", provenance.version},
            {"command", provenance.command},
            {"time", provenance.time},
            {"inputs", inputs}};
}

Json to_json(const Record& record) {
    Json json = Json::object();
    for (const Entry& entry : record) std::visit([&](const auto& value) { json[entry.name] = value; }, entry.value);
    return json;
}

TextFile read_text(const std::string& path) {
    std::ifstream file = open_file(path);
    TextFile read{path, {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}, {}};
    npy::Sha256 hash;
    hash.update(std::as_bytes(std::span(read.text)));
    read.sha256 = hash.digest();
    return read;
}

Json read_json(const std::string& path) { return parse_json(read_text(path).text, path); }

Json parse_json(const std::string& text, const std::string& path) {
    const auto is_shallow = [&](int level, Json::parse_event_t, const Json&) {
        if (level > kMostLevels)
            throw Error(path + ": is nested more than " + std::to_string(kMostLevels) + " levels deep; make it again");
        return true;
    };
    try {
        return Json::parse(text, is_shallow);
    } catch (const Json::exception&) {
        throw Error(path + ": is not valid JSON; make it again");
    }
}

void write_json(const std::string& path, const Json& json) { npy::write_text(path, json.dump(2) + "\n"); }

std::string file_sha256(const std::string& path) {
    if (path == "-") return {};
    std::ifstream file = open_file(path);
    npy::Sha256 hash;
    std::vector<char> block(1U << 20);
    while (file.read(block.data(), static_cast<std::streamsize>(block.size())) || file.gcount() > 0)
        hash.update(std::as_bytes(std::span(block.data(), static_cast<std::size_t>(file.gcount()))));
    return hash.digest();
}

template <class T>
T get(const Json& json, const std::string& key, const std::string& path) {
    const auto found = json.is_object() ? json.find(key) : json.end();
    if (found == json.end()) throw Error(path + ": has no '" + key + "'; make it again with this version of the tools");
    try {
        if constexpr (kWhole<T> || std::is_same_v<T, std::vector<std::int64_t>>)
            if ((found->is_number() || found->is_array()) && !is_whole(*found))
                throw Error(path + ": '" + key + "' is " + found->dump() + ", which is no whole number; make it again");
        return found->get<T>();
    } catch (const Json::exception&) {
        throw Error(path + ": '" + key + "' is " + found->dump() + ", which is of the wrong type; make it again");
    }
}

std::string first_input(const Json& json) {
    const Json recorded = json.value("provenance", Json());
    const Json first = recorded.is_array() && !recorded.empty() ? recorded.front() : recorded;
    if (!first.is_object()) return "";
    const Json inputs = first.value("inputs", Json());
    if (!inputs.is_array() || inputs.empty() || !inputs.front().is_object()) return "";
    const Json path = inputs.front().value("path", Json());
    return path.is_string() ? path.get<std::string>() : "";
}

void require_version(const Json& json, int known, const std::string& path) {
    if (const int version = get<int>(json, "version", path); version > known)
        throw Error(path + ": is of format version " + std::to_string(version) + " but this program reads up to " +
                    std::to_string(known) + "; use the newer tools");
}

template Json get(const Json&, const std::string&, const std::string&);
template std::string get(const Json&, const std::string&, const std::string&);
template double get(const Json&, const std::string&, const std::string&);
template int get(const Json&, const std::string&, const std::string&);
template std::int64_t get(const Json&, const std::string&, const std::string&);
template bool get(const Json&, const std::string&, const std::string&);
template std::vector<std::int64_t> get(const Json&, const std::string&, const std::string&);
template std::vector<std::string> get(const Json&, const std::string&, const std::string&);
template std::vector<bool> get(const Json&, const std::string&, const std::string&);
template std::vector<double> get(const Json&, const std::string&, const std::string&);
template std::vector<std::vector<double>> get(const Json&, const std::string&, const std::string&);
template std::vector<Json> get(const Json&, const std::string&, const std::string&);

}  // namespace rom::files
