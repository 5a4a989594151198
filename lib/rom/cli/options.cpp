#include "rom/cli/options.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <type_traits>

#include <CLI/CLI.hpp>

#include "rom/base/error.h"
#include "rom/base/text.h"

namespace rom::cli {
namespace {

constexpr const char* kAuto = "auto";
constexpr const char* kAll = "all";
constexpr int kMostValues = CLI::detail::expected_max_vector_size;

// Names of options that have another one now.
struct Former {
    std::string_view before;
    std::string_view now;
};
constexpr std::array kFormer = {Former{"--optimizer", "--optimiser"}};

std::string with_present_name(std::string argument) {
    for (const Former& one : kFormer)
        if (argument == one.before || argument.starts_with(std::string(one.before) + "="))
            argument.replace(0, one.before.size(), one.now);
    return argument;
}

// "--dynamics-weight" for "-w,--dynamics-weight".
std::string long_name(const std::string& names) { return split(names, ',').back(); }

// "dynamics_weight"
std::string key_of(const char* names) {
    std::string key = long_name(names);
    key.erase(0, key.find_first_not_of('-'));
    std::replace(key.begin(), key.end(), '-', '_');
    return key;
}

std::optional<Widths> widths_in(const std::string& text) {
    Widths widths;
    if (text == "none") return widths;
    for (const std::string& part : split(text, ',')) {
        const auto width = integer_in(part);
        if (!width || *width < 1) return std::nullopt;
        widths.values.push_back(*width);
    }
    return widths;
}

// What is wrong with a number: "0 is not positive"; empty if nothing is.
std::string complaint_of(const Check& check, double value, const std::string& text) {
    switch (check.kind) {
        case Check::Kind::any:
            break;
        case Check::Kind::positive:
            return value > 0 && std::isfinite(value) ? "" : text + " is not positive";
        case Check::Kind::not_negative:
            return value >= 0 && std::isfinite(value) ? "" : text + " is not zero or positive";
        case Check::Kind::within:
            if (!(value >= check.least && value <= check.most))
                return text + format(" is not between %g and %g", check.least, check.most);
    }
    return "";
}

// The number in a text. Throws std::string, what is wrong with it.
template <class T>
T number_from(const std::string& text, const Check& check) {
    const auto value = number_in(text);
    if (!value) throw "'" + text + "' is not a number";
    if (const std::string complaint = complaint_of(check, *value, text); !complaint.empty()) throw complaint;
    if constexpr (std::is_integral_v<T>) {
        const auto whole = [&] {
            if constexpr (std::is_unsigned_v<T>)
                return unsigned_in(text);
            else
                return integer_in(text);
        }();
        if (!whole) throw "'" + text + "' is not a whole number" + (std::is_unsigned_v<T> ? " of at least 0" : "");
        return *whole;
    } else {
        return *value;
    }
}

std::vector<std::string> choices_of(const Choice& choice) {
    std::vector<std::string> names(choice.names.begin(), choice.names.end());
    if (choice.or_auto) names.emplace_back(kAuto);
    return names;
}

// Puts the texts of an option's values where they belong. Throws std::string, what is wrong with them.
struct Setter {
    const Check& check;
    int count;
    const std::vector<std::string>& texts;

    const std::string& text() const { return texts.front(); }

    void operator()(bool* target) const { *target = true; }
    void operator()(std::string* target) const { *target = text(); }
    template <class T>
    void operator()(T* target) const {
        *target = number_from<T>(text(), check);
    }
    void operator()(std::vector<std::string>* target) const { *target = texts; }
    template <class T>
    void operator()(std::vector<T>* target) const {
        target->clear();
        for (const std::string& one : texts)
            for (const std::string& part : split(one, ',')) target->push_back(number_from<T>(part, check));
        if (count > 0 && target->size() != static_cast<std::size_t>(count))
            throw "it takes " + counted(count, "value") + " but " + std::to_string(target->size()) + " were given";
    }
    void operator()(std::optional<double>* target) const {
        const auto value = number_in(text());
        if (text() != kAuto && !(value && *value > 0 && std::isfinite(*value)))
            throw "'" + text() + "' is neither auto nor a positive number";
        if (value)
            if (const std::string complaint = complaint_of(check, *value, text()); !complaint.empty()) throw complaint;
        *target = text() == kAuto ? std::nullopt : value;
    }
    void operator()(std::optional<std::int64_t>* target) const {
        const auto value = integer_in(text());
        if (text() != kAuto && !(value && *value > 0))
            throw "'" + text() + "' is neither auto nor a positive whole number";
        *target = text() == kAuto ? std::nullopt : value;
    }
    void operator()(std::optional<Widths>* target) const {
        *target = widths_in(text());
        if (!*target) throw "'" + text() + "' is no list of widths; write 200,20 for two hidden layers, none for none";
    }
    void operator()(SampleSize* target) const {
        const auto number = integer_in(text());
        if (text() == kAuto)
            *target = {SampleSize::Kind::automatic, 0};
        else if (text() == kAll)
            *target = {SampleSize::Kind::all, 0};
        else if (number && *number > 0)
            *target = {SampleSize::Kind::number, *number};
        else
            throw "'" + text() + "' is neither auto nor all nor a positive number";
    }
    void operator()(const Choice& choice) const {
        const std::vector<std::string> names = choices_of(choice);
        const auto found = std::find(names.begin(), names.end(), text());
        if (found == names.end()) {
            std::string list;
            for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
            throw "'" + text() + "' is not known; one of " + list;
        }
        choice.set(choice.value, static_cast<std::size_t>(found - names.begin()));
    }
};

bool is_list(const Target& target) {
    return std::holds_alternative<std::vector<double>*>(target) ||
           std::holds_alternative<std::vector<std::int64_t>*>(target) ||
           std::holds_alternative<std::vector<std::string>*>(target);
}

// What --help calls a value.
struct TypeName {
    const char* operator()(std::uint64_t*) const { return "UINT"; }
    const char* operator()(std::int64_t*) const { return "INT"; }
    const char* operator()(std::vector<std::int64_t>*) const { return "INT"; }
    const char* operator()(double*) const { return "FLOAT"; }
    const char* operator()(std::vector<double>*) const { return "FLOAT"; }
    template <class T>
    const char* operator()(const T&) const {
        return "TEXT";
    }
};

// The value that a target has now.
struct Reader {
    template <class T>
    Value operator()(T* value) const {
        return *value;
    }
    template <class T>
    Value operator()(std::optional<T>* value) const {
        return *value ? Value(**value) : Value(std::string(kAuto));
    }
    Value operator()(std::optional<Widths>* value) const { return *value ? text_of(**value) : std::string(); }
    Value operator()(SampleSize* value) const {
        if (value->kind == SampleSize::Kind::number) return value->number;
        return std::string(value->kind == SampleSize::Kind::all ? kAll : kAuto);
    }
    Value operator()(const Choice& choice) const { return choices_of(choice).at(choice.get(choice.value)); }
};

// The same as --help shows it.
struct DefaultText {
    std::string operator()(bool) const { return ""; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(std::uint64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return format("%.15g", value); }
    std::string operator()(const std::string& value) const { return value; }
    template <class T>
    std::string operator()(const std::vector<T>&) const {
        return "";
    }
};

}  // namespace

struct CommandLine::Parser {
    CLI::App app;
};

std::string text_of(const Widths& widths) {
    std::string text;
    for (const Index width : widths.values) text += (text.empty() ? "" : ",") + std::to_string(width);
    return text.empty() ? "none" : text;
}

CommandLine::CommandLine(const std::string& name, const std::string& description, const std::string& footer,
                         const std::string& version)
    : parser_(std::make_unique<Parser>()) {
    CLI::App& app = parser_->app;
    app.name(name);
    app.description(description);
    app.footer(footer);
    app.set_version_flag("--version", version, "Print the version and exit");
    app.get_formatter()->column_width(34);
}

CommandLine::~CommandLine() = default;

void CommandLine::add(const std::vector<Option>& options, const std::string& title) {
    for (const Option& option : options) {
        const bool is_flag = std::holds_alternative<bool*>(option.target);
        const std::string name = long_name(option.names);
        const CLI::callback_t put = [option, name](const CLI::results_t& texts) {
            try {
                std::visit(Setter{option.check, option.count, texts}, option.target);
            } catch (const std::string& complaint) {
                throw CLI::ValidationError(name, complaint);
            }
            return true;
        };
        CLI::Option* added = parser_->app.add_option(option.names, put, option.help);
        if (is_flag) {
            added->expected(0)->disable_flag_override()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        } else if (is_list(option.target)) {
            added->expected(1, option.count > 0 ? option.count : kMostValues);
            added->allow_extra_args(std::holds_alternative<std::vector<std::string>*>(option.target));
        } else {
            added->expected(1);
        }
        if (!is_flag) added->type_name(option.value != nullptr ? option.value : std::visit(TypeName(), option.target));
        if ((option.use & kRequired) != 0) added->required();
        if ((option.use & kNoDefault) == 0)
            added->default_str(std::visit(DefaultText(), std::visit(Reader(), option.target)));
        if (!title.empty()) added->group(title);
        options_.push_back(option);
        titles_.push_back(title);
    }
}

std::optional<int> CommandLine::parse(int argc, char** argv) {
    std::vector<std::string> arguments;
    for (int i = argc - 1; i > 0; --i)
        arguments.push_back(with_present_name(argv[i]));  // the parser wants them reversed
    try {
        parser_->app.parse(arguments);
    } catch (const CLI::Success& success) {
        std::ostringstream text;
        const int status = parser_->app.exit(success, text, text);
        std::fputs(text.str().c_str(), stdout);
        return status;
    } catch (const CLI::ParseError& error) {
        throw Error(std::string(error.what()) + "; see " + parser_->app.get_name() + " --help", 2);
    }
    return std::nullopt;
}

bool CommandLine::given(const std::string& name) const { return parser_->app.count(name) > 0; }

std::vector<CommandLine::Text> CommandLine::texts(unsigned use) const {
    std::vector<Text> found;
    for (const Option& option : options_) {
        if ((option.use & kOutput) != use) continue;
        const std::string name = long_name(option.names);
        if (const auto* text = std::get_if<std::string*>(&option.target); text != nullptr && given(name))
            found.push_back({name, **text});
        if (const auto* list = std::get_if<std::vector<std::string>*>(&option.target))
            for (const std::string& text : **list) found.push_back({name, text});
    }
    return found;
}

void CommandLine::refuse(const std::string& title, const std::string& reason) {
    std::string group = title;
    group[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(group[0])));
    for (std::size_t k = 0; k < options_.size(); ++k)
        if (const std::string name = long_name(options_[k].names); titles_[k] == title && given(name))
            throw Error(name + " is one of the " + group + ", but " + reason + "; leave it out", 2);
    refused_.push_back(title);
}

Record CommandLine::record() const {
    Record record;
    for (std::size_t k = 0; k < options_.size(); ++k)
        if (const Option& option = options_[k];
            (option.use & (kInput | kOfRun)) == 0 &&
            std::find(refused_.begin(), refused_.end(), titles_[k]) == refused_.end())
            record.push_back({key_of(option.names), std::visit(Reader(), option.target)});
    return record;
}

Record CommandLine::identity(const Record& inputs, const std::vector<std::string>& others) const {
    for (const Option& option : options_) {
        const std::string key = key_of(option.names);
        if ((option.use & kInput) != 0 && given(long_name(option.names)) &&
            std::none_of(inputs.begin(), inputs.end(), [&](const Entry& input) { return input.name == key; }))
            throw std::logic_error("the training's identity leaves out " + key);
    }
    Record identity = record();
    std::erase_if(identity, [&](const Entry& entry) {
        return std::find(others.begin(), others.end(), entry.name) != others.end();
    });
    identity.insert(identity.end(), inputs.begin(), inputs.end());
    return identity;
}

}  // namespace rom::cli
