// What a file or folder of these tools is, what it was made from, and whether all of it is as it was written.
#pragma once

#include <string>
#include <vector>

#include "rom/files/provenance.h"

namespace rom::files {

// A file that something consists of or was made from; unchecked: there is one of that name.
enum class FileState { unchecked, same, changed, gone };

struct KnownFile {
    std::string name;    // as it was given, or in the folder
    std::string path;    // where it is
    std::string sha256;  // as recorded; empty of standard input
    FileState state = FileState::unchecked;
};

// A command that had a hand in it.
struct Step {
    std::string tool;
    std::string version;
    std::string command;
    std::string time;
    std::vector<KnownFile> inputs;
};

struct Description {
    std::string path;
    std::string kind;              // "model of rom-encode"
    std::string facts;             // JSON: an object, in the order in which they are told
    std::vector<KnownFile> files;  // of which it consists, if their checksums are kept
    std::vector<Step> steps;       // back to the snapshots as far as files are there, the first one first
};

// Of an array, a model's folder of whatever kind, gp.json, xi.json, a checkpoint, or a search of rom-tune.
// Throws Error: nothing there, nothing of these tools, JSON that is damaged.
Description describe(const std::string& path);

// Computes all checksums. Returns whether all that it consists of is the same, and what it was made from the same or
// gone.
bool verify(Description& description);

// What there is to say, in words, errors in per cent.
struct Fact {
    std::string name;
    std::string text;
};
std::vector<Fact> facts_of(const Description& description);

// Errors of eq. (25) that gp.json and the stages of a model have of themselves: of what, the largest of all cases, and
// the mean over the cases, as shares; NaN where that is not recorded.
struct Judged {
    std::string of;
    double largest = 0;
    double mean = 0;
};
std::vector<Judged> judgements_of(const Description& description);

// Lines of a name and what is to be said, and the steps with their inputs.
std::string table_of(const Description& description);
std::string json_of(const Description& description);

}  // namespace rom::files
