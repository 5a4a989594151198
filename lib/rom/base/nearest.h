// What was perhaps meant by a word that is not known.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rom {

// How many letters have to be put in, taken out, replaced or swapped with their neighbour to make one word of the other
// (the optimal string alignment distance).
std::size_t edit_distance(std::string_view one, std::string_view other);

// "; did you mean NAME?" of the name that a word is nearest to, or begins alone; nothing if none is near.
std::string did_you_mean(std::string_view word, std::span<const std::string> names);

}  // namespace rom
