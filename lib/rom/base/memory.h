// Memory that is asked for, against what there is.
#pragma once

#include <optional>
#include <string>

namespace rom {

// Bytes that this process may have: those of the machine, or fewer if it is limited (ulimit -v, -d).
double memory_limit();

// The most bytes that this process has had so far, those of mapped files included.
double peak_memory();

// From now on no more than so many are had: to ask for more is std::bad_alloc. Files that are mapped do not count.
void limit_memory(double bytes);

// "2G", "500M", "64k" or a number of bytes; as with Slurm a k is 1024. Nothing of anything else.
std::optional<double> bytes_in(const std::string& text);

// Throws Error unless so many bytes may be had: "out of memory: WHAT would take 4000 GB but there are 16; ADVICE".
void require_memory(double bytes, const std::string& what, const std::string& advice);

}  // namespace rom
