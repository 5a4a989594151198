// Memory that is asked for, against what there is.
#pragma once

#include <string>

namespace rom {

// Bytes that this process may have: those of the machine, or fewer if it is limited (ulimit -v).
double memory_limit();

// Throws Error unless so many bytes may be had: "out of memory: WHAT would take 4000 GB but there are 16; ADVICE".
void require_memory(double bytes, const std::string& what, const std::string& advice);

}  // namespace rom
