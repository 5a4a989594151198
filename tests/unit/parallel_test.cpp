#include "rom/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <numeric>
#include <thread>
#include <vector>

#include "support.h"

using namespace rom;
using test::error_of;

namespace {

// So many threads, whatever the machine has.
struct Threads {
    explicit Threads(int count) : before(thread_count()) { set_thread_count(count); }
    ~Threads() { set_thread_count(before); }
    Threads(const Threads&) = delete;
    Threads& operator=(const Threads&) = delete;
    int before;
};

void wait(int milliseconds) { std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds)); }

const auto no_workspace = [] { return 0; };

}  // namespace

TEST_CASE("a parallel loop does each iteration once, threaded or not") {
    const Threads threads(4);
    for (const bool threaded : {false, true})
        for (const Index count : {0, 1, 3, 1000}) {
            std::vector<int> done(static_cast<std::size_t>(count), 0);
            parallel_for(count, threaded, [&](Index i) { ++done[static_cast<std::size_t>(i)]; });
            CHECK(done == std::vector<int>(static_cast<std::size_t>(count), 1));
        }
}

TEST_CASE("who has done its iterations does those of a thread that is held up") {
    const Threads threads(2);
    std::atomic<int> done = 0;
    int others = 0;
    parallel_for(16, true, [&](Index i) {
        if (i != 0) {
            ++done;
            return;
        }
        for (int k = 0; k < 2000 && done < 15; ++k) wait(1);
        others = done;
    });
    CHECK(others == 15);
}

TEST_CASE("a loop within a loop does each iteration once") {
    const Threads threads(3);
    std::vector<std::atomic<int>> done(64);
    parallel_for(8, true, [&](Index i) {
        parallel_for(8, true, [&](Index j) { ++done[static_cast<std::size_t>(8 * i + j)]; });
    });
    CHECK(std::all_of(done.begin(), done.end(), [](const auto& times) { return times == 1; }));
}

TEST_CASE("threads of a program that keep their loops to themselves may have them at once") {
    const Threads four(4);
    std::atomic<int> elsewhere = 0;
    std::vector<Index> sums(6);
    std::vector<std::thread> program;
    for (Index& sum : sums)
        program.emplace_back([&] {
            const OnThisThread alone;
            const auto here = std::this_thread::get_id();
            for (int again = 0; again < 100; ++again)
                parallel_for(1000, true, [&](Index i) {
                    if (std::this_thread::get_id() != here) ++elsewhere;
                    sum += i;
                });
        });
    for (std::thread& thread : program) thread.join();
    CHECK(elsewhere == 0);
    for (const Index sum : sums) CHECK(sum == 100 * 999 * 500);
}

TEST_CASE("threads that wait for a loop take no time from others") {
    const Threads threads(4);
    parallel_for(100, true, [](Index) {});
    wait(20);
    const std::clock_t before = std::clock();  // of the processor, all threads together
    wait(200);
    CHECK(static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC < 0.05);
}

TEST_CASE("a parallel loop throws what its iteration of the least index throws, though others throw before it") {
    const Threads threads(4);
    for (const bool threaded : {false, true}) {
        std::atomic<int> done = 0;
        const auto body = [&](Index i) {
            ++done;
            if (i == 3) wait(30);
            if (i >= 3) throw Error("case " + std::to_string(i));
        };
        CHECK(error_of([&] { parallel_for(16, threaded, body); }) == "case 3");
        CHECK(done == 16);
    }
    CHECK(error_of([&] {
              parallel_for_with(16, true, no_workspace, [](Index i, int&) {
                  if (i == 5) wait(30);
                  if (i % 5 == 0 && i > 0) throw Error("case " + std::to_string(i));
              });
          }) == "case 5");
    const auto fail = []() -> int { throw Error("no workspace"); };
    CHECK(error_of([&] { parallel_for_with(16, true, fail, [](Index, int&) {}); }) == "no workspace");
    CHECK(error_of([&] {
              parallel_in_order(
                  16, true, fail, [](Index, int&) {}, [](Index, int&) {});
          }) == "no workspace");
}

TEST_CASE("a parallel loop with workspaces has one for each thread that comes, which no other touches") {
    const Threads threads(4);
    std::atomic<int> made = 0;
    std::atomic<int> begun = 0;
    std::atomic<int> shared = 0;
    struct Workspace {
        std::thread::id owner;
        int used;
    };
    std::atomic<Index> sum = 0;
    const auto make = [&] {
        ++made;
        return Workspace{std::this_thread::get_id(), 0};
    };
    const auto body = [&](Index i, Workspace& workspace) {
        if (workspace.owner != std::this_thread::get_id()) ++shared;
        if (workspace.used++ == 0) ++begun;
        sum += i;
    };
    parallel_for_with(100, true, make, body);
    CHECK(made == begun);
    CHECK(made <= 4);
    CHECK(shared == 0);
    CHECK(sum == 4950);
    made = 0;
    parallel_for_with(100, false, make, body);
    CHECK(made == 1);
}

TEST_CASE("results are emitted in order and one at a time, with the workspace that computed them") {
    const Threads threads(4);
    for (const bool threaded : {false, true}) {
        std::vector<Index> emitted;
        std::atomic<int> inside = 0;
        bool alone = true;
        parallel_in_order(
            40, threaded, [] { return Index{-1}; },
            [](Index i, Index& workspace) {
                wait(static_cast<int>(i % 3));
                workspace = i * i;
            },
            [&](Index i, const Index& workspace) {
                alone = alone && ++inside == 1;
                emitted.push_back(i);
                CHECK(workspace == i * i);
                --inside;
            });
        std::vector<Index> expected(40);
        std::iota(expected.begin(), expected.end(), 0);
        CHECK(emitted == expected);
        CHECK(alone);
    }
}

TEST_CASE("what comes before the first failure is emitted, and nothing after it") {
    const Threads threads(4);
    for (const bool threaded : {false, true}) {
        // In the computation.
        std::vector<Index> emitted;
        const auto keep = [&](Index i, int&) { emitted.push_back(i); };
        CHECK(error_of([&] {
                  parallel_in_order(
                      40, threaded, no_workspace,
                      [](Index i, int&) {
                          if (i >= 7) throw Error("case " + std::to_string(i));
                      },
                      keep);
              }) == "case 7");
        CHECK(emitted == std::vector<Index>{0, 1, 2, 3, 4, 5, 6});

        // In what takes the results, such as a full disk.
        emitted.clear();
        CHECK(error_of([&] {
                  parallel_in_order(
                      40, threaded, no_workspace, [](Index, int&) {},
                      [&](Index i, int& workspace) {
                          if (i >= 5) throw Error("case " + std::to_string(i));
                          keep(i, workspace);
                      });
              }) == "case 5");
        CHECK(emitted == std::vector<Index>{0, 1, 2, 3, 4});

        // After it nothing more is computed than what the threads had begun.
        std::atomic<Index> computed = 0;
        CHECK(error_of([&] {
                  parallel_in_order(
                      400, threaded, no_workspace, [&](Index, int&) { ++computed; },
                      [](Index, int&) { throw Error("full"); });
              }) == "full");
        CHECK(computed <= 8);

        // In both: the first counts, though the other one comes earlier.
        emitted.clear();
        CHECK(error_of([&] {
                  parallel_in_order(
                      40, threaded, no_workspace,
                      [](Index i, int&) {
                          if (i == 5) wait(20);
                          if (i == 7) throw Error("computing");
                      },
                      [&](Index i, int& workspace) {
                          if (i == 6) throw Error("emitting");
                          keep(i, workspace);
                      });
              }) == "emitting");
        CHECK(emitted == std::vector<Index>{0, 1, 2, 3, 4, 5});
    }
}
