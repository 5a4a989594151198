#include "rom/base/parallel.h"

#include <sched.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <system_error>
#include <thread>
#include <vector>

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

using Job = void (*)(const void*, Iterations&, int);

thread_local bool in_a_loop = false;

// Threads that wait for loops. The one that calls run() is the first of them.
class Team {
public:
    explicit Team(int threads) : runs_(static_cast<std::size_t>(threads)) {
        try {
            for (int thread = 1; thread < threads; ++thread) workers_.emplace_back([this, thread] { work(thread); });
        } catch (const std::system_error&) {
            // No more are allowed; those that there are do all.
        }
    }

    ~Team() {
        ended_ = true;
        begin_round();
        for (std::thread& worker : workers_) worker.join();
    }

    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    int size() const { return static_cast<int>(runs_.size()); }

    void run(Index count, Job job, const void* context) {
        Iterations iterations(runs_, count);
        job_ = job;
        context_ = context;
        iterations_ = &iterations;
        helpers_.store(0, std::memory_order_release);
        begin_round();
        job(context, iterations, 0);
        // What is left is in the hands of those that came; who comes now comes too late.
        helpers_.fetch_or(kClosed, std::memory_order_acq_rel);
        for (int now = 0; (now = helpers_.load(std::memory_order_acquire)) != kClosed;) wait_while(helpers_, now);
    }

private:
    static constexpr int kClosed = 1 << 30;

    void begin_round() {
        round_.fetch_add(1, std::memory_order_release);
        round_.notify_all();
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
            job_(context_, *iterations_, thread);
            leave();
        }
    }

    std::vector<Iterations::Run> runs_;
    std::atomic<int> round_ = 0;
    std::atomic<int> helpers_ = kClosed;  // how many workers are in the loop at hand, and whether more may come
    Job job_ = nullptr;
    const void* context_ = nullptr;
    Iterations* iterations_ = nullptr;
    std::atomic<bool> ended_ = false;
    std::vector<std::thread> workers_;
};

int cores_at_hand() {
    cpu_set_t cores;
    if (::sched_getaffinity(0, sizeof cores, &cores) == 0) return CPU_COUNT(&cores);
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

int default_thread_count() {
    const char* wish = std::getenv("OMP_NUM_THREADS");
    const long number = wish ? std::strtol(wish, nullptr, 10) : 0;
    return number > 0 ? static_cast<int>(std::min<long>(number, kMostThreads)) : cores_at_hand();
}

struct Threads {
    int count = default_thread_count();
    std::unique_ptr<Team> team;
};

// The threads of this process, begun by the first loop that needs them.
Threads& threads() {
    static Threads all;
    return all;
}

}  // namespace

int thread_count() { return threads().count; }

void set_thread_count(int count) { threads().count = count; }

Iterations::Iterations(std::span<Run> runs, Index count) : runs_(runs) {
    const auto size = static_cast<Index>(runs.size());
    for (Index k = 0; k < size; ++k) {
        Run& run = runs[static_cast<std::size_t>(k)];
        run.next.store(count * k / size, std::memory_order_relaxed);
        run.end = count * (k + 1) / size;
    }
}

std::optional<Index> Iterations::take(int thread) {
    for (std::size_t k = 0; k < runs_.size(); ++k) {
        Run& run = runs_[(static_cast<std::size_t>(thread) + k) % runs_.size()];
        if (run.next.load(std::memory_order_relaxed) >= run.end) continue;
        if (const Index i = run.next.fetch_add(1, std::memory_order_relaxed); i < run.end) return i;
    }
    return std::nullopt;
}

void run_on_threads(Index count, Job job, const void* context) {
    Threads& all = threads();
    if (in_a_loop || all.count == 1) {
        Iterations::Run run;
        Iterations iterations({&run, 1}, count);
        job(context, iterations, 0);
        return;
    }
    if (!all.team || all.team->size() != all.count) all.team = std::make_unique<Team>(all.count);
    in_a_loop = true;
    all.team->run(count, job, context);
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
