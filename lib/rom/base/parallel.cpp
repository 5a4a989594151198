#include "rom/base/parallel.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <memory>
#include <thread>
#include <vector>

#include "rom/base/cores.h"

namespace rom {
namespace {

// Returns when the value is no longer `old`: awake for a moment, since the next loop mostly follows at once, and then
// asleep, since another program may need the core.
void wait_while(const std::atomic<int>& value, int old) {
    constexpr std::chrono::microseconds moment(50);
    const auto start = std::chrono::steady_clock::now();
    do {
        if (value.load(std::memory_order_acquire) != old) return;
    } while (std::chrono::steady_clock::now() - start < moment);
    value.wait(old, std::memory_order_acquire);
}

using Job = void (*)(const void*, WorkQueue&, int);

thread_local bool in_a_loop = false;

// Threads that wait for loops. The one that calls run() is thread 0.
class ThreadPool {
public:
    explicit ThreadPool(int threads) : ranges_(static_cast<std::size_t>(threads)) {
        workers_.reserve(static_cast<std::size_t>(threads));
        try {
            for (int thread = 1; thread < threads; ++thread) workers_.emplace_back([this, thread] { work(thread); });
        } catch (const std::exception&) {
            // No more threads, or no memory for them: those that there are do all the work.
        }
    }

    ~ThreadPool() {
        ended_ = true;
        begin_round(size());
        for (std::thread& worker : workers_) worker.join();
    }

    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    int size() const { return static_cast<int>(ranges_.size()); }

    void run(Index count, Job job, const void* context) {
        const auto useful = static_cast<int>(std::min<Index>(count, size()));
        WorkQueue queue(std::span<WorkQueue::Range>(ranges_).first(static_cast<std::size_t>(useful)), count);
        job_ = job;
        context_ = context;
        queue_ = &queue;
        helpers_.store(0, std::memory_order_release);
        begin_round(useful);
        job(context, queue, 0);
        // All iterations are taken. Threads that wake up from now on find the loop closed.
        helpers_.fetch_or(kClosed, std::memory_order_acq_rel);
        for (int now = 0; (now = helpers_.load(std::memory_order_acquire)) != kClosed;) wait_while(helpers_, now);
    }

private:
    static constexpr int kClosed = 1 << 30;

    // Wakes no more threads than there are iterations.
    void begin_round(int useful) {
        round_.fetch_add(1, std::memory_order_release);
        if (useful == size()) return round_.notify_all();
        for (int thread = 1; thread < useful; ++thread) round_.notify_one();
    }

    bool enter() {
        int now = helpers_.load(std::memory_order_acquire);
        while ((now & kClosed) == 0)
            if (helpers_.compare_exchange_weak(now, now + 1, std::memory_order_acq_rel)) return true;
        return false;
    }

    void leave() {
        if (helpers_.fetch_sub(1, std::memory_order_acq_rel) == kClosed + 1) helpers_.notify_one();
    }

    void work(int thread) {
        in_a_loop = true;
        for (int seen = 0;;) {
            wait_while(round_, seen);
            seen = round_.load(std::memory_order_acquire);
            if (ended_) return;
            if (!enter()) continue;
            job_(context_, *queue_, thread);
            leave();
        }
    }

    std::vector<WorkQueue::Range> ranges_;
    std::atomic<int> round_ = 0;
    std::atomic<int> helpers_ = kClosed;  // how many workers are in the loop at hand, and whether more may come
    Job job_ = nullptr;
    const void* context_ = nullptr;
    WorkQueue* queue_ = nullptr;
    std::atomic<bool> ended_ = false;
    std::vector<std::thread> workers_;
};

int default_thread_count() {
    const char* asked = std::getenv("OMP_NUM_THREADS");
    const long number = asked ? std::strtol(asked, nullptr, 10) : 0;
    return number > 0 ? static_cast<int>(std::min<long>(number, kMostThreads)) : available_cores();
}

struct Threads {
    int count = default_thread_count();
    std::unique_ptr<ThreadPool> pool;
};

// The threads of this process, started by the first loop that needs them.
Threads& threads() {
    static Threads all;
    return all;
}

}  // namespace

int thread_count() { return threads().count; }

void set_thread_count(int count) { threads().count = count; }

WorkQueue::WorkQueue(std::span<Range> ranges, Index count) : ranges_(ranges) {
    const auto size = static_cast<Index>(ranges.size());
    for (Index k = 0; k < size; ++k) {
        Range& range = ranges[static_cast<std::size_t>(k)];
        range.next.store(count * k / size, std::memory_order_relaxed);
        range.end = count * (k + 1) / size;
    }
}

std::optional<Index> WorkQueue::take(int thread) {
    for (std::size_t k = 0; k < ranges_.size(); ++k) {
        Range& range = ranges_[(static_cast<std::size_t>(thread) + k) % ranges_.size()];
        if (range.next.load(std::memory_order_relaxed) >= range.end) continue;
        if (const Index i = range.next.fetch_add(1, std::memory_order_relaxed); i < range.end) return i;
    }
    return std::nullopt;
}

OnThisThread::OnThisThread() : before_(in_a_loop) { in_a_loop = true; }
OnThisThread::~OnThisThread() { in_a_loop = before_; }

void run_on_threads(Index count, Job job, const void* context) {
    Threads& all = threads();
    if (in_a_loop || all.count == 1) {
        WorkQueue::Range range;
        WorkQueue queue({&range, 1}, count);
        job(context, queue, 0);
        return;
    }
    if (!all.pool || all.pool->size() != all.count) all.pool = std::make_unique<ThreadPool>(all.count);
    in_a_loop = true;
    all.pool->run(count, job, context);
    in_a_loop = false;
}

void Turns::wait_for(Index i) const {
    const int wanted = static_cast<int>(i);
    for (int now = 0; (now = turn_.load(std::memory_order_acquire)) != wanted;) wait_while(turn_, now);
}

void Turns::pass_on() {
    turn_.fetch_add(1, std::memory_order_release);
    turn_.notify_all();
}

}  // namespace rom
