// Names of files with numbers in them.
#pragma once

#include <string>
#include <vector>

namespace rom::exchange {

// In the order of the numbers: run-2 before run-10.
void sort_by_numbers(std::vector<std::string>& files);

// Whether they are in the order of their letters, run-10 before run-2, as a shell lists them, and not of their numbers.
bool sorted_by_letters_only(const std::vector<std::string>& files);

}  // namespace rom::exchange
