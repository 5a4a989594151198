// What --help prints.
#pragma once

#include <string>

#include "rom/cli/options.h"

namespace rom::cli {

// Description, usage, arguments, options by groups, what their values are, and the footer, in lines of at most `width`
// columns. An option begins a line of its own: "  -o,--output OUTPUT REQUIRED", "  --lr NUMBER=auto".
std::string help_text(const Page& page, Index width);

}  // namespace rom::cli
