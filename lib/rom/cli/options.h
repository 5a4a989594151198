// A tool's table of options: from it come parsing, --help, the record in model.json and the identity of a training. The
// only file that knows the library which parses is options.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "rom/base/record.h"
#include "rom/base/types.h"

namespace rom::cli {

// Widths of hidden layers: "200,20", or "none".
struct Widths {
    std::vector<Index> values;
};
std::string text_of(const Widths& widths);

// How many of all to look at: "auto", "all", or a number.
struct SampleSize {
    enum class Kind { automatic, all, number } kind = Kind::automatic;
    Index number = 0;
};

// One of some names: the value of an enumeration, seen as its position.
struct Choice {
    Names names;
    void* value;
    std::size_t (*get)(const void* value);
    void (*set)(void* value, std::size_t position);
    bool or_auto;  // "auto" comes after the names
};

// Where a value goes, which says what it may be. An optional number: "auto", or positive; std::optional<Widths>:
// without a default.
using Target = std::variant<bool*, std::string*, double*, std::int64_t*, std::uint64_t*, std::optional<double>*,
                            std::optional<std::int64_t>*, std::vector<double>*, std::vector<std::int64_t>*,
                            std::vector<std::string>*, std::optional<Widths>*, SampleSize*, Choice>;

// The value of an enumeration that has names, or only the first `count` of them.
template <class Enum>
Target choice(Enum* value, std::size_t count = Choices<Enum>::names.size()) {
    return Choice{names_of<Enum>().first(count), value,
                  [](const void* from) { return static_cast<std::size_t>(*static_cast<const Enum*>(from)); },
                  [](void* to, std::size_t position) { *static_cast<Enum*>(to) = static_cast<Enum>(position); }, false};
}

// The same, or "auto".
template <class Enum>
Target choice(std::optional<Enum>* value) {
    using Maybe = std::optional<Enum>;
    return Choice{names_of<Enum>(), value,
                  [](const void* from) {
                      const Maybe& chosen = *static_cast<const Maybe*>(from);
                      return chosen ? static_cast<std::size_t>(*chosen) : names_of<Enum>().size();
                  },
                  [](void* to, std::size_t position) {
                      Maybe& chosen = *static_cast<Maybe*>(to);
                      chosen = position < names_of<Enum>().size() ? Maybe(static_cast<Enum>(position)) : std::nullopt;
                  },
                  true};
}

// What values are accepted: finite numbers, whole ones of at most 1e9 unless `most` says otherwise, and texts that are
// spelled in a certain way.
struct Check {
    enum class Kind { any, positive, not_negative, within, spelled } kind = Kind::any;
    double least = 0;
    double most = 0;
    bool (*fits)(const std::string& text) = nullptr;
    const char* must = "";  // be, such as "auto, or an axis of space"
    Names words = {};       // that are no names of files
};
constexpr double kMostLatent = 1e5;
constexpr double kMostFields = 1e6;
constexpr Check positive(double most = 0) { return {Check::Kind::positive, 0, most}; }
constexpr Check not_negative(double most = 0) { return {Check::Kind::not_negative, 0, most}; }
constexpr Check within(double least, double most) { return {Check::Kind::within, least, most}; }
constexpr Check word_or_file(Names words) { return {Check::Kind::any, 0, 0, nullptr, "", words}; }
constexpr Check spelled(bool (*fits)(const std::string& text), const char* must) {
    return {Check::Kind::spelled, 0, 0, fits, must};
}

// What an option is for; more than one may hold.
enum Use : unsigned {
    kRequired = 1,
    kNoDefault = 2,  // --help shows none
    kInput = 4,      // a file whose content counts, not its name
    kOutput = 16,    // the name of a file or folder to write
    kOfRun = 8,      // the result does not depend on it: neither recorded nor part of a training's identity
    kFile = 32,      // a file or folder that is read, whose name counts
    // What kind of file, for --help and completions; else any.
    kArray = 64,  // .npy
    kJson = 128,
    kModel = 256,  // a folder
};

struct Option {
    const char* names;  // "--latent" or "-o,--output"; an argument has no dashes
    Target target;
    const char* help;
    unsigned use = 0;
    Check check = {};
    int count = 0;                // of the values of a list; 0 for any number, separated by commas
    const char* value = nullptr;  // what --help calls the value; else its type
};

// Headings of --help: of a tool's own options, and of what all tools have, which comes last.
inline constexpr const char* kOptions = "Options";
inline constexpr const char* kCommonOptions = "Common options";

// Options under one heading.
struct OptionGroup {
    std::string title;
    std::vector<Option> options;
};

// What --help and completions are made of.
struct Page {
    std::string name;         // of the tool
    std::string description;  // a sentence
    std::string footer;       // lines; those that begin with spaces are commands
    std::vector<OptionGroup> groups;
};

class CommandLine {
public:
    CommandLine(const std::string& name, const std::string& description, const std::string& footer,
                const std::string& version);
    ~CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    // Adds options, in --help under this heading.
    void add(const std::vector<Option>& options, const std::string& title = kOptions);

    // Puts the values where they belong. Returns the exit status if the program has done all it was asked for (--help,
    // --version, --completion SHELL alone). Throws Error(2) for a command line that is wrong, and Error for a file that
    // cannot be written where an option says.
    std::optional<int> parse(int argc, char** argv);

    // Throws Error(2) if another option than these was given: "--epochs is given, but REASON; leave it out".
    void refuse_besides(const std::vector<std::string>& names, const std::string& reason) const;

    // Whether an option, such as "--epochs", was given; not if the tool has none of that name.
    bool given(const std::string& name) const;

    // The texts that were given: names of outputs, or all others, among which those of inputs are.
    struct Text {
        std::string option;
        std::string value;
    };
    std::vector<Text> outputs() const { return texts(kOutput); }
    std::vector<Text> others() const { return texts(0); }

    // Throws Error(2) if an option of the group with this title was given: "--gp is one of the options for models of
    // rom-encode, but REASON; leave it out". Its options are no longer part of the record.
    void refuse(const std::string& title, const std::string& reason);

    // All options on which the result depends, named as in files ("dynamics_weight").
    Record record() const;

    // What a training that is taken up again must have in common with the one before: all options but `others`, and the
    // content of each input, {"snapshots", its SHA-256}. Throws std::logic_error if an input that was given is missing.
    Record identity(const Record& inputs, const std::vector<std::string>& others = {}) const;

    Page page() const;  // whose options refer to where their values go

private:
    std::vector<Text> texts(unsigned use) const;

    struct Parser;
    std::unique_ptr<Parser> parser_;
    std::string name_;
    std::string description_;
    std::string footer_;
    std::vector<Option> options_;
    std::vector<std::string> titles_;   // of the group of each
    std::vector<std::string> refused_;  // titles
};

}  // namespace rom::cli
