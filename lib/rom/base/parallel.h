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

// The number of threads: what was set (not within a loop), else the first number in OMP_NUM_THREADS, else the cores
// that this process may use.
constexpr int kMostThreads = 1024;
int thread_count();
void set_thread_count(int count);

// What is left of a loop. Each thread has a range of iterations, the same in loop after loop, so that it finds in its
// caches what it left there; when it has finished them, it takes from the others', whose threads may be waiting for a
// core.
class WorkQueue {
public:
    struct alignas(64) Range {
        std::atomic<Index> next = 0;
        Index end = 0;
    };

    // Deals 0 .. count - 1 out in equal ranges.
    WorkQueue(std::span<Range> ranges, Index count);

    // The next iteration for a thread, if there is one.
    std::optional<Index> take(int thread);

private:
    std::span<Range> ranges_;
};

// job(context, queue, thread) on this thread and on those of the others that wake up in time; returns when all these
// have returned. On this thread alone if it is in such a loop already. The job must not throw, and loops must begin on
// one thread of the program only, but for those of OnThisThread.
void run_on_threads(Index count, void (*job)(const void*, WorkQueue&, int), const void* context);

// While it lives, all loops that begin on this thread run on it alone; then many threads of a program may have loops.
class OnThisThread {
public:
    OnThisThread();
    ~OnThisThread();
    OnThisThread(const OnThisThread&) = delete;
    OnThisThread& operator=(const OnThisThread&) = delete;

private:
    bool before_;
};

template <class Job>
void run_job(Index count, bool threaded, const Job& job) {
    if (threaded && count > 1) {
        const auto call = [](const void* context, WorkQueue& queue, int thread) {
            (*static_cast<const Job*>(context))(queue, thread);
        };
        run_on_threads(count, call, &job);
    } else {
        WorkQueue::Range range;
        WorkQueue queue({&range, 1}, count);
        job(queue, 0);
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
        }
    }
    // Whether an iteration before this one, or this one, has failed.
    bool by(Index index) const {
        const std::lock_guard lock(mutex_);
        return failure_ && index_ <= index;
    }
    void rethrow() const {
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    mutable std::mutex mutex_;
    Index index_ = 0;
    std::exception_ptr failure_;
};

// body(0) to body(count - 1), on all threads if `threaded`.
template <class Body>
void parallel_for(Index count, bool threaded, const Body& body) {
    FirstFailure failure;
    run_job(count, threaded, [&](WorkQueue& queue, int thread) {
        while (const auto i = queue.take(thread)) failure.guard(*i, [&] { body(*i); });
    });
    failure.rethrow();
}

// body(i, workspace). Each thread that takes part has a workspace of its own, from make().
template <class Make, class Body>
void parallel_for_with(Index count, bool threaded, const Make& make, const Body& body) {
    FirstFailure failure;
    run_job(count, threaded, [&](WorkQueue& queue, int thread) {
        std::optional<decltype(make())> workspace;
        while (const auto i = queue.take(thread))
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

// compute(i, workspace) in parallel, and emit(i, workspace) after it, one at a time and in order. What comes before the
// first failure is emitted, and nothing after it.
template <class Make, class Compute, class Emit>
void parallel_in_order(Index count, bool threaded, const Make& make, const Compute& compute, const Emit& emit) {
    FirstFailure failure;
    Turns turns;
    std::atomic<Index> next = 0;
    run_job(count, threaded, [&](WorkQueue&, int) {
        std::optional<decltype(make())> workspace;
        for (Index i = next++; i < count; i = next++) {
            if (!failure.by(i))
                failure.guard(i, [&] {
                    if (!workspace) workspace.emplace(make());
                    compute(i, *workspace);
                });
            turns.wait_for(i);
            if (!failure.by(i)) failure.guard(i, [&] { emit(i, *workspace); });
            turns.pass_on();
        }
    });
    failure.rethrow();
}

}  // namespace rom
