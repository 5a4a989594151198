// Text made and taken apart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rom {

// printf into a string.
[[gnu::format(printf, 1, 2)]] std::string format(const char* pattern, ...);

// "2026-01-31T12:00:00Z", of seconds since 1970.
std::string utc_text(std::int64_t seconds);

// "3 s", "2 min 05 s", "1 h 30 min".
std::string duration_text(double seconds);

// "1 case", "2 cases".
std::string counted(std::int64_t count, const std::string& singular);

// "a, b and c" of the parts with "and".
std::string listed(const std::vector<std::string>& parts, const std::string& last);

// The parts with that between them.
std::string joined(const std::vector<std::string>& parts, const std::string& between);

// The parts of "a:b:c".
std::vector<std::string> split(const std::string& text, char separator);

// The number that the whole text is, if it is one.
std::optional<double> number_in(const std::string& text);  // decimal, nan or inf
std::optional<std::int64_t> integer_in(const std::string& text);
std::optional<std::uint64_t> unsigned_in(const std::string& text);  // no sign

}  // namespace rom
