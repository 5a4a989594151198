// Names of files: lists of them, and numbers in them.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace rom::exchange {

// The names in a file, or in standard input if it is "-", one a line, whatever the system that wrote it ends lines
// with. Throws Error(2) if it cannot be opened.
std::vector<std::string> names_in(const std::string& list);

// A name whose file another one means too; nothing if there is none.
std::optional<std::string> given_twice(const std::vector<std::string>& files);

// Whether more than one folder has several of the files, as runs have that are a file a time.
bool in_several_folders(const std::vector<std::string>& files);

// In the order of the numbers: run-2 before run-10.
void sort_by_numbers(std::vector<std::string>& files);

// Whether they are in the order of their letters, run-10 before run-2, as a shell lists them, and not of their numbers.
bool sorted_by_letters_only(const std::vector<std::string>& files);

}  // namespace rom::exchange
