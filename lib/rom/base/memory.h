// Whether something fits into the machine's memory: better refused at once than after hours.
#pragma once

#include <string>

namespace rom {

// Throws Error if this machine has less: "WHAT needs 64 GB for PURPOSE but this machine has 16; ADVICE".
void require_memory(double bytes, const std::string& what, const std::string& purpose, const std::string& advice);

}  // namespace rom
