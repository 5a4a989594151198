// A loop on all threads whose body may throw, which OpenMP alone does not allow.
#pragma once

#include <exception>

#include "rom/network/types.h"

namespace rom {

// body(0) to body(count - 1), on all threads where `threaded`. What the body of the least index throws is thrown after
// the loop, whatever the number of threads.
template <class Body>
void parallel_for(Index count, bool threaded, const Body& body) {
    std::exception_ptr failure;
    Index failed = count;
#pragma omp parallel for schedule(dynamic) if (threaded)
    for (Index i = 0; i < count; ++i) {
        try {
            body(i);
        } catch (...) {
#pragma omp critical(rom_parallel_for)
            if (i < failed) {
                failed = i;
                failure = std::current_exception();
            }
        }
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace rom
