#include "rom/cli/options.h"

#include <algorithm>
#include <cctype>
#include <iostream>
#include <stdexcept>

#include <CLI/CLI.hpp>

#include "rom/base/error.h"
#include "rom/cli/values.h"
#include "rom/cli/words.h"
#include "rom/npy/output.h"

namespace rom::cli {
namespace {

// "dynamics_weight"
std::string key_of(const Option& option) {
    std::string key = long_name(option);
    key.erase(0, key.find_first_not_of('-'));
    std::replace(key.begin(), key.end(), '-', '_');
    return key;
}

}  // namespace

struct CommandLine::Parser {
    CLI::App app;
};

CommandLine::CommandLine(const std::string& name, const std::string& description, const std::string& footer,
                         const std::string& version)
    : parser_(std::make_unique<Parser>()), name_(name), version_(version) {
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
        const auto nothing = [](const CLI::results_t&) { return true; };
        CLI::Option* added = parser_->app.add_option(option.names, nothing, option.help);
        if (is_flag)
            added->expected(0);
        else if (is_list(option.target))
            added->expected(1, option.count > 0 ? option.count : CLI::detail::expected_max_vector_size);
        if (!is_flag) added->type_name(type_name(option));
        if ((option.use & kRequired) != 0) added->required();
        if ((option.use & kNoDefault) == 0) added->default_str(default_text(option));
        if (!title.empty()) added->group(title);
        options_.push_back(option);
        titles_.push_back(title);
    }
}

std::optional<int> CommandLine::parse(int argc, char** argv) {
    const GivenWords words =
        read_words(name_, std::vector<std::string>(argv + std::min(argc, 1), argv + argc), options_);
    if (words.help || words.version) {
        std::cout << (words.help ? parser_->app.help() : version_ + "\n");
        return 0;
    }
    given_.clear();
    for (std::size_t k = 0; k < options_.size(); ++k) {
        given_.push_back(words.texts[k].has_value());
        if (given_[k]) put_values(options_[k], *words.texts[k]);
    }
    if (!words.surplus.empty()) throw Error(words.surplus, 2);
    require_given(name_, options_, words);
    for (std::size_t k = 0; k < options_.size(); ++k)
        if (given_[k] && (options_[k].use & kResult) != 0)
            if (const std::string& path = words.texts[k]->front(); path != "-") npy::check_output(path);
    return std::nullopt;
}

bool CommandLine::given(const std::string& name) const {
    for (std::size_t k = 0; k < given_.size(); ++k)
        if (given_[k] && long_name(options_[k]) == name) return true;
    return false;
}

void CommandLine::refuse_besides(const std::vector<std::string>& names, const std::string& reason) const {
    for (std::size_t k = 0; k < given_.size(); ++k)
        if (const std::string name = long_name(options_[k]);
            given_[k] && std::find(names.begin(), names.end(), name) == names.end())
            throw Error(name + " is given, but " + reason + "; leave it out", 2);
}

void CommandLine::refuse(const std::string& title, const std::string& reason) {
    std::string group = title;
    group[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(group[0])));
    for (std::size_t k = 0; k < options_.size(); ++k)
        if (const std::string name = long_name(options_[k]); titles_[k] == title && given(name))
            throw Error(name + " is one of the " + group + ", but " + reason + "; leave it out", 2);
    refused_.push_back(title);
}

Record CommandLine::record() const {
    Record record;
    for (std::size_t k = 0; k < options_.size(); ++k)
        if (const Option& option = options_[k];
            (option.use & (kInput | kOfRun)) == 0 &&
            std::find(refused_.begin(), refused_.end(), titles_[k]) == refused_.end())
            record.push_back({key_of(option), value_in(option.target)});
    return record;
}

Record CommandLine::identity(const Record& inputs, const std::vector<std::string>& others) const {
    for (const Option& option : options_) {
        const std::string key = key_of(option);
        if ((option.use & kInput) != 0 && given(long_name(option)) &&
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
