#include "rom/cli/options.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string_view>

#include <CLI/CLI.hpp>

#include "rom/base/error.h"
#include "rom/base/nearest.h"
#include "rom/base/text.h"
#include "rom/cli/completion.h"
#include "rom/cli/help.h"
#include "rom/cli/terminal.h"
#include "rom/cli/value_names.h"
#include "rom/cli/values.h"

namespace rom::cli {
namespace {

constexpr const char* kHelp = "Print this help and exit";
constexpr const char* kVersion = "Print the version and exit";
constexpr const char* kCompletion = "Print completions for a shell and exit";

// Names of options that have another one now.
struct Former {
    std::string_view before;
    std::string_view now;
};
constexpr std::array kFormer = {Former{"--optimizer", "--optimiser"}};

// Names in a list may be any, but CLI11 takes "[a]" for a list of its own where it gives an option all that follows. It
// does not where there is a bound, as here, nor for arguments, of which it gives a list the first and leaves the
// others.
constexpr int kMostTexts = CLI::detail::expected_max_vector_size / 16 - 1;

// Whether a word is an option that takes so many numbers.
bool takes_numbers(const std::string& word, std::size_t count, const std::vector<Option>& options) {
    return std::ranges::any_of(options, [&](const Option& option) {
        return !is_argument(option) && option.count == static_cast<int>(count) && long_name(option) == word;
    });
}

// The words, last one first, as CLI11 wants them; it takes "--name=" for "--name", so that the empty value is a word
// too, and "1,2" for one number of two, so that they are words, and no argument is taken for the second.
std::vector<std::string> parser_words(int argc, char** argv, const std::vector<Option>& options) {
    std::vector<std::string> words;
    for (int i = argc - 1; i > 0; --i) {
        std::string word = argv[i];
        for (const Former& one : kFormer)
            if (word == one.before || word.starts_with(std::string(one.before) + "="))
                word.replace(0, one.before.size(), one.now);
        if (word.starts_with("--") && word.find('=') == word.size() - 1) {
            words.emplace_back();
            word.pop_back();
        }
        const std::vector<std::string> parts = split(word, ',');
        if (parts.size() > 1 && word[0] != '-' && takes_numbers(argv[i - 1], parts.size(), options))
            words.insert(words.end(), parts.rbegin(), parts.rend());
        else
            words.push_back(word);
    }
    return words;
}

// "dynamics_weight"
std::string key_of(const Option& option) {
    std::string key = long_name(option);
    key.erase(0, key.find_first_not_of('-'));
    std::replace(key.begin(), key.end(), '-', '_');
    return key;
}

bool is_option_word(const std::string& word) {
    return word.size() > 1 && word[0] == '-' && std::isdigit(static_cast<unsigned char>(word[1])) == 0;
}

[[noreturn]] void refuse_unknown(const std::string& word, const std::vector<Option>& options, const std::string& tool) {
    std::vector<std::string> names = {"--help", "--version", kCompletionName};
    for (const Option& option : options)
        if (!is_argument(option)) names.push_back(long_name(option));
    const std::string name = word.substr(0, word.find('='));
    const auto letters = std::min(name.find_first_not_of('-'), name.size());
    std::string advice = did_you_mean("--" + name.substr(letters), names);
    std::error_code error;
    if (std::filesystem::exists(word, error)) advice = "; write ./" + word + " for the file of that name";
    throw Error("unknown option " + name + (advice.empty() ? "; see " + tool + " --help" : advice), 2);
}

// Of the words that CLI11 leaves: arguments, once those that look like options are refused.
std::vector<std::string> arguments_among(std::vector<std::string> left, const std::vector<Option>& options,
                                         const std::string& tool) {
    const auto mark = std::find(left.begin(), left.end(), "--");
    if (const auto unknown = std::find_if(left.begin(), mark, is_option_word); unknown != mark)
        refuse_unknown(*unknown, options, tool);
    if (mark != left.end()) left.erase(mark);
    return left;
}

// What CLI11 does not mind: the next option as a value, a second value of what has one, and the value of a flag.
void check_texts(const Option& option, const CLI::Option& parsed, const CLI::App& app, int argc, char** argv) {
    const std::string name = long_name(option);
    const std::vector<std::string>& texts = parsed.results();
    if (is_argument(option)) return;
    if (is_flag(option)) {
        for (const std::string& text : texts)
            if (text != "true") throw Error(name + " takes no value but '" + text + "' is given; leave it out", 2);
        return;
    }
    for (int i = 2; i < argc; ++i) {
        const std::string word = argv[i];
        const bool known = is_option_word(word) && app.get_option_no_throw(word.substr(0, word.find('='))) != nullptr;
        if (parsed.check_name(argv[i - 1]) && (known || word == "--"))
            throw Error(name + " needs a value but " + word + " follows; give one", 2);
    }
    if (texts.size() > 1 && !is_list(option.target))
        throw Error(name + " is given twice, as " + texts[0] + " and " + texts[1] + "; give it once", 2);
}

// "2 arguments are given, u.npy and v.npy, but rom-stage takes 1, model; leave out v.npy"
std::string surplus_words(const std::vector<std::string>& given, std::size_t taken,
                          const std::vector<std::string>& names, const std::string& tool) {
    return counted(static_cast<std::int64_t>(given.size()), "argument") + (given.size() == 1 ? " is" : " are") +
           " given, " + listed(given, "and") + ", but " + tool + " takes " + std::to_string(names.size()) + ", " +
           listed(names, "and") + "; leave out " + given[taken];
}

}  // namespace

struct CommandLine::Parser {
    CLI::App app;
    std::vector<CLI::Option*> options;
};

CommandLine::CommandLine(const std::string& name, const std::string& description, const std::string& footer,
                         const std::string& version)
    : parser_(std::make_unique<Parser>()), name_(name), description_(description), footer_(footer) {
    CLI::App& app = parser_->app;
    app.name(name);
    app.set_help_flag("-h,--help", kHelp);
    app.set_version_flag("--version", version, kVersion);
    app.formatter_fn([this](const CLI::App*, const std::string&, CLI::AppFormatMode) {
        return help_text(page(), columns_of(STDOUT_FILENO));
    });
    app.allow_extras();
}

CommandLine::~CommandLine() = default;

void CommandLine::add(const std::vector<Option>& options, const std::string& title) {
    for (const Option& option : options) {
        const bool many_texts =
            std::holds_alternative<std::vector<std::string>*>(option.target) && !is_argument(option);
        CLI::Option* added = parser_->app.add_option(option.names, CLI::callback_t(), option.help);
        added->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
        if (is_flag(option))
            added->expected(0);
        else if (many_texts)
            added->expected(1, kMostTexts);
        else if (is_list(option.target))
            added->expected(1, option.count > 0 ? option.count : CLI::detail::expected_max_vector_size);
        if ((option.use & kRequired) != 0) added->required();
        parser_->options.push_back(added);
        options_.push_back(option);
        titles_.push_back(title);
    }
}

Page CommandLine::page() const {
    Page page{name_, description_, footer_, {}};
    const auto group_of = [&](const std::string& title) -> std::vector<Option>& {
        const auto found = std::ranges::find(page.groups, title, &OptionGroup::title);
        return found != page.groups.end() ? found->options : page.groups.emplace_back(OptionGroup{title, {}}).options;
    };
    for (const bool common : {false, true})
        for (std::size_t k = 0; k < options_.size(); ++k)
            if ((titles_[k] == kCommonOptions) == common) group_of(titles_[k]).push_back(options_[k]);
    // The parser sees to these.
    for (const auto& [names, help] : {std::pair("-h,--help", kHelp), std::pair("--version", kVersion)})
        group_of(kCommonOptions).push_back({names, static_cast<bool*>(nullptr), help, kNoDefault});
    group_of(kCommonOptions)
        .push_back({kCompletionName, choice(static_cast<Shell*>(nullptr)), kCompletion, kNoDefault});
    return page;
}

std::optional<int> CommandLine::parse(int argc, char** argv) {
    CLI::App& app = parser_->app;
    if (const auto shell = shell_asked_for(argc, argv)) {
        std::cout << completion_of(page(), *shell);
        return 0;
    }
    try {
        app.parse(parser_words(argc, argv, options_));
    } catch (const CLI::Success& success) {
        return app.exit(success);
    } catch (const CLI::RequiredError&) {
        // It names the first; all are named below, after what is wrong with those that are given.
    } catch (const CLI::ArgumentMismatch& error) {
        const std::string what = error.what();  // "--latent: 1 required INT missing"
        throw Error(what.substr(0, what.find(':')) + " needs a value but the command line ends; give one", 2);
    } catch (const CLI::ParseError& error) {
        throw Error(std::string(error.what()) + "; see " + name_ + " --help", 2);
    }
    std::vector<std::string> left = arguments_among(app.remaining(), options_, name_);
    std::vector<std::string> arguments;
    std::vector<std::string> argument_names;
    std::vector<std::string> missing;
    for (std::size_t k = 0; k < options_.size(); ++k) {
        const Option& option = options_[k];
        std::vector<std::string> texts = parser_->options[k]->results();
        if (is_argument(option)) {
            if (is_list(option.target)) {
                texts.insert(texts.end(), left.begin(), left.end());
                left.clear();
            }
            arguments.insert(arguments.end(), texts.begin(), texts.end());
            argument_names.emplace_back(option.names);
        }
        if (!texts.empty()) {
            check_texts(option, *parser_->options[k], app, argc, argv);
            put_values(option, texts);
        } else if ((option.use & kRequired) != 0) {
            missing.push_back(long_name(option));
        }
    }
    const std::size_t taken = arguments.size();
    arguments.insert(arguments.end(), left.begin(), left.end());
    if (taken < arguments.size()) throw Error(surplus_words(arguments, taken, argument_names, name_), 2);
    if (!missing.empty())
        throw Error(
            listed(missing, "and") + (missing.size() == 1 ? " is" : " are") + " required; see " + name_ + " --help", 2);
    return std::nullopt;
}

bool CommandLine::given(const std::string& name) const {
    const CLI::Option* option = parser_->app.get_option_no_throw(name);
    return option != nullptr && option->count() > 0;
}

void CommandLine::refuse_besides(const std::vector<std::string>& names, const std::string& reason) const {
    for (const Option& option : options_)
        if (const std::string name = long_name(option);
            given(name) && std::find(names.begin(), names.end(), name) == names.end())
            throw Error(name + " is given, but " + reason + "; leave it out", 2);
}

std::vector<CommandLine::Text> CommandLine::texts(unsigned use) const {
    std::vector<Text> found;
    for (const Option& option : options_) {
        if ((option.use & kOutput) != use) continue;
        const std::string name = long_name(option);
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
