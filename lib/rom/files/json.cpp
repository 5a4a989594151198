#include "rom/files/json.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/base/utf8.h"
#include "rom/npy/output.h"
#include "rom/npy/sha256.h"

namespace rom::files {
namespace {

// Whether a type holds whole numbers, and what JSON has fits it: the library would round and wrap silently.
template <class T>
constexpr bool kWhole = std::is_integral_v<T> && !std::is_same_v<T, bool>;
bool is_whole(const Json& value) {
    if (value.is_array()) return std::ranges::all_of(value, is_whole);
    return value.is_number_integer() &&
           (!value.is_number_unsigned() || value.get<std::uint64_t>() <= std::numeric_limits<std::int64_t>::max());
}

// The same with another(text) in place of each text, keys among them.
template <class Another>
Json with_texts(const Json& json, const Another& another) {
    if (json.is_string()) return another(json.get_ref<const std::string&>());
    if (json.is_object()) {
        Json result = Json::object();
        for (const auto& [key, value] : json.items()) result[another(key)] = with_texts(value, another);
        return result;
    }
    // Arrays of numbers are most of a file, and stay.
    if (!json.is_array() || std::ranges::all_of(json, [](const Json& one) { return one.is_number(); })) return json;
    Json result = Json::array();
    for (const Json& one : json) result.push_back(with_texts(one, another));
    return result;
}

// How JSON has what as_utf8 makes of a byte.
constexpr const char* kEscaped = R"(\\x)";

// What a value is, in a sentence.
std::string shown(const Json& value) {
    constexpr std::size_t most = 60;
    const std::string text = text_of(value);
    return text.size() <= most ? text : cut_to(text, most) + " ...";
}

constexpr const char* kSeal = "sha256";

std::string seal_of(std::string_view body) {
    return std::string("  \"") + kSeal + "\": \"" + npy::sha256_of(body) + "\"\n}\n";
}

[[noreturn]] void refuse_changed(const std::string& path) {
    throw Error(path +
                ": is damaged, or was changed after it was written (its checksum differs): copy it anew or make "
                "it again; if the change is your own, set its last entry, \"sha256\", to null");
}

void require_sealed(const std::string& text, const Json& json, const std::string& path) {
    if (!json.is_object() || !json.contains(kSeal) || json[kSeal].is_null()) return;
    const std::size_t end = text.rfind("  \"");
    if (end == std::string::npos || text.substr(end) != seal_of(std::string_view(text).substr(0, end)))
        refuse_changed(path);
}

std::ifstream open_file(const std::string& path, const std::string& name) {
    // A stream opens a folder too, and fails when it is read.
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) throw Error(name + ": is a folder; a file is needed");
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Error(name + ": cannot be opened (" + std::strerror(errno) + ")");
    return file;
}

// Hands a file's bytes on, piece by piece. Throws Error if it cannot be read to its end.
void read_pieces(std::ifstream& file, const std::string& name, const std::function<void(std::string_view)>& take) {
    std::string piece(1U << 16, '\0');
    while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0)
        take(std::string_view(piece).substr(0, static_cast<std::size_t>(file.gcount())));
    if (file.bad()) throw Error(name + ": cannot be read (" + std::strerror(errno) + ")");
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

TextFile read_text(const std::string& path) { return read_text(path, path); }

TextFile read_text(const std::string& path, const std::string& name) {
    std::ifstream file = open_file(path, name);
    // Of devices and pipes, which may have no end, only what begins as JSON does is read on.
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        if (const int first = (file >> std::ws).peek(); first != '{' && first != '[')
            throw Error(name + ": is not valid JSON; make it again");
    TextFile read{name, {}, {}};
    read_pieces(file, name, [&](std::string_view piece) { read.text += piece; });
    read.sha256 = npy::sha256_of(read.text);
    return read;
}

Json read_json(const std::string& path) { return parse_json(read_text(path).text, path); }

Json parse_json(const std::string& text, const std::string& path) {
    // The parser takes any depth, but what walks through its values does not.
    constexpr int deepest = 100;
    const auto is_shallow = [&](int level, Json::parse_event_t, const Json&) {
        if (level > deepest)
            throw Error(path + ": is nested more than " + std::to_string(deepest) +
                        " deep, as no file of these tools is; make it again");
        return true;
    };
    try {
        Json json = Json::parse(text, is_shallow);
        require_sealed(text, json, path);
        return text.find(kEscaped) == text.npos ? json : with_texts(json, bytes_of_utf8);
    } catch (const Json::exception&) {
        throw Error(path + ": is not valid JSON; make it again");
    }
}

std::string text_of(const Json& json, int indent) { return with_texts(json, as_utf8).dump(indent); }

bool is_of_format(const std::string& text, const std::string& format) {
    const Json json = Json::parse(text, nullptr, false);
    const auto found = json.is_object() ? json.find("format") : json.end();
    return found != json.end() && *found == format;
}

std::string sealed_text(Json json) {
    json.erase(kSeal);
    std::string text = text_of(json, 2);
    text.resize(text.size() - 2);  // the end of the object
    text += ",\n";
    return text + seal_of(text);
}

void write_json(const std::string& path, const Json& json) { npy::write_text(path, sealed_text(json)); }

std::string file_sha256(const std::string& path) {
    if (path == "-") return {};
    std::ifstream file = open_file(path, path);
    npy::Sha256 hash;
    read_pieces(file, path, [&](std::string_view piece) { hash.update(std::as_bytes(std::span(piece))); });
    return hash.digest();
}

template <class T>
T get(const Json& json, const std::string& key, const std::string& path) {
    const auto found = json.is_object() ? json.find(key) : json.end();
    if (found == json.end()) throw Error(path + ": has no '" + key + "'; make it again with this version of the tools");
    try {
        if constexpr (kWhole<T> || std::is_same_v<T, std::vector<std::int64_t>>)
            if ((found->is_number() || found->is_array()) && !is_whole(*found))
                throw Error(path + ": '" + key + "' is " + shown(*found) + ", which is no whole number; make it again");
        return found->get<T>();
    } catch (const Json::exception&) {
        throw Error(path + ": '" + key + "' is " + shown(*found) + ", which is of the wrong type; make it again");
    }
}

template <class T>
T get_or(const Json& json, const std::string& key, const T& otherwise, const std::string& path) {
    return json.contains(key) ? get<T>(json, key, path) : otherwise;
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

namespace {

template <class T>
T require(bool holds, T value, const std::string& key, const std::string& path, const std::string& what) {
    if (!holds) throw Error(path + ": '" + key + "' is " + shown(value) + ", which is " + what + "; make it again");
    return value;
}

// The version of the tools that wrote a file last; empty if it does not say.
std::string tools_of(const Json& json) {
    const Json recorded = json.value("provenance", Json());
    const Json last = recorded.is_array() && !recorded.empty() ? recorded.back() : recorded;
    const Json version = last.is_object() ? last.value("version", Json()) : Json();
    return version.is_string() ? version.get<std::string>() : "";
}

}  // namespace

Index get_count(const Json& json, const std::string& key, const std::string& path, Index least, Index most) {
    const auto value = get<std::int64_t>(json, key, path);
    return require(value >= least && value <= most, value, key, path,
                   "not from " + std::to_string(least) + " to " + std::to_string(most));
}

double get_not_negative(const Json& json, const std::string& key, const std::string& path) {
    const auto value = get<double>(json, key, path);
    return require(value >= 0, value, key, path, "negative");
}

double get_positive(const Json& json, const std::string& key, const std::string& path) {
    const auto value = get<double>(json, key, path);
    return require(value > 0, value, key, path, "not positive");
}

void require_format(const Json& json, const Format& format, const std::string& path) {
    if (const auto name = get<std::string>(json, "format", path); name != format.name)
        throw Error(path + ": is of format '" + name + "' but " + format.what + " is needed");
    const auto version = get<std::int64_t>(json, "version", path);
    if (version > format.version) {
        const std::string tools = tools_of(json);
        throw Error(path + ": is of format version " + std::to_string(version) + " but this program reads up to " +
                    std::to_string(format.version) + "; it needs " +
                    (tools.empty() ? "newer tools" : "rom " + tools + " or newer"));
    }
    if (version < format.oldest)
        throw Error(path + ": is of format version " + std::to_string(version) + " but this program reads " +
                    (format.oldest == format.version ? "" : std::to_string(format.oldest) + " to ") +
                    std::to_string(format.version) + "; make it again");
    if (version > format.unsealed && !json.contains(kSeal)) refuse_changed(path);
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

template bool get_or(const Json&, const std::string&, const bool&, const std::string&);
template std::int64_t get_or(const Json&, const std::string&, const std::int64_t&, const std::string&);
template std::vector<Json> get_or(const Json&, const std::string&, const std::vector<Json>&, const std::string&);

}  // namespace rom::files
