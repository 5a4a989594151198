// The terminal that a person looks at: how wide it is, and text that fits.
#pragma once

#include <string>
#include <vector>

#include "rom/base/types.h"

namespace rom::cli {

// Whether the descriptor leads to a terminal on which a line can be written over; TERM=dumb is none.
bool can_overwrite(int descriptor);

// How many columns the terminal has that the descriptor leads to. Without one, or if it does not know: COLUMNS, else
// 80.
Index columns_of(int descriptor);

// The first parts, as many as fit into `width` columns, separated by commas; of the first alone what fits.
std::string fitting(const std::vector<std::string>& parts, Index width);

// Words that follow each other in lines of at most `width` columns, all but the first indented. `column`: where the
// first begins. A word that is longer than a line is broken. `mark` ends each line but the last, " \\" for a shell.
std::string wrapped(const std::string& text, Index width, Index column, Index indent, const std::string& mark = "");

}  // namespace rom::cli
