// Loops on all threads. Every loop over cases, columns or blocks goes through here: bodies may throw, and results do
// not depend on the number of threads if no iteration depends on another.
#pragma once

#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <span>

#include "rom/base/types.h"

namespace rom {

// The threads that loops run on: what was set, else the first number in OMP_NUM_THREADS, else the cores that this
// process may use. The number is set between loops, not within one.
constexpr int kMostThreads = 1024;
int thread_count();
void set_thread_count(int count);

// The iterations of a loop that are still to be done: a run of them for each thread, the same in loop after loop, so
// that it finds in its caches what it left there.
class Iterations {
public:
    struct alignas(64) Run {
        std::atomic<Index> next = 0;
        Index end = 0;
    };

    // Deals 0 .. count - 1 out in equal runs.
    Iterations(std::span<Run> runs, Index count);

    // The next iteration for a thread: of its own run, or, when that is used up, of another's, whose thread may be
    // waiting for a core.
    std::optional<Index> take(int thread);

private:
    std::span<Run> runs_;
};

// job(context, iterations, thread) on this thread, and on the others as they come; returns when all that came have
// ended. On this thread alone if it is in such a loop already.
void run_on_threads(Index count, void (*job)(const void*, Iterations&, int), const void* context);

template <class Job>
void run_job(Index count, bool threaded, const Job& job) {
    if (threaded && count > 1) {
        const auto call = [](const void* context, Iterations& iterations, int thread) {
            (*static_cast<const Job*>(context))(iterations, thread);
        };
        run_on_threads(count, call, &job);
    } else {
        Iterations::Run run;
        Iterations iterations({&run, 1}, count);
        job(iterations, 0);
    }
}

// What the iteration of the least index throws, whatever the number of threads.
class FirstFailure {
public:
    // Runs body() for iteration `index` and keeps what it throws.
    template <class Body>
    void guard(Index index, const Body& body) {
        try {
            body();
        } catch (...) {
            const std::lock_guard lock(mutex_);
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
    std::mutex mutex_;
    Index index_ = 0;
    std::exception_ptr failure_;
    std::atomic<bool> failed_ = false;
};

// body(0) to body(count - 1), on all threads if `threaded`.
template <class Body>
void parallel_for(Index count, bool threaded, const Body& body) {
    FirstFailure failure;
    run_job(count, threaded, [&](Iterations& iterations, int thread) {
        while (const auto i = iterations.take(thread)) failure.guard(*i, [&] { body(*i); });
    });
    failure.rethrow();
}

// body(i, workspace), each thread that does any with a workspace of its own from make().
template <class Make, class Body>
void parallel_for_with(Index count, bool threaded, const Make& make, const Body& body) {
    FirstFailure failure;
    run_job(count, threaded, [&](Iterations& iterations, int thread) {
        std::optional<decltype(make())> workspace;
        while (const auto i = iterations.take(thread))
            failure.guard(*i, [&] {
                if (!workspace) workspace.emplace(make());
                body(*i, *workspace);
            });
    });
    failure.rethrow();
}

// The turns of a loop whose results are taken in order.
class Turns {
public:
    // Returns when it is the turn of iteration i.
    void wait_for(Index i) const;
    // Gives the turn to the next iteration.
    void pass_on();

private:
    std::atomic<int> turn_ = 0;
};

// compute(i, workspace) in parallel, and emit(i, workspace) after it, one at a time and in order. After a failure
// nothing is emitted any more.
template <class Make, class Compute, class Emit>
void parallel_in_order(Index count, bool threaded, const Make& make, const Compute& compute, const Emit& emit) {
    FirstFailure failure;
    Turns turns;
    std::atomic<Index> next = 0;
    run_job(count, threaded, [&](Iterations&, int) {
        std::optional<decltype(make())> workspace;
        for (Index i = next++; i < count; i = next++) {
            failure.guard(i, [&] {
                if (!workspace) workspace.emplace(make());
                compute(i, *workspace);
            });
            turns.wait_for(i);
            if (!failure.failed()) failure.guard(i, [&] { emit(i, *workspace); });
            turns.pass_on();
        }
    });
    failure.rethrow();
}

}  // namespace rom
