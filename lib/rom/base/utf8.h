// Bytes as UTF-8 and back: names of files and words of command lines may be in any encoding, but JSON is UTF-8.
#pragma once

#include <string>

namespace rom {

// A byte that is no part of a character of UTF-8 becomes \xE9, say, and a backslash that an x follows becomes \x5C;
// everything else stays as it is.
std::string as_utf8(const std::string& bytes);

// The first bytes of a text, at most so many, and no part of a character.
std::string cut_to(const std::string& text, std::size_t most);

// What as_utf8 was given.
std::string bytes_of_utf8(const std::string& text);

}  // namespace rom
