#include "rom/cli/completion.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/value_names.h"
#include "rom/cli/values.h"

namespace rom::cli {
namespace {

// What a value may be: one of some words, or a file.
enum class Kind { files, arrays, json, models, words };

// What the shells complete files of a kind with.
struct Actions {
    const char* bash;
    const char* zsh;
    const char* fish;
};
constexpr std::array kActions = {
    Actions{"_filedir", "_files", " -r -F"},
    Actions{"_filedir npy", "_files -g \"*.npy\"", " -x -a '(__rom_files npy)'"},
    Actions{"_filedir json", "_files -g \"*.json\"", " -x -a '(__rom_files json)'"},
    Actions{"_rom_models", "_rom_models", " -x -a '(__rom_models)'"},
};
const Actions& actions_of(Kind kind) { return kActions.at(static_cast<std::size_t>(kind)); }

Kind kind_of(const Option& option) {
    if ((option.use & kArray) != 0) return Kind::arrays;
    if ((option.use & kJson) != 0) return Kind::json;
    if ((option.use & kModel) != 0) return Kind::models;
    const std::string type = type_name(option);
    return type == "FILE" || type == "OUTPUT" ? Kind::files : Kind::words;
}

struct Spelling {
    std::string short_one;  // "-o", or nothing
    std::string long_one;   // "--output"
};

Spelling spelling_of(const Option& option) {
    const std::vector<std::string> parts = split(option.names, ',');
    return {parts.size() > 1 ? parts.front() : "", parts.back()};
}

std::vector<Option> all_options(const Page& page) {
    std::vector<Option> options;
    for (const OptionGroup& group : page.groups)
        options.insert(options.end(), group.options.begin(), group.options.end());
    return options;
}

std::vector<Option> arguments_of(const Page& page) {
    std::vector<Option> options = all_options(page);
    std::erase_if(options, [](const Option& option) { return !is_argument(option); });
    return options;
}

// 'text' for any of the shells, of which fish has another way with quotes; these texts have no backslashes.
std::string quoted_for(Shell shell, const std::string& text) {
    std::string result = "'";
    for (const char c : text) result += c != '\'' ? std::string(1, c) : shell == Shell::fish ? "\\'" : "'\\''";
    return result + "'";
}

// A name that a shell's function may have: "_rom_encode".
std::string function_of(const Page& page) {
    std::string name = "_" + page.name;
    std::ranges::replace(name, '-', '_');
    return name;
}

// "--output|-o"
std::string pattern_of(const Option& option) {
    const auto [short_one, long_one] = spelling_of(option);
    return long_one + (short_one.empty() ? "" : "|" + short_one);
}

std::string bash_action(const Option& option) {
    if (const Kind kind = kind_of(option); kind != Kind::words) return actions_of(kind).bash;
    const std::vector<std::string> words = words_for(option.target);
    return words.empty() ? "" : "COMPREPLY=($(compgen -W '" + joined(words, " ") + "' -- \"$cur\"))";
}

std::string bash_case(const std::string& pattern, const Option& option) {
    const std::string action = bash_action(option);
    return action.empty() ? "" : "        " + pattern + ") " + action + " ;;\n";
}

std::string bash_script(const Page& page) {
    std::vector<std::string> names;
    std::vector<std::string> with_value;
    std::vector<std::string> lists;
    std::string cases;
    for (const Option& option : all_options(page)) {
        if (is_argument(option)) continue;
        names.push_back(spelling_of(option).long_one);
        if (is_flag(option)) continue;
        (std::holds_alternative<std::vector<std::string>*>(option.target) ? lists : with_value)
            .push_back(pattern_of(option));
        cases += bash_case(pattern_of(option), option);
    }
    const std::vector<Option> arguments = arguments_of(page);
    for (std::size_t k = 0; k < arguments.size(); ++k)
        cases += bash_case(is_list(arguments[k].target) ? "[0-9]*" : std::to_string(k), arguments[k]);
    const std::string list_case = lists.empty() ? "" : joined(lists, "|") + ") option=$word many=1 ;;\n            ";
    // option: the one whose value comes next; many: it takes more than one; count: of the arguments so far.
    return R"(# Completes the command line of )" + page.name + R"( in bash, with the package bash-completion.
_rom_models() {
    _filedir -d
    local folder models=()
    for folder in "${COMPREPLY[@]}"; do [[ -e $folder/model.json ]] && models+=("$folder"); done
    [[ ${#models[@]} -eq 0 ]] || COMPREPLY=("${models[@]}")
}
)" + function_of(page) +
           R"(() {
    local cur prev words cword split=false
    _init_completion -s || return
    local word option='' many='' count=0
    for word in "${words[@]:1:cword-1}"; do
        case $word in
            )" +
           list_case + joined(with_value, "|") + R"() option=$word many='' ;;
            -*) option='' many='' ;;
            *) [[ $option ]] || count=$((count + 1)); [[ $many ]] || option='' ;;
        esac
    done
    [[ $split = false ]] || option=$prev
    if [[ $cur = -* && $split = false ]]; then
        COMPREPLY=($(compgen -W ')" +
           joined(names, " ") + R"(' -- "$cur"))
        return
    fi
    case ${option:-$count} in
)" + cases +
           R"(    esac
}
complete -F )" +
           function_of(page) + " " + page.name + "\n";
}

// Text within the brackets of a specification of _arguments.
std::string within_brackets(const std::string& text) {
    std::string result;
    for (const char c : text) result += (c == '[' || c == ']' ? "\\" : "") + std::string(1, c);
    return result;
}

std::string zsh_action(const Option& option) {
    if (const Kind kind = kind_of(option); kind != Kind::words) return actions_of(kind).zsh;
    const std::vector<std::string> words = words_for(option.target);
    return words.empty() ? " " : "(" + joined(words, " ") + ")";
}

std::string zsh_option(const Option& option) {
    const auto [short_one, long_one] = spelling_of(option);
    const std::string help = "[" + within_brackets(option.help) + "]";
    const bool many = std::holds_alternative<std::vector<std::string>*>(option.target);
    const std::string value =
        is_flag(option) ? "" : std::string(many ? ":*-*" : "") + ":" + type_name(option) + ":" + zsh_action(option);
    const std::string excluded =
        short_one.empty() ? "" : quoted_for(Shell::zsh, "(" + short_one + " " + long_one + ")");
    std::string lines;
    if (!short_one.empty()) lines += " \\\n    " + excluded + quoted_for(Shell::zsh, short_one + help + value);
    return lines + " \\\n    " + excluded +
           quoted_for(Shell::zsh, long_one + (is_flag(option) || many ? "" : "=") + help + value);
}

std::string zsh_script(const Page& page) {
    std::string script = "#compdef " + page.name + R"(
_rom_is_model() { [[ -e $REPLY/model.json ]] }
_rom_models() { _path_files -g '*(-/+_rom_is_model)' || _path_files -/ }
_arguments -S)";
    for (const Option& option : all_options(page))
        if (!is_argument(option)) script += zsh_option(option);
    const std::vector<Option> arguments = arguments_of(page);
    for (std::size_t k = 0; k < arguments.size(); ++k)
        script += " \\\n    " + quoted_for(Shell::zsh, (is_list(arguments[k].target) ? "*" : std::to_string(k + 1)) +
                                                           ":" + arguments[k].names + ":" + zsh_action(arguments[k]));
    return script + "\n";
}

std::string fish_values(const Option& option) {
    if (const Kind kind = kind_of(option); kind != Kind::words) return actions_of(kind).fish;
    const std::vector<std::string> words = words_for(option.target);
    return " -x" + (words.empty() ? "" : " -a '" + joined(words, " ") + "'");
}

// Of arguments fish is told nothing of the place: all are offered at each.
std::string fish_script(const Page& page) {
    std::string script = "# Completes the command line of " + page.name + R"( in fish.
function __rom_files
    __fish_complete_path (commandline -ct) | string match -r '^[^\t]*(?:/|\.'$argv[1]')(?:\t.*)?$'
end
function __rom_models
    set -l folders (__fish_complete_directories (commandline -ct) '' | string replace -r '\t.*' '')
    set -l models
    for folder in $folders
        test -e $folder/model.json; and set -a models $folder
    end
    set -q models[1]; or set models $folders
    string join \n -- $models
end
)";
    const std::string command = "complete -c " + page.name;
    script += command + " -f\n";
    for (const Option& option : all_options(page)) {
        if (is_argument(option)) {
            script += command + fish_values(option) + "\n";
            continue;
        }
        const auto [short_one, long_one] = spelling_of(option);
        script += command + (short_one.empty() ? "" : " -s " + short_one.substr(1)) + " -l " + long_one.substr(2) +
                  (is_flag(option) ? "" : fish_values(option)) + " -d " + quoted_for(Shell::fish, option.help) + "\n";
    }
    return script;
}

}  // namespace

std::optional<Shell> shell_asked_for(int argc, char** argv) {
    const std::string_view name = kCompletionName;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--") break;
        if (word != name && !word.starts_with(std::string(kCompletionName) + "=")) continue;
        if (word == name && i + 1 == argc)
            throw Error(std::string(name) + " needs a value but the command line ends; give one", 2);
        Shell shell{};
        put_values({kCompletionName, choice(&shell), ""},
                   {std::string(word == name ? argv[i + 1] : word.substr(name.size() + 1))});
        return shell;
    }
    return std::nullopt;
}

std::string completion_of(const Page& page, Shell shell) {
    switch (shell) {
        case Shell::bash:
            return bash_script(page);
        case Shell::zsh:
            return zsh_script(page);
        case Shell::fish:
            return fish_script(page);
    }
    return "";
}

}  // namespace rom::cli
