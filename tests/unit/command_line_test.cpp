#include "rom/cli/options.h"

#include <iostream>
#include <sstream>

#include "rom/gp/kernel.h"
#include "rom/network/activation.h"
#include "support.h"

using namespace rom;
using namespace rom::cli;

namespace {

// An option for every kind of target.
struct Values {
    std::string input;
    std::string output;
    bool flag = false;
    std::string text = "some";
    double number = 0.25;
    std::int64_t count = 7;
    std::uint64_t seed = 3;
    std::optional<double> rate;
    std::vector<double> list;
    std::vector<std::int64_t> pair;
    std::optional<Widths> hidden = Widths{{200, 20}};
    network::Activation activation = network::Activation::tanh;
    std::optional<gp::KernelFamily> kernel;
};

struct Line {
    Values values;
    CommandLine options{"rom-test", "Test.", "Example:\n  rom-test u.npy", "rom 1.2.3"};

    Line() {
        options.add({
            {"input", &values.input, "An input", kRequired | kInput},
            {"-o,--output", &values.output, "An output", kRequired | kOfRun},
            {"--flag", &values.flag, "A flag"},
            {"--text-of-it", &values.text, "A text", 0,
             spelled([](const std::string& text) { return text != "other"; }, "some, or more")},
            {"--number", &values.number, "A number", 0, within(0, 2)},
            {"--count", &values.count, "A count", 0, positive()},
            {"--seed", &values.seed, "A seed"},
            {"--lr", &values.rate, "A rate"},
        });
        options.add(
            {
                {"--list", &values.list, "Numbers", kNoDefault, not_negative()},
                {"--pair", &values.pair, "Two numbers", kNoDefault, {}, 2},
                {"--hidden", &values.hidden, "Widths"},
                {"--activation", choice(&values.activation), "An activation"},
                {"--kernel", choice(&values.kernel), "A kernel"},
                {"--optimiser", choice(&values.activation, 3), "The first three"},
            },
            "Options for models of rom-encode");
    }

    std::optional<int> parse(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "rom-test");
        std::vector<char*> pointers;
        pointers.reserve(arguments.size());
        for (std::string& argument : arguments) pointers.push_back(argument.data());
        return options.parse(static_cast<int>(pointers.size()), pointers.data());
    }
};

// Parses these after what is required, in a line of their own.
Values values_of(std::vector<std::string> arguments) {
    Line line;
    arguments.insert(arguments.begin(), {"u.npy", "-o", "model"});
    line.parse(arguments);
    return line.values;
}

// The error of a wrong command line, which has status 2.
std::string refusal_of(const std::vector<std::string>& arguments) {
    try {
        values_of(arguments);
    } catch (const Error& error) {
        CHECK(error.status == 2);
        return error.what();
    }
    return "";
}

bool has(const std::string& text, const std::string& part) {
    CAPTURE(text);
    return text.find(part) != std::string::npos;
}

// What is printed on standard output meanwhile.
std::string output_of(const std::function<void()>& action) {
    std::ostringstream text;
    std::streambuf* before = std::cout.rdbuf(text.rdbuf());
    action();
    std::cout.rdbuf(before);
    return text.str();
}

}  // namespace

TEST_CASE("command line: each kind of value goes where it belongs") {
    CHECK(values_of({}).input == "u.npy");
    CHECK(values_of({}).output == "model");
    CHECK_FALSE(values_of({}).flag);
    CHECK(values_of({"--flag"}).flag);
    CHECK_FALSE(test::error_of([] { values_of({"--flag=false"}); }).empty());
    CHECK(values_of({"--text-of-it", "more"}).text == "more");
    CHECK(values_of({"--number", "1.5"}).number == 1.5);
    CHECK(values_of({"--number=2e-1"}).number == 0.2);
    CHECK(values_of({"--count", "12"}).count == 12);
    CHECK(values_of({"--seed", "9"}).seed == 9);
    CHECK_FALSE(values_of({}).rate.has_value());
    CHECK(values_of({"--lr", "0.01"}).rate == 0.01);
    CHECK_FALSE(values_of({"--lr", "auto"}).rate.has_value());
    CHECK(values_of({"--list", "0.1,2,3e1"}).list == std::vector<double>{0.1, 2, 30});
    CHECK(values_of({"--pair", "4", "-5"}).pair == std::vector<std::int64_t>{4, -5});
    Line line;
    line.parse({"-o", "model", "--pair", "4,5", "v.npy"});
    CHECK((line.values.pair == std::vector<std::int64_t>{4, 5} && line.values.input == "v.npy"));
    CHECK(values_of({"--hidden", "30,20,10"}).hidden->values == std::vector<Index>{30, 20, 10});
    CHECK(values_of({"--hidden", "none"}).hidden->values.empty());
    CHECK(values_of({"--activation", "sine"}).activation == network::Activation::sine);
    CHECK(values_of({"--optimiser", "softplus"}).activation == network::Activation::softplus);
    CHECK_FALSE(values_of({"--kernel", "auto"}).kernel.has_value());
    CHECK(values_of({"--kernel", "rbf"}).kernel == gp::KernelFamily::rbf);
}

TEST_CASE("command line: values that are not given stay as they are") {
    const Values values = values_of({});
    CHECK(values.text == "some");
    CHECK(values.number == 0.25);
    CHECK(values.count == 7);
    CHECK(values.seed == 3);
    CHECK(values.list.empty());
    CHECK(text_of(*values.hidden) == "200,20");
    CHECK(text_of(Widths{}) == "none");
    CHECK(values.activation == network::Activation::tanh);
}

TEST_CASE("command line: a wrong value is named with its option, and with what it must be") {
    const auto refused = [](const std::string& option, const std::string& value, const std::string& must) {
        CAPTURE(option);
        const bool plain = !value.empty() && value.find(' ') == value.npos;
        const std::string sentence = refusal_of({option + "=" + value});
        CHECK(sentence == option + " is " + (plain ? value : "'" + value + "'") + "; it must be " + must);
        CHECK(refusal_of({option, value}) == sentence);
    };
    for (const char* text : {"5x", "1e-3x", "1e999", "2.5", "nan", "inf", "0x1", "", " 1", "1 ", "-0.1"})
        refused("--number", text, "a number from 0 to 2");
    for (const char* text : {"0", "2.5", "1e3", "-1", "0x10", "nan", ""})
        refused("--count", text, "a whole number of at least 1");
    for (const char* text : {"1000000001", "99999999999999999999", "1e21"})
        refused("--count", text, "at most 1000000000");
    for (const char* text : {"-1", "1.5", "x", "99999999999999999999"})
        refused("--seed", text, "a whole number of at least 0");
    for (const char* text : {"0", "Auto", "inf", "nan", "1e400", "foo"})
        refused("--lr", text, "auto or a positive number");
    for (const char* text : {"1,,2", ",1", "1,", "1,-2", "1,nan"})
        refused("--list", text, "a list such as 1,2, each of it a number of at least 0");
    refused("--pair", "1,b", "a list such as 1,2, each of it a whole number");
    refused("--pair", "1", "2 numbers, not 1");
    refused("--pair", "1,2,3", "2 numbers, not 3");
    for (const char* text : {"200,", "0", "-3", "200;20", "2.5", "auto", "", "5,,5", "1e12", "1000001"})
        refused("--hidden", text, "a list of widths such as 200,20, each a whole number from 1 to 1000000, or none");
    refused("--text-of-it", "other", "some, or more");
    CHECK(refusal_of({"--text-of-it="}) == "--text-of-it is empty; name something, or leave it out");
    CHECK(refusal_of({"--activation", "Tanh"}) ==
          "--activation is Tanh; it must be identity, softplus, tanh, sine, relu, elu, gelu, silu or sigmoid; did you "
          "mean tanh?");
    CHECK(has(refusal_of({"--activation", "auto"}), "--activation is auto; it must be identity"));
    CHECK(refusal_of({"--optimiser", "sine"}) == "--optimiser is sine; it must be identity, softplus or tanh");
    CHECK(has(refusal_of({"--kernel", "cubic"}), "--kernel is cubic; it must be matern32, matern52, rbf or auto"));
}

TEST_CASE("command line: weights that no memory holds are refused with their number") {
    CHECK(has(refusal_of({"--hidden", "1000000,1000000"}), "it has 1e+12, for which"));
}

TEST_CASE("command line: an unknown option is named, with the one that may have been meant") {
    CHECK(refusal_of({"--numbr", "1"}) == "unknown option --numbr; did you mean --number?");
    CHECK(refusal_of({"--nubmer=1"}) == "unknown option --nubmer; did you mean --number?");
    CHECK(refusal_of({"-number", "1"}) == "unknown option -number; did you mean --number?");
    CHECK(refusal_of({"--Number", "1"}) == "unknown option --Number; did you mean --number?");
    CHECK(refusal_of({"--text_of_it", "1"}) == "unknown option --text_of_it; did you mean --text-of-it?");
    CHECK(refusal_of({"--act", "tanh"}) == "unknown option --act; did you mean --activation?");
    CHECK(refusal_of({"--no-such"}) == "unknown option --no-such; see rom-test --help");
    CHECK(refusal_of({"--no-such", "--flag"}) == "unknown option --no-such; see rom-test --help");
}

TEST_CASE("command line: values that are missing, options that are repeated, arguments that are too many") {
    CHECK(refusal_of({"--number"}) == "--number needs a value but the command line ends; give one");
    CHECK(refusal_of({"--number", "--count", "3"}) == "--number needs a value but --count follows; give one");
    CHECK(refusal_of({"--number", "--count=3"}) == "--number needs a value but --count=3 follows; give one");
    CHECK(refusal_of({"--number", "-o"}) == "--number needs a value but -o follows; give one");
    CHECK(refusal_of({"--number", "--"}) == "--number needs a value but -- follows; give one");
    CHECK(refusal_of({"--number", "1", "--number=2"}) == "--number is given twice, as 1 and 2; give it once");
    CHECK(refusal_of({"--flag=false"}) == "--flag takes no value but 'false' is given; leave it out");
    CHECK(values_of({"--flag", "--flag"}).flag);
    CHECK(values_of({"--list", "1", "--list", "2"}).list == std::vector<double>{1, 2});
    CHECK(refusal_of({"v.npy"}) ==
          "2 arguments are given, u.npy and v.npy, but rom-test takes 1, input; leave out v.npy");
    CHECK(refusal_of({"v.npy", "w.npy"}) ==
          "3 arguments are given, u.npy, v.npy and w.npy, but rom-test takes 1, input; leave out v.npy");
    CHECK(has(refusal_of({"--hidden", "200,", "20"}), "--hidden is 200,; it must be"));  // before what is left over
}

TEST_CASE("command line: names that begin with a dash, and words in one") {
    CHECK(values_of({"--text-of-it", "-x"}).text == "-x");
    CHECK(values_of({"--text-of-it=--flag"}).text == "--flag");
    CHECK(values_of({"--number", "1", "--seed", "4"}).seed == 4);
    Line line;
    line.parse({"-omodel", "--", "-u.npy"});
    CHECK(line.values.output == "model");
    CHECK(line.values.input == "-u.npy");
    Line bytes;
    bytes.parse({"-o", "mod\xe8le", "u\n.npy"});
    CHECK(bytes.values.output == "mod\xe8le");
    CHECK(bytes.values.input == "u\n.npy");
}

TEST_CASE("command line: lists of names take what follows, whatever the names are") {
    std::vector<std::string> models;
    std::vector<std::string> processes;
    bool flag = false;
    CommandLine options{"rom-test", "Test.", "", "rom 1.2.3"};
    options.add({{"models", &models, "Models", kRequired | kNoDefault},
                 {"--gp", &processes, "Processes", kNoDefault},
                 {"--flag", &flag, "A flag"}});
    std::vector<std::string> words = {"rom-test", "[a]", "b", "--gp", "[x,y]", "z", "--flag", "[c]", "--", "-d", "--"};
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    options.parse(static_cast<int>(pointers.size()), pointers.data());
    CHECK(models == std::vector<std::string>{"[a]", "b", "[c]", "-d", "--"});
    CHECK(processes == std::vector<std::string>{"[x,y]", "z"});
    CHECK(flag);
}

TEST_CASE("command line: what the parser alone refuses is an error too") {
    Line line;
    CHECK(test::error_of([&] { line.parse({"u.npy", "--version=b"}); }).ends_with("; see rom-test --help"));
}

TEST_CASE("command line: what is required is asked for") {
    Line line;
    CHECK(test::error_of([&] { line.parse({"u.npy"}); }) == "--output is required; see rom-test --help");
    Line other;
    CHECK(test::error_of([&] { other.parse({"-o", "model"}); }) == "input is required; see rom-test --help");
    Line none;
    CHECK(test::error_of([&] { none.parse({}); }) == "input and --output are required; see rom-test --help");
}

TEST_CASE("command line: an option's former name is taken as the present one") {
    CHECK(values_of({"--optimizer", "softplus"}).activation == network::Activation::softplus);
    CHECK(values_of({"--optimizer=identity"}).activation == network::Activation::identity);
    Line line;
    line.parse({"u.npy", "-o", "model", "--optimizer", "softplus"});
    CHECK(line.options.given("--optimiser"));
    CHECK(has(refusal_of({"--optimizer", "none"}), "--optimiser is none; it must be"));
    CHECK(has(refusal_of({"--optimizers", "tanh"}), "--optimizers"));
}

TEST_CASE("command line: --help shows groups, defaults, kinds and the example, --version the version") {
    Line line;
    std::optional<int> status;
    const std::string help = output_of([&] { status = line.parse({"--help"}); });
    CHECK(status == 0);
    const std::string::size_type group = help.find("Options for models of rom-encode:");
    REQUIRE(group != std::string::npos);
    CHECK(help.find("--number") < group);
    CHECK(help.find("--kernel") > group);
    // The line of an option.
    const auto entry = [&](const std::string& name) {
        const auto at = help.find("  " + name + " ");
        return at == std::string::npos ? "" : help.substr(at, help.find('\n', at) - at);
    };
    CHECK(has(entry("--number"), "NUMBER=0.25"));
    CHECK(has(entry("--count"), "INT=7"));
    CHECK(has(entry("--seed"), "INT=3"));
    CHECK(has(entry("--lr"), "NUMBER=auto"));
    CHECK(has(entry("--hidden"), "WIDTHS=200,20"));
    CHECK(has(entry("--activation"), "=tanh"));
    CHECK(has(entry("--kernel"), "=auto"));
    CHECK_FALSE(has(entry("--list"), "="));
    CHECK_FALSE(has(entry("--flag"), "="));
    CHECK(has(help, "REQUIRED"));
    CHECK(has(help, "Example:\n  rom-test u.npy"));

    Line other;
    CHECK(output_of([&] { status = other.parse({"--version"}); }) == "rom 1.2.3\n");
    CHECK(status == 0);
}

TEST_CASE("command line: the record has the options on which the result depends, in their order") {
    Line line;
    line.parse({"u.npy", "-o", "model", "--flag", "--lr", "0.5", "--list", "1,2", "--kernel", "rbf"});
    const Record record = line.options.record();
    std::vector<std::string> names;
    for (const Entry& entry : record) names.push_back(entry.name);
    REQUIRE(names == std::vector<std::string>{"flag", "text_of_it", "number", "count", "seed", "lr", "list", "pair",
                                              "hidden", "activation", "kernel", "optimiser"});
    const std::vector<Value> values = {true,
                                       std::string("some"),
                                       0.25,
                                       std::int64_t{7},
                                       std::uint64_t{3},
                                       0.5,
                                       std::vector<double>{1, 2},
                                       std::vector<std::int64_t>{},
                                       std::string("200,20"),
                                       std::string("tanh"),
                                       std::string("rbf"),
                                       std::string("tanh")};
    for (std::size_t k = 0; k < values.size(); ++k) {
        CAPTURE(names[k]);
        CHECK(record[k].value == values[k]);
    }
    Line plain;
    plain.parse({"u.npy", "-o", "model"});
    CHECK(plain.options.record()[5].value == Value(std::string("auto")));
    CHECK(plain.options.record()[10].value == Value(std::string("auto")));
}

TEST_CASE("command line: a training's identity has the content of its inputs, and leaves out what may change") {
    Line line;
    line.parse({"u.npy", "-o", "model", "--count", "9"});
    const Record inputs = {{"input", std::string("abc")}, {"gp", std::string("def")}};
    const Record identity = line.options.identity(inputs, {"count", "text_of_it"});
    const Record record = line.options.record();
    REQUIRE(identity.size() == record.size());  // two fewer, two more
    for (const Entry& entry : identity) {
        CHECK(entry.name != "count");
        CHECK(entry.name != "text_of_it");
        CHECK(entry.name != "output");
    }
    CHECK(identity[identity.size() - 2].name == "input");
    CHECK(identity[identity.size() - 2].value == Value(std::string("abc")));
    CHECK(identity.back().name == "gp");
    CHECK_THROWS_AS(line.options.identity({}), std::logic_error);
    CHECK_THROWS_AS(line.options.identity({{"inputs", std::string("abc")}}), std::logic_error);
    CHECK_NOTHROW(line.options.identity({{"input", std::string("abc")}}));
}

TEST_CASE("command line: an option of a group that does not apply is refused with the group's name and a reason") {
    Line line;
    line.parse({"u.npy", "-o", "model", "--kernel", "rbf", "--number", "1"});
    try {
        line.options.refuse("Options for models of rom-encode", "m is a model of rom-ldnet");
        FAIL("not refused");
    } catch (const Error& error) {
        CHECK(error.status == 2);
        CHECK(error.what() == std::string("--kernel is one of the options for models of rom-encode, but m is a model "
                                          "of rom-ldnet; leave it out"));
    }
    CHECK_NOTHROW(line.options.refuse("Options for models of rom-ldnet", "it is another"));
    Line none;
    none.parse({"u.npy", "-o", "model", "--number", "1"});
    CHECK_NOTHROW(none.options.refuse("Options for models of rom-encode", "it is another"));
    CHECK(none.options.given("--number"));
    CHECK_FALSE(none.options.given("--kernel"));
    CHECK_FALSE(none.options.given("--of-another-tool"));
    const auto recorded = [&](const std::string& key) {
        const Record record = none.options.record();
        return std::any_of(record.begin(), record.end(), [&](const Entry& entry) { return entry.name == key; });
    };
    CHECK(recorded("number"));
    CHECK_FALSE(recorded("kernel"));
}
