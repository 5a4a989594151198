// What this machine can do, for the benchmark to hold itself against.
//   bench-machine gemm M N K   GFLOP/s of single-precision products of that size, on all threads
//   bench-machine write FILE BYTES   seconds to write so many bytes from memory, and until they are on the disk
//   bench-machine exchange BYTES   seconds for each rank to send every other so many bytes; started by mpirun
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <Eigen/Dense>

#include "rom/base/parallel.h"
#include "rom/base/ranks.h"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double gemm_rate(Eigen::Index m, Eigen::Index n, Eigen::Index k) {
    const double work = 2.0 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
    const int repeats = std::max(1, static_cast<int>(2e9 / work));
    const int threads = rom::thread_count();
    double best = 1e30;
    for (int trial = 0; trial < 5; ++trial) {
        const auto start = Clock::now();
        rom::parallel_for(threads, true, [&](Eigen::Index) {
            const Eigen::MatrixXf a = Eigen::MatrixXf::Ones(m, k);
            const Eigen::MatrixXf b = Eigen::MatrixXf::Ones(k, n);
            Eigen::MatrixXf c = Eigen::MatrixXf::Zero(m, n);
            for (int repeat = 0; repeat < repeats; ++repeat) c.noalias() += a * b;
            if (c(0, 0) < 0) std::puts("");  // keeps the product
        });
        best = std::min(best, seconds_since(start));
    }
    return work * repeats * threads / best * 1e-9;
}

struct WriteTimes {
    double written;
    double on_disk;
};

WriteTimes write_seconds(const char* path, std::size_t bytes) {
    const std::vector<char> block(std::size_t{4} << 20, 1);
    const int file = ::open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    const auto start = Clock::now();
    for (std::size_t done = 0; done < bytes;) {
        const ssize_t put = ::write(file, block.data(), std::min(block.size(), bytes - done));
        if (put <= 0) std::exit(1);
        done += static_cast<std::size_t>(put);
    }
    const double written = seconds_since(start);
    ::fdatasync(file);
    const double on_disk = seconds_since(start);
    ::close(file);
    return {written, on_disk};
}

// The median of some trials.
double exchange_seconds(std::int64_t bytes) {
    constexpr int trials = 21;
    constexpr int repeats = 20;
    const auto count = static_cast<std::size_t>(bytes) / sizeof(float);
    std::vector<rom::Index> counts(static_cast<std::size_t>(rom::rank_count()), static_cast<rom::Index>(count));
    counts[static_cast<std::size_t>(rom::rank())] = 0;
    const std::vector<float> out(count * (counts.size() - 1), 1);
    std::vector<float> in(out.size());
    std::vector<double> times;
    for (int trial = 0; trial < trials; ++trial) {
        const auto start = Clock::now();
        for (int repeat = 0; repeat < repeats; ++repeat) rom::exchange_values<float>(out, counts, in, counts);
        times.push_back(seconds_since(start) / repeats);
    }
    std::ranges::sort(times);
    return times[trials / 2];
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 5 && std::string(argv[1]) == "gemm") {
        std::printf("%.4g\n", gemm_rate(std::atol(argv[2]), std::atol(argv[3]), std::atol(argv[4])));
    } else if (argc == 4 && std::string(argv[1]) == "write") {
        const auto [written, on_disk] = write_seconds(argv[2], std::strtoull(argv[3], nullptr, 10));
        std::printf("%.4g %.4g\n", written, on_disk);
    } else if (argc == 3 && std::string(argv[1]) == "exchange") {
        const rom::RankSession ranks;
        const double seconds = exchange_seconds(std::atol(argv[2]));
        if (rom::is_first_rank()) std::printf("%.4g\n", seconds);
    } else {
        return 2;
    }
}
