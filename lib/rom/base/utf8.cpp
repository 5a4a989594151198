#include "rom/base/utf8.h"

#include <cctype>
#include <cstdint>

#include "rom/base/text.h"

namespace rom {
namespace {

// How many bytes the character that begins here has; 0 if it is none: a byte on its own, a longer spelling than need
// be, half of a surrogate pair, or beyond U+10FFFF.
std::size_t character_at(const std::string& bytes, std::size_t at) {
    const auto byte = [&](std::size_t k) { return k < bytes.size() ? static_cast<unsigned char>(bytes[k]) : 0U; };
    const unsigned first = byte(at);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4) return 0;
    for (std::size_t k = 1; k < length; ++k)
        if ((byte(at + k) & 0xc0U) != 0x80) return 0;
    const unsigned second = byte(at + 1);
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) || (first == 0xf0 && second < 0x90) ||
        (first == 0xf4 && second > 0x8f))
        return 0;
    return length;
}

bool is_escape(const std::string& text, std::size_t at) {
    return text.size() - at >= 4 && text[at] == '\\' && text[at + 1] == 'x' &&
           std::isxdigit(static_cast<unsigned char>(text[at + 2])) != 0 &&
           std::isxdigit(static_cast<unsigned char>(text[at + 3])) != 0;
}

}  // namespace

std::string as_utf8(const std::string& bytes) {
    std::string text;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = character_at(bytes, at);
        if (length == 0 || bytes.compare(at, 2, "\\x") == 0)
            text += format("\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(bytes[at])));
        else
            text += bytes.substr(at, length);
        at += length == 0 ? 1 : length;
    }
    return text;
}

std::string cut_to(const std::string& text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    return text.substr(0, most);
}

std::string bytes_of_utf8(const std::string& text) {
    std::string bytes;
    for (std::size_t at = 0; at < text.size();) {
        const bool escape = is_escape(text, at);
        bytes += escape ? static_cast<char>(std::stoi(text.substr(at + 2, 2), nullptr, 16)) : text[at];
        at += escape ? 4 : 1;
    }
    return bytes;
}

}  // namespace rom
