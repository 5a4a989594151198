#include "rom/cli/words.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "rom/base/error.h"
#include "rom/base/nearest.h"
#include "rom/base/text.h"
#include "rom/cli/values.h"

namespace rom::cli {
namespace {

// Names of options that have another one now.
struct Former {
    std::string_view before;
    std::string_view now;
};
constexpr std::array kFormer = {Former{"--optimizer", "--optimiser"}};

std::string present_name(const std::string& name) {
    const auto* const former = std::ranges::find(kFormer, name, &Former::before);
    return former != kFormer.end() ? std::string(former->now) : name;
}

// An option's word: "--name", "--name=value", "-n" and what follows.
struct OptionWord {
    std::string name;
    std::optional<std::string> value;
    bool is_long;
};

std::optional<OptionWord> option_word(const std::string& word) {
    if (word.size() < 2 || word[0] != '-') return {};
    if (word[1] != '-') {
        const std::string rest = word.substr(word.size() > 2 && word[2] == '=' ? 3 : 2);
        return OptionWord{word.substr(0, 2), word.size() > 2 ? std::optional(rest) : std::nullopt, false};
    }
    const auto equal = word.find('=');
    const std::string name = present_name(word.substr(0, equal));
    return OptionWord{name, equal != word.npos ? std::optional(word.substr(equal + 1)) : std::nullopt, true};
}

std::string listed_with_and(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t k = 0; k < names.size(); ++k)
        text += (k == 0 ? "" : k + 1 == names.size() ? " and " : ", ") + names[k];
    return text;
}

bool begins_with_number(const std::string& word) { return number_in(split(word, ',').front()).has_value(); }

struct WordReader {
    const std::string& tool;
    const std::vector<std::string>& words;
    const std::vector<Option>& options;
    GivenWords given;
    std::vector<std::string> arguments;
    std::size_t next = 0;

    std::optional<std::size_t> place_of(const std::string& name) const {
        for (std::size_t k = 0; k < options.size(); ++k)
            if (const auto names = split(options[k].names, ','); std::ranges::find(names, name) != names.end())
                return k;
        return {};
    }

    // Whether a word can be nothing but an option, so that the one before it lacks its value.
    bool is_option(const std::string& word) const {
        const auto option = option_word(word);
        if (!option) return false;
        return word == "--" || option->name == "--help" || option->name == "--version" ||
               ((option->is_long || !option->value) && place_of(option->name).has_value());
    }

    [[noreturn]] void refuse_unknown(const std::string& word) const {
        std::vector<std::string> names = {"--help", "--version"};
        for (const Option& option : options)
            if (!is_argument(option)) names.push_back(long_name(option));
        const std::string name = word.substr(0, word.find('='));
        std::string advice =
            did_you_mean("--" + name.substr(std::min(name.find_first_not_of('-'), name.size())), names);
        std::error_code error;
        if (std::filesystem::exists(word, error)) advice = "; write ./" + word + " for the file of that name";
        throw Error("unknown option " + name + (advice.empty() ? "; see " + tool + " --help" : advice), 2);
    }

    std::size_t values_in(const std::vector<std::string>& texts) const {
        std::size_t count = 0;
        for (const std::string& text : texts) count += split(text, ',').size();
        return count;
    }

    // Whether the word that comes next is another value of a list.
    bool goes_on(const Option& option, const std::vector<std::string>& texts) const {
        if (next == words.size() || is_option(words[next])) return false;
        const std::string& word = words[next];
        if (std::holds_alternative<std::vector<std::string>*>(option.target)) return !option_word(word);
        if (option.count > 0) return values_in(texts) < static_cast<std::size_t>(option.count);
        return begins_with_number(word);
    }

    void take(std::size_t place, const OptionWord& word) {
        const Option& option = options[place];
        const std::string name = long_name(option);
        auto& texts = given.texts[place];
        if (std::holds_alternative<bool*>(option.target)) {
            if (word.value) throw Error(name + " takes no value but '" + *word.value + "' is given; leave it out", 2);
            texts = std::vector<std::string>{""};
            return;
        }
        std::string value;
        if (word.value) {
            value = *word.value;
        } else {
            if (next == words.size()) throw Error(name + " needs a value but the command line ends; give one", 2);
            if (is_option(words[next]))
                throw Error(name + " needs a value but " + words[next] + " follows; give one", 2);
            value = words[next++];
        }
        const bool list = is_list(option.target);
        if (texts && !list)
            throw Error(name + " is given twice, as " + texts->front() + " and " + value + "; give it once", 2);
        if (!texts) texts.emplace();
        texts->push_back(value);
        while (list && goes_on(option, *texts)) texts->push_back(words[next++]);
    }

    void take_option(OptionWord option, const std::string& word) {
        if (option.name == "--help" || option.name == "-h") {
            given.help = true;
            return;
        }
        if (option.name == "--version") {
            given.version = true;
            return;
        }
        const auto place = place_of(option.name);
        if (!place) refuse_unknown(word);
        // Further letters of a flag are flags too.
        const bool several = !option.is_long && option.value && std::holds_alternative<bool*>(options[*place].target);
        if (several && word[2] != '=') {
            const std::string rest = "-" + *option.value;
            option.value.reset();
            if (!place_of(rest.substr(0, 2))) refuse_unknown(word);
            take(*place, option);
            return take_option(*option_word(rest), rest);
        }
        take(*place, option);
    }

    // What is no option goes to the arguments, in their order; one that is a list takes what is left.
    void take_arguments() {
        std::vector<std::string> names;
        std::size_t used = 0;
        for (std::size_t k = 0; k < options.size(); ++k) {
            if (!is_argument(options[k])) continue;
            names.emplace_back(options[k].names);
            const std::size_t most = is_list(options[k].target) ? arguments.size() : 1;
            for (std::size_t taken = 0; taken < most && used < arguments.size(); ++taken) {
                if (!given.texts[k]) given.texts[k].emplace();
                given.texts[k]->push_back(arguments[used++]);
            }
        }
        if (used == arguments.size()) return;
        given.surplus = counted(static_cast<std::int64_t>(arguments.size()), "argument") +
                        (arguments.size() == 1 ? " is" : " are") + " given, " + listed_with_and(arguments) + ", but " +
                        tool + " takes " + std::to_string(names.size()) + ", " + listed_with_and(names) +
                        "; leave out " + arguments[used];
    }

    void read() {
        given.texts.resize(options.size());
        bool arguments_only = false;
        while (next < words.size() && !given.help && !given.version) {
            const std::string& word = words[next++];
            if (word == "--" && !arguments_only)
                arguments_only = true;
            else if (const auto option = arguments_only ? std::nullopt : option_word(word))
                take_option(*option, word);
            else
                arguments.push_back(word);
        }
        take_arguments();
    }
};

}  // namespace

std::string long_name(const Option& option) { return split(option.names, ',').back(); }

bool is_argument(const Option& option) { return option.names[0] != '-'; }

GivenWords read_words(const std::string& tool, const std::vector<std::string>& words,
                      const std::vector<Option>& options) {
    WordReader reader{tool, words, options, {}, {}};
    reader.read();
    return reader.given;
}

void require_given(const std::string& tool, const std::vector<Option>& options, const GivenWords& words) {
    std::vector<std::string> missing;
    for (std::size_t k = 0; k < options.size(); ++k)
        if ((options[k].use & kRequired) != 0 && !words.texts[k]) missing.push_back(long_name(options[k]));
    if (!missing.empty())
        throw Error(
            listed_with_and(missing) + (missing.size() == 1 ? " is" : " are") + " required; see " + tool + " --help",
            2);
}

}  // namespace rom::cli
