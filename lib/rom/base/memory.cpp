#include "rom/base/memory.h"

#include <unistd.h>

#include "rom/base/error.h"
#include "rom/base/text.h"

namespace rom {

void require_memory(double bytes, const std::string& what, const std::string& purpose, const std::string& advice) {
    const double present = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
    if (bytes > present)
        throw Error(what + format(" needs %.0f GB for ", bytes / 1e9) + purpose +
                    format(" but this machine has %.0f; ", present / 1e9) + advice);
}

}  // namespace rom
