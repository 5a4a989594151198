#include "rom/cli/terminal.h"

#include <cstdlib>

#include "rom/base/text.h"
#include "rom/cli/completion.h"
#include "rom/cli/help.h"
#include "support.h"

using namespace rom;
using namespace rom::cli;

TEST_CASE("terminal: a status line has as many of its parts as fit, the first ones") {
    const std::vector<std::string> parts = {"42 %", "3 s left", "loss 0.1"};
    CHECK(fitting(parts, 24) == "42 %, 3 s left, loss 0.1");
    CHECK(fitting(parts, 23) == "42 %, 3 s left");
    CHECK(fitting(parts, 13) == "42 %");
    CHECK(fitting(parts, 2) == "42");
    CHECK(fitting(parts, 0).empty());
    CHECK(fitting({}, 10).empty());
}

TEST_CASE("terminal: lines are broken at spaces, words only if they are longer than a line") {
    CHECK(wrapped("one two three", 80, 0, 4) == "one two three");
    CHECK(wrapped("one two three", 7, 0, 0) == "one two\nthree");
    CHECK(wrapped("one two three", 7, 3, 2) == "one\n  two\n  three");
    CHECK(wrapped("rom-x a b c", 11, 2, 4, " \\") == "rom-x a \\\n    b c");
    CHECK(wrapped("abcdefgh ij", 5, 0, 2) == "abcde\n  fgh\n  ij");
    for (const Index width : {6, 9, 20, 33}) {
        const std::string text = "Some words, a long-hyphenated-one and others. of which none is to be lost";
        std::string joined;
        for (const std::string& line : split(wrapped(text, width, 0, 3), '\n')) {
            CHECK(static_cast<Index>(line.size()) <= width);
            joined += line;
        }
        std::erase(joined, ' ');
        std::string letters = text;
        std::erase(letters, ' ');
        CHECK(joined == letters);
    }
}

TEST_CASE("terminal: without one, COLUMNS says how wide it is, if it is a number") {
    const char* before = std::getenv("COLUMNS");
    const std::string kept = before != nullptr ? before : "";
    for (const auto& [text, columns] : {std::pair("132", 132), std::pair("0", 80), std::pair("-5", 80),
                                        std::pair("wide", 80), std::pair("99999999", 10000)}) {
        ::setenv("COLUMNS", text, 1);
        CHECK(columns_of(-1) == columns);
    }
    ::unsetenv("COLUMNS");
    CHECK(columns_of(-1) == 80);
    if (before != nullptr) ::setenv("COLUMNS", kept.c_str(), 1);
}

TEST_CASE("terminal: durations are in the units that matter") {
    CHECK(duration_text(0.4) == "0 s");
    CHECK(duration_text(59.6) == "1 min 00 s");
    CHECK(duration_text(3600 + 1800) == "1 h 30 min");
}

namespace {

Page page_of(std::string& model, std::vector<std::string>& files, bool& flag) {
    return {"rom-test",
            "A test.",
            "Example:\n  rom-test model",
            {{"Options",
              {{"model", &model, "A model", kRequired | kModel},
               {"--gp", &files, "Its gp.json", kNoDefault | kInput | kJson},
               {"-f,--flag", &flag, "It's [odd]"}}}}};
}

}  // namespace

TEST_CASE("help: an option begins a line, and what its value is stands at the end") {
    std::string model;
    std::vector<std::string> files;
    bool flag = false;
    const std::string help = help_text(page_of(model, files, flag), 80);
    for (const char* part : {"Usage: rom-test [OPTIONS] model\n", "\n  model MODEL REQUIRED", "\n  --gp JSON ...",
                             "\n  -f,--flag", "\nValues:\n", "\n  JSON ", "Example:\n  rom-test model\n"}) {
        CAPTURE(part);
        CHECK(help.find(part) != std::string::npos);
    }
    CHECK(help.find("  NUMBER ") == std::string::npos);
}

TEST_CASE("completions: texts are quoted as each shell wants it") {
    std::string model;
    std::vector<std::string> files;
    bool flag = false;
    const Page page = page_of(model, files, flag);
    CHECK(completion_of(page, Shell::zsh).find(R"('--flag[It'\''s \[odd\]]')") != std::string::npos);
    CHECK(completion_of(page, Shell::fish).find(R"(-s f -l flag -d 'It\'s [odd]')") != std::string::npos);
    CHECK(completion_of(page, Shell::bash).find("--gp) _filedir json ;;") != std::string::npos);
}
