// What is said of files and of what came of them.
#pragma once

#include <string>
#include <vector>

#include "rom/exchange/import.h"

namespace rom::exchange {

// "u [m/s], (3, 201, 600), float32: 3 files, a case each; times 0 to 10 s, 0.05 apart"
std::string sentence_of(const Imported& imported, std::size_t files);

// What may not be as it is meant: values that are missing in some snapshots alone, times that do not fit.
std::vector<std::string> warnings_of(const Imported& imported);

// A line for each variable and attribute of a file.
std::string table_of(const Source& source);

}  // namespace rom::exchange
