#include "rom/base/text.h"

#include <array>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace rom {
namespace {

// What strtod and strtoll make of a text, if they take all of it.
template <class Number, class Convert>
std::optional<Number> whole(const std::string& text, Convert convert) {
    if (text.empty() || std::isspace(static_cast<unsigned char>(text[0])) != 0) return std::nullopt;
    char* end = nullptr;
    errno = 0;
    const Number value = convert(text.c_str(), &end);
    if (end != text.c_str() + text.size() || errno == ERANGE) return std::nullopt;
    return value;
}

}  // namespace

std::string format(const char* pattern, ...) {
    std::array<char, 1024> text{};
    va_list arguments;
    va_start(arguments, pattern);
    std::vsnprintf(text.data(), text.size(), pattern, arguments);
    va_end(arguments);
    return text.data();
}

std::string utc_text(std::int64_t seconds) {
    const std::time_t time = seconds;
    std::array<char, 32> text{};
    std::tm utc{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&time, &utc));
    return text.data();
}

std::string duration_text(double seconds) {
    const long whole = std::lround(seconds);
    if (whole >= 3600) return format("%ld h %02ld min", whole / 3600, whole / 60 % 60);
    if (whole >= 60) return format("%ld min %02ld s", whole / 60, whole % 60);
    return format("%ld s", whole);
}

std::string counted(std::int64_t count, const std::string& singular) {
    return std::to_string(count) + " " + singular + (count == 1 ? "" : "s");
}

std::string listed(const std::vector<std::string>& parts, const std::string& last) {
    std::string text;
    for (std::size_t k = 0; k < parts.size(); ++k)
        text += (k == 0 ? "" : k + 1 == parts.size() ? " " + last + " " : ", ") + parts[k];
    return text;
}

std::string joined(const std::vector<std::string>& parts, const std::string& between) {
    std::string text;
    for (std::size_t k = 0; k < parts.size(); ++k) text += (k == 0 ? "" : between) + parts[k];
    return text;
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::size_t start = 0;
    for (std::size_t at = text.find(separator); at != std::string::npos; at = text.find(separator, start)) {
        parts.push_back(text.substr(start, at - start));
        start = at + 1;
    }
    parts.push_back(text.substr(start));
    return parts;
}

std::optional<double> number_in(const std::string& text) {
    if (text.find_first_of("xX(") != std::string::npos) return std::nullopt;  // 0x10, nan(1)
    return whole<double>(text, [](const char* from, char** end) { return std::strtod(from, end); });
}

std::optional<std::int64_t> integer_in(const std::string& text) {
    return whole<std::int64_t>(text, [](const char* from, char** end) { return std::strtoll(from, end, 10); });
}

std::optional<std::uint64_t> unsigned_in(const std::string& text) {
    if (text.find_first_of("+-") != std::string::npos) return std::nullopt;
    return whole<std::uint64_t>(text, [](const char* from, char** end) { return std::strtoull(from, end, 10); });
}

}  // namespace rom
