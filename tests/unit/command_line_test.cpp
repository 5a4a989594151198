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
            {"--text-of-it", &values.text, "A text"},
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
    CHECK(values_of({"--text-of-it", "other"}).text == "other");
    CHECK(values_of({"--number", "1.5"}).number == 1.5);
    CHECK(values_of({"--number=2e-1"}).number == 0.2);
    CHECK(values_of({"--count", "12"}).count == 12);
    CHECK(values_of({"--seed", "9"}).seed == 9);
    CHECK_FALSE(values_of({}).rate.has_value());
    CHECK(values_of({"--lr", "0.01"}).rate == 0.01);
    CHECK_FALSE(values_of({"--lr", "auto"}).rate.has_value());
    CHECK(values_of({"--list", "0.1,2,3e1"}).list == std::vector<double>{0.1, 2, 30});
    CHECK(values_of({"--pair", "4", "-5"}).pair == std::vector<std::int64_t>{4, -5});
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

TEST_CASE("command line: a wrong value is named with its option, and where to look") {
    CHECK(has(refusal_of({"--number", "5x"}), "--number: '5x' is not a number; see rom-test --help"));
    CHECK(has(refusal_of({"--number", "1e999"}), "--number: '1e999' is not a number"));
    CHECK(has(refusal_of({"--number", "2.5"}), "--number: 2.5 is not between 0 and 2"));
    CHECK(has(refusal_of({"--number", "nan"}), "--number: nan is not between 0 and 2"));
    CHECK(has(refusal_of({"--count", "0"}), "--count: 0 is not positive"));
    CHECK(has(refusal_of({"--count", "2.5"}), "--count: '2.5' is not a whole number"));
    CHECK(has(refusal_of({"--count", "1e3"}), "--count: '1e3' is not a whole number"));
    CHECK(has(refusal_of({"--seed", "-1"}), "--seed: '-1' is not a whole number"));
    CHECK(has(refusal_of({"--lr", "0"}), "--lr: '0' is neither auto nor a positive number"));
    CHECK(has(refusal_of({"--lr", "Auto"}), "--lr: 'Auto' is neither auto nor a positive number"));
    CHECK(has(refusal_of({"--lr", "inf"}), "--lr: 'inf' is neither auto nor a positive number"));
    CHECK(has(refusal_of({"--list", "1,,2"}), "--list: '' is not a number"));
    CHECK(has(refusal_of({"--list", "1,-2"}), "--list: -2 is not zero or positive"));
    CHECK(has(refusal_of({"--pair", "1", "b"}), "--pair: 'b' is not a number"));
    CHECK(has(refusal_of({"--pair", "1"}), "--pair"));
    for (const char* widths : {"200,", "0", "-3", "200;20", "2.5", "auto", ""}) {
        CAPTURE(widths);
        CHECK(has(refusal_of({std::string("--hidden=") + widths}), "--hidden"));
    }
    CHECK(has(refusal_of({"--hidden", "200,x"}),
              "--hidden: '200,x' is no list of widths; write 200,20 for two hidden layers, none for none"));
    CHECK(has(refusal_of({"--activation", "Tanh"}), "--activation: 'Tanh' is not known; one of identity, softplus"));
    CHECK(has(refusal_of({"--activation", "auto"}), "'auto' is not known"));
    CHECK(has(refusal_of({"--optimiser", "sine"}), "'sine' is not known; one of identity, softplus, tanh; see"));
    CHECK(has(refusal_of({"--kernel", "cubic"}), "'cubic' is not known; one of matern32, matern52, rbf, auto"));
    CHECK(has(refusal_of({"--no-such"}), "--no-such"));
    CHECK(has(refusal_of({"v.npy"}), "v.npy"));
}

TEST_CASE("command line: what is required is asked for") {
    Line line;
    CHECK(has(test::error_of([&] { line.parse({"u.npy"}); }), "--output is required"));
    Line other;
    CHECK(has(test::error_of([&] { other.parse({"-o", "model"}); }), "input is required"));
}

TEST_CASE("command line: an option's former name is taken as the present one") {
    CHECK(values_of({"--optimizer", "softplus"}).activation == network::Activation::softplus);
    CHECK(values_of({"--optimizer=identity"}).activation == network::Activation::identity);
    Line line;
    line.parse({"u.npy", "-o", "model", "--optimizer", "softplus"});
    CHECK(line.options.given("--optimiser"));
    CHECK(has(refusal_of({"--optimizer", "none"}), "--optimiser: 'none' is not known"));
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
    CHECK(has(entry("--number"), "FLOAT=0.25"));
    CHECK(has(entry("--count"), "INT=7"));
    CHECK(has(entry("--seed"), "UINT=3"));
    CHECK(has(entry("--lr"), "TEXT=auto"));
    CHECK(has(entry("--hidden"), "TEXT=200,20"));
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
    const auto recorded = [&](const std::string& key) {
        const Record record = none.options.record();
        return std::any_of(record.begin(), record.end(), [&](const Entry& entry) { return entry.name == key; });
    };
    CHECK(recorded("number"));
    CHECK_FALSE(recorded("kernel"));
}
