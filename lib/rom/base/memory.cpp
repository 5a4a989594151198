#include "rom/base/memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "rom/base/error.h"
#include "rom/base/text.h"

namespace rom {

namespace {

double least_of(double bytes, decltype(RLIMIT_AS) resource) {
    struct rlimit limit {};
    if (::getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return bytes;
    return std::min(bytes, static_cast<double>(limit.rlim_cur));
}

}  // namespace

double memory_limit() {
    const double bytes = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
    return least_of(least_of(bytes, RLIMIT_AS), RLIMIT_DATA);
}

double peak_memory() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) * 1024;
}

void limit_memory(double bytes) {
    struct rlimit limit {};
    ::getrlimit(RLIMIT_DATA, &limit);
    limit.rlim_cur = std::min(limit.rlim_max, static_cast<rlim_t>(bytes));
    ::setrlimit(RLIMIT_DATA, &limit);
}

std::optional<double> bytes_in(const std::string& text) {
    constexpr std::string_view units = "kMGT";
    std::size_t used = 0;
    double value = 0;
    try {
        value = std::stod(text, &used);
    } catch (const std::exception&) {
        return std::nullopt;
    }
    const std::string unit = text.substr(used);
    if (!(value > 0) || !std::isfinite(value) || unit.size() > 1) return std::nullopt;
    if (unit.empty()) return value;
    const std::size_t power = units.find(unit == "K" ? 'k' : unit[0]);
    if (power == std::string_view::npos) return std::nullopt;
    return value * std::pow(1024.0, static_cast<double>(power + 1));
}

void require_memory(double bytes, const std::string& what, const std::string& advice) {
    if (const double limit = memory_limit(); bytes > limit)
        throw Error("out of memory: " + what +
                    format(" would take %.3g GB but there are %.3g; ", bytes / 1e9, limit / 1e9) + advice);
}

}  // namespace rom
