#include "rom/cli/help.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "rom/base/text.h"
#include "rom/cli/terminal.h"
#include "rom/cli/value_names.h"
#include "rom/cli/values.h"

namespace rom::cli {
namespace {

constexpr Index kNarrowest = 20;
constexpr Index kWidest = 110;     // longer lines are hard to read
constexpr Index kTwoColumns = 60;  // with less, what is said of an option has lines of its own
constexpr Index kHead = 28;

// "--lr NUMBER=auto"
std::string head_of(const Option& option) {
    std::string head = option.names;
    if (const std::string type = type_name(option); !type.empty()) head += " " + type;
    if ((option.use & kNoDefault) == 0)
        if (const std::string text = default_text(option); !text.empty()) head += "=" + text;
    if (std::holds_alternative<std::vector<std::string>*>(option.target)) head += " ...";
    return head + ((option.use & kRequired) != 0 ? " REQUIRED" : "");
}

bool has_word(const std::string& text, const std::string& word) {
    const auto is_letter = [&](std::size_t at) {
        return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
    };
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        if (!is_letter(at - 1) && !is_letter(at + word.size())) return true;
    return false;
}

// What is said of an option, with the names of its choice unless they are all in it.
std::string body_of(const Option& option) {
    const std::string help = option.help;
    if (!std::holds_alternative<Choice>(option.target)) return help;
    const std::vector<std::string> names = words_for(option.target);
    if (std::ranges::all_of(names, [&](const std::string& name) { return has_word(help, name); })) return help;
    return help + ": " + listed(names, "or");
}

std::string entry(const std::string& head, const std::string& body, Index width) {
    if (width < kTwoColumns) return "  " + wrapped(head, width, 2, 4) + "\n    " + wrapped(body, width, 4, 4) + "\n";
    const auto length = static_cast<Index>(head.size()) + 2;
    const Index gap = length + 1 < kHead ? kHead - length : 0;
    return "  " + head + (gap > 0 ? std::string(static_cast<std::size_t>(gap), ' ') : "\n" + std::string(kHead, ' ')) +
           wrapped(body, width, kHead, kHead) + "\n";
}

template <class Belongs>
std::string entries(const std::vector<Option>& options, const std::string& title, Index width, const Belongs& belongs) {
    std::string text;
    for (const Option& option : options)
        if (belongs(option)) text += entry(head_of(option), body_of(option), width);
    return text.empty() ? "" : "\n" + wrapped(title + ":", width, 0, 0) + "\n" + text;
}

std::string usage_of(const Page& page, Index width) {
    std::string usage = "Usage: " + page.name + " [OPTIONS]";
    for (const OptionGroup& group : page.groups)
        for (const Option& option : group.options)
            if (is_argument(option)) {
                const std::string name = option.names + std::string(is_list(option.target) ? "..." : "");
                usage += (option.use & kRequired) != 0 ? " " + name : " [" + name + "]";
            }
    return wrapped(usage, width, 0, 2) + "\n";
}

std::string types_in(const Page& page, Index width) {
    std::set<std::string> types;
    for (const OptionGroup& group : page.groups)
        for (const Option& option : group.options) types.insert(type_name(option));
    std::string text;
    for (const std::string& type : types)
        if (const std::string meaning = meaning_of_type(type); !meaning.empty()) text += entry(type, meaning, width);
    return "\nValues:\n" + text;
}

std::string footer_of(const Page& page, Index width) {
    std::string text;
    for (const std::string& line : split(page.footer, '\n')) {
        const auto start = std::min(line.find_first_not_of(' '), line.size());
        const auto indent = static_cast<Index>(start);
        text += line.substr(0, start) +
                wrapped(line.substr(start), width, indent, indent > 0 ? indent + 2 : 0, indent > 0 ? " \\" : "") + "\n";
    }
    return "\n" + text;
}

}  // namespace

std::string help_text(const Page& page, Index width) {
    width = std::clamp(width, kNarrowest, kWidest);
    std::string text = wrapped(page.description, width, 0, 0) + "\n" + usage_of(page, width);
    for (const OptionGroup& group : page.groups) text += entries(group.options, "Positionals", width, is_argument);
    for (const OptionGroup& group : page.groups)
        text += entries(group.options, group.title, width, [](const Option& option) { return !is_argument(option); });
    return text + types_in(page, width) + footer_of(page, width);
}

}  // namespace rom::cli
