// What made a file: recorded in every JSON, and checked by later steps.
#pragma once

#include <string>
#include <vector>

namespace rom::files {

struct InputFile {
    std::string path;
    std::string sha256;
};

struct Provenance {
    std::string tool;
    std::string version;
    std::string command;
    std::string time;  // UTC, ISO 8601; from SOURCE_DATE_EPOCH if that is set
    std::vector<InputFile> inputs;
};

// SHA-256 of a file, 64 hexadecimal digits; empty for standard input.
std::string file_sha256(const std::string& path);

}  // namespace rom::files
