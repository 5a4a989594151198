/* What the library shows of itself. */
#pragma once

#if defined(__GNUC__)
#define ROMTOOLS_EXPORT __attribute__((visibility("default")))
#else
#define ROMTOOLS_EXPORT
#endif
