// Command lines, an argument a line, of a tool that has options of all kinds.
#include <iostream>
#include <string>
#include <vector>

#include "rom/base/text.h"
#include "rom/cli/options.h"
#include "target.h"

namespace rom::fuzz {

enum class Colour { red, green };

}  // namespace rom::fuzz

template <>
struct rom::Choices<rom::fuzz::Colour> {
    static constexpr const char* what = "colour";
    static constexpr std::array names = {"red", "green"};
};

namespace {

using namespace rom;

struct Values {
    bool flag = false;
    std::string text;
    double number = 0;
    double share = 0;
    std::int64_t integer = 0;
    std::uint64_t seed = 0;
    std::optional<double> maybe;
    std::optional<std::int64_t> maybe_integer;
    std::vector<double> pair;
    std::vector<std::int64_t> integers;
    std::vector<std::string> texts;
    std::optional<cli::Widths> widths;
    cli::SampleSize sample;
    fuzz::Colour colour = fuzz::Colour::red;
    std::optional<fuzz::Colour> maybe_colour;
};

std::vector<cli::Option> options_of(Values& values) {
    return {
        {"file", &values.text, "An argument", cli::kRequired},
        {"-f,--flag", &values.flag, "A flag"},
        {"--number", &values.number, "A number", 0, cli::positive()},
        {"--share", &values.share, "A number", 0, cli::within(0, 1)},
        {"--integer", &values.integer, "A whole number", 0, cli::not_negative()},
        {"--seed", &values.seed, "A whole number without sign"},
        {"--maybe", &values.maybe, "A number, or auto"},
        {"--maybe-integer", &values.maybe_integer, "A whole number, or auto"},
        {"--pair", &values.pair, "Two numbers", 0, {}, 2},
        {"--integers", &values.integers, "Whole numbers"},
        {"--texts", &values.texts, "Texts"},
        {"--hidden", &values.widths, "Widths"},
        {"--batch", &values.sample, "A number, all, or auto"},
        {"--colour", cli::choice(&values.colour), "A name"},
        {"--maybe-colour", cli::choice(&values.maybe_colour), "A name, or auto"},
    };
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(fuzz::text_of({data, size}));
    if (input.find('\0') != std::string::npos) return -1;
    std::vector<std::string> arguments = split(input, '\n');
    arguments.insert(arguments.begin(), "tool");
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    std::cout.rdbuf(nullptr);  // --help
    fuzz::attempt([&] {
        Values values;
        cli::CommandLine line("tool", "A tool.", "", "1");
        line.add(options_of(values));
        if (!line.parse(static_cast<int>(pointers.size()), pointers.data())) line.identity({});
    });
    return 0;
}
