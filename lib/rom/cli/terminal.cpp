#include "rom/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "rom/base/text.h"

namespace rom::cli {
namespace {

constexpr Index kUsualColumns = 80;
constexpr Index kMostColumns = 10000;

Index length_of(const std::string& text) { return static_cast<Index>(text.size()); }

std::string spaces(Index count) { return std::string(static_cast<std::size_t>(count), ' '); }

}  // namespace

bool can_overwrite(int descriptor) {
    const char* kind = std::getenv("TERM");
    return ::isatty(descriptor) == 1 && kind != nullptr && std::string(kind) != "dumb";
}

Index columns_of(int descriptor) {
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    const char* columns = std::getenv("COLUMNS");
    const auto given = columns != nullptr ? integer_in(columns) : std::nullopt;
    return given && *given > 0 ? std::min<Index>(*given, kMostColumns) : kUsualColumns;
}

std::string fitting(const std::vector<std::string>& parts, Index width) {
    std::string line;
    for (const std::string& part : parts) {
        const std::string longer = line.empty() ? part : line + ", " + part;
        if (length_of(longer) > width) break;
        line = longer;
    }
    return line.empty() && !parts.empty() ? parts.front().substr(0, static_cast<std::size_t>(width)) : line;
}

std::string wrapped(const std::string& text, Index width, Index column, Index indent, const std::string& mark) {
    const Index room = std::max<Index>(1, width - length_of(mark));
    std::string lines;
    bool begins = true;  // a line
    for (std::string word : split(text, ' ')) {
        if (!begins && column + 1 + length_of(word) > room) {
            lines += mark + '\n' + spaces(indent);
            column = indent;
            begins = true;
        }
        if (!begins) lines += ' ';
        column += begins ? 0 : 1;
        while (column + length_of(word) > room && room > indent) {
            const auto fits = static_cast<std::size_t>(std::max<Index>(0, room - column));
            lines += word.substr(0, fits) + '\n' + spaces(indent);
            word.erase(0, fits);
            column = indent;
        }
        lines += word;
        column += length_of(word);
        begins = false;
    }
    return lines;
}

}  // namespace rom::cli
