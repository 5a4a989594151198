#include "rom/base/memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "rom/base/error.h"
#include "rom/base/text.h"

namespace rom {

double memory_limit() {
    double bytes = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
    struct rlimit limit {};
    if (::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        bytes = std::min(bytes, static_cast<double>(limit.rlim_cur));
    return bytes;
}

void require_memory(double bytes, const std::string& what, const std::string& advice) {
    if (const double limit = memory_limit(); bytes > limit)
        throw Error("out of memory: " + what +
                    format(" would take %.3g GB but there are %.3g; ", bytes / 1e9, limit / 1e9) + advice);
}

}  // namespace rom
