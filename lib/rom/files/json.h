// JSON as this room reads and writes it. No other room sees it.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "rom/base/error.h"
#include "rom/base/names.h"
#include "rom/base/record.h"
#include "rom/base/types.h"
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
// The same of a file that is to be called `name`.
TextFile read_text(const std::string& path, const std::string& name);

// JSON as text: on one line, or each value on its own, so many blanks further in. Texts that are not UTF-8, such as
// names of files, are as rom::as_utf8 spells them, and parse_json gives them back.
std::string text_of(const Json& json, int indent = -1);

// The content of a JSON file. Throws Error: missing, not JSON, nested deeper than any file of ours, or changed since it
// was written: its last entry, "sha256", is of all lines but the last two. Who changes a file by hand sets it to null.
Json read_json(const std::string& path);
Json parse_json(const std::string& text, const std::string& path);
// Whether a text, of whatever kind, is JSON of this format.
bool is_of_format(const std::string& text, const std::string& format);
// The text of a file, with its checksum at the end.
std::string sealed_text(Json json);
void write_json(const std::string& path, const Json& json);

// json[key] as T. Throws Error naming the file and the key if it is missing or of another type.
template <class T>
T get(const Json& json, const std::string& key, const std::string& path);

// The same, or `otherwise` if it is missing.
template <class T>
T get_or(const Json& json, const std::string& key, const T& otherwise, const std::string& path);

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

// json[key], a whole number from `least` to `most`. Throws Error naming the file, the key and the number.
Index get_count(const Json& json, const std::string& key, const std::string& path, Index least = 1,
                Index most = Index{1} << 31);
// json[key], a number not below 0, or above it. Throws Error likewise.
double get_not_negative(const Json& json, const std::string& key, const std::string& path);
double get_positive(const Json& json, const std::string& key, const std::string& path);

// The path of the first input that a file's provenance names, or of a list the first one's; empty if there is none.
std::string first_input(const Json& json);

// A format of JSON files, as "format" and "version" in them name it.
struct Format {
    const char* name;
    const char* what;  // "a model of rom-encode"
    int version;       // that is written
    int oldest = 1;    // that is read
    int unsealed = 1;  // the last one whose files have no checksum
};
// Throws Error if a file is of another format, of a version that this program does not read, naming the one of the
// tools that do, or lacks the checksum of its version.
void require_format(const Json& json, const Format& format, const std::string& path);

}  // namespace rom::files
