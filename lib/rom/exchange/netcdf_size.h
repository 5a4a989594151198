// The library reads zeros from classic files that were cut short.
#pragma once

#include "rom/exchange/elements.h"

namespace rom::exchange {

// Throws Error if a classic NetCDF file (versions 1, 2 and 5) is shorter than its header says. Files of version 4 are
// HDF5, which checks.
void require_whole(const ByteFile& file);

}  // namespace rom::exchange
