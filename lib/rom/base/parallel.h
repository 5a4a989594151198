// Loops on all threads. Every loop over cases, columns or blocks goes through here: bodies may throw, which OpenMP
// alone does not allow, and results do not depend on the number of threads if no iteration depends on another.
#pragma once

#include <atomic>
#include <exception>

#include "rom/base/types.h"

namespace rom {

// How iterations are dealt out: in equal runs, the same thread getting the same ones in loop after loop, or one by one
// to whoever is free, if they differ in their work.
enum class Deal { evenly, on_demand };

// What the iteration of the least index throws, whatever the number of threads.
class FirstFailure {
public:
    // Runs body() for iteration `index` and keeps what it throws.
    template <class Body>
    void guard(Index index, const Body& body) {
        try {
            body();
        } catch (...) {
#pragma omp critical(rom_first_failure)
            if (!failure_ || index < index_) {
                index_ = index;
                failure_ = std::current_exception();
            }
            failed_ = true;
        }
    }
    bool failed() const { return failed_; }
    void rethrow() const {
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    Index index_ = 0;
    std::exception_ptr failure_;
    std::atomic<bool> failed_ = false;
};

// body(0) to body(count - 1), on all threads if `threaded`.
template <class Body>
void parallel_for(Index count, bool threaded, const Body& body, Deal deal = Deal::evenly) {
    FirstFailure failure;
    if (deal == Deal::evenly) {
#pragma omp parallel for schedule(static) if (threaded)
        for (Index i = 0; i < count; ++i) failure.guard(i, [&] { body(i); });
    } else {
#pragma omp parallel for schedule(dynamic) if (threaded)
        for (Index i = 0; i < count; ++i) failure.guard(i, [&] { body(i); });
    }
    failure.rethrow();
}

// body(i, workspace), each thread with a workspace of its own from make().
template <class Make, class Body>
void parallel_for_with(Index count, bool threaded, const Make& make, const Body& body) {
    FirstFailure failure;
#pragma omp parallel if (threaded)
    {
        auto workspace = make();
#pragma omp for schedule(static)
        for (Index i = 0; i < count; ++i) failure.guard(i, [&] { body(i, workspace); });
    }
    failure.rethrow();
}

// compute(i, workspace) in parallel, and emit(i, workspace) after it, one at a time and in order. After a failure
// nothing is emitted any more.
template <class Make, class Compute, class Emit>
void parallel_in_order(Index count, bool threaded, const Make& make, const Compute& compute, const Emit& emit) {
    FirstFailure failure;
#pragma omp parallel if (threaded)
    {
        auto workspace = make();
#pragma omp for ordered schedule(static, 1)
        for (Index i = 0; i < count; ++i) {
            failure.guard(i, [&] { compute(i, workspace); });
#pragma omp ordered
            if (!failure.failed()) failure.guard(i, [&] { emit(i, workspace); });
        }
    }
    failure.rethrow();
}

}  // namespace rom
