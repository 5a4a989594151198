// Compiled for any processor.
#include "rom/base/vectors.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include <hwy/targets.h>

#include "rom/base/error.h"

namespace rom {
namespace {

struct Width {
    std::string_view name;
    std::int64_t target;
};

#if defined(__x86_64__)

constexpr std::array kWidths = {Width{"avx2", HWY_AVX2}, Width{"avx512", HWY_AVX3}};

// Before all other constructors, which may use what the processor lacks.
[[gnu::constructor(101)]] void require_fused_products() {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) return;
    ::dprintf(STDERR_FILENO, "%s: this processor lacks AVX2 or FMA, which rom needs; most have both since 2015\n",
              program_invocation_short_name);
    ::_exit(1);
}

#else
constexpr std::array<Width, 0> kWidths{};
#endif

}  // namespace

void limit_vectors(const char* name) {
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().DeInit();
    if (name == nullptr) return;
    const auto width = std::ranges::find(kWidths, std::string_view(name), &Width::name);
    if (width == kWidths.end()) throw Error("ROM_CPU is " + std::string(name) + "; it can be avx2 or avx512", 2);
    if ((hwy::SupportedTargets() & width->target) == 0)
        throw Error("ROM_CPU is " + std::string(name) + ", which this processor does not have", 2);
    hwy::SetSupportedTargetsForTest(width->target);
}

}  // namespace rom
