#include "rom/base/ranks.h"

#include <sched.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <new>

#include "rom/base/error.h"

#ifdef ROM_MPI
#include <mpi.h>
#endif

namespace rom {
namespace {

// What launchers tell the processes that they start for MPI; Slurm's own variables are there in any job.
constexpr std::array kSizes = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"};
constexpr const char* kRank = "PMIX_RANK";

struct World {
    int rank = 0;
    int count = 1;
    int sharing = 1;  // ranks on the cores of this one
    Traffic traffic;
};

World& world() {
    static World all;
    return all;
}

// As many as the launcher has started; 0 if there is none.
int launched() {
    for (const char* name : kSizes)
        if (const char* text = std::getenv(name)) return std::max(0, std::atoi(text));
    return std::getenv(kRank) != nullptr ? 1 : 0;
}

}  // namespace

bool RankSession::leave_to_first() {
    world().count = 1;
    return is_first_rank();
}

int rank() { return world().rank; }
int rank_count() { return world().count; }
Traffic traffic() { return world().traffic; }
int ranks_on_these_cores() { return world().sharing; }

Share share_of_rank(Index count, int which) {
    const Index ranks = rank_count();
    const Index first = count * which / ranks;
    return {first, count * (which + 1) / ranks - first};
}

namespace {

// What the first rank tells those that meet it.
constexpr double kGoOn = 1;
constexpr double kFailed = 2;
struct FirstRankFailed {};

}  // namespace

void meet_first_rank() {
    if (of_first_rank(kGoOn) == kFailed) throw FirstRankFailed{};
}

void fail_together(const std::function<void()>& body) {
    if (rank_count() == 1) return body();
    std::string sentence;
    if (is_first_rank()) {
        try {
            body();
            of_first_rank(kGoOn);
            return;
        } catch (const std::exception& error) {
            sentence = dynamic_cast<const std::bad_alloc*>(&error) != nullptr ? "out of memory" : error.what();
        }
        of_first_rank(kFailed);
    } else {
        try {
            body();
            meet_first_rank();
            return;
        } catch (const FirstRankFailed&) {
        }
    }
    throw Error(of_first_rank(sentence));
}

#ifdef ROM_MPI

namespace {

constexpr MPI_Datatype type_of(float) { return MPI_FLOAT; }
constexpr MPI_Datatype type_of(double) { return MPI_DOUBLE; }

std::vector<int> in_ints(const std::vector<Index>& values) { return {values.begin(), values.end()}; }

// Where pieces of these sizes begin, one after the other.
std::vector<int> starts_of(const std::vector<int>& counts) {
    std::vector<int> starts(counts.size(), 0);
    for (std::size_t r = 1; r < counts.size(); ++r) starts[r] = starts[r - 1] + counts[r - 1];
    return starts;
}

std::vector<int> counts_of(const std::vector<Index>& ends) {
    std::vector<int> counts = in_ints(ends);
    for (std::size_t r = ends.size() - 1; r > 0; --r) counts[r] -= counts[r - 1];
    return counts;
}

void count_traffic(std::int64_t messages, std::size_t bytes) {
    world().traffic.messages += messages;
    world().traffic.bytes += static_cast<std::int64_t>(bytes);
}

// To every other rank, as if each got a message of its own.
void count_broadcast(std::size_t bytes) {
    const int others = rank_count() - 1;
    count_traffic(others, bytes * static_cast<std::size_t>(others));
}

// Of the ranks on this host, those that may run on a core where this one may.
int count_sharing() {
    cpu_set_t own;
    CPU_ZERO(&own);
    ::sched_getaffinity(0, sizeof own, &own);
    MPI_Comm host = MPI_COMM_NULL;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &host);
    int ranks = 1;
    MPI_Comm_size(host, &ranks);
    std::vector<cpu_set_t> all(static_cast<std::size_t>(ranks));
    MPI_Allgather(&own, sizeof own, MPI_BYTE, all.data(), sizeof own, MPI_BYTE, host);
    MPI_Comm_free(&host);
    return static_cast<int>(std::ranges::count_if(all, [&](const cpu_set_t& other) {
        cpu_set_t both;
        CPU_AND(&both, &own, &other);
        return CPU_COUNT(&both) > 0;
    }));
}

}  // namespace

RankSession::RankSession() {
    if (launched() == 0) return;
    int level = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &level);
    MPI_Comm_rank(MPI_COMM_WORLD, &world().rank);
    MPI_Comm_size(MPI_COMM_WORLD, &world().count);
    world().sharing = count_sharing();
    // Programs that this one starts are no ranks.
    for (const char* name : kSizes) ::unsetenv(name);
    ::unsetenv(kRank);
}

RankSession::~RankSession() {
    int started = 0;
    MPI_Initialized(&started);
    if (started != 0) MPI_Finalize();
    world() = {};
}

void abort_ranks(int status) {
    MPI_Abort(MPI_COMM_WORLD, status);
    std::_Exit(status);
}

double of_first_rank(double value) {
    if (rank_count() == 1) return value;
    MPI_Bcast(&value, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    if (is_first_rank()) count_broadcast(sizeof value);
    return value;
}

std::string of_first_rank(const std::string& text) {
    if (rank_count() == 1) return text;
    auto size = static_cast<int>(text.size());
    MPI_Bcast(&size, 1, MPI_INT, 0, MPI_COMM_WORLD);
    std::string result = text;
    result.resize(static_cast<std::size_t>(size));
    MPI_Bcast(result.data(), size, MPI_CHAR, 0, MPI_COMM_WORLD);
    return result;
}

double largest_of_ranks(double value) {
    if (rank_count() == 1) return value;
    double largest = value;
    MPI_Allreduce(&value, &largest, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    count_traffic(1, sizeof value);
    return largest;
}

bool is_same_on_ranks(const std::string& text) { return largest_of_ranks(of_first_rank(text) == text ? 0 : 1) == 0; }

template <class Scalar>
void complete_from_ranks(std::span<Scalar> all, const std::vector<Index>& ends) {
    if (rank_count() == 1) return;
    const std::vector<int> counts = counts_of(ends);
    const std::vector<int> starts = starts_of(counts);
    MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, all.data(), counts.data(), starts.data(), type_of(Scalar{}),
                   MPI_COMM_WORLD);
    const auto own = static_cast<std::size_t>(counts[static_cast<std::size_t>(rank())]);
    count_traffic(rank_count() - 1, own * sizeof(Scalar) * static_cast<std::size_t>(rank_count() - 1));
}

void collect_on_first(std::span<const double> own, const std::vector<Index>& ends, std::span<double> all) {
    const std::vector<int> counts = counts_of(ends);
    const std::vector<int> starts = starts_of(counts);
    MPI_Gatherv(own.data(), static_cast<int>(own.size()), MPI_DOUBLE, all.data(), counts.data(), starts.data(),
                MPI_DOUBLE, 0, MPI_COMM_WORLD);
    if (!is_first_rank()) count_traffic(1, own.size_bytes());
}

template <class Scalar>
void take_from_rank(int which, std::span<Scalar> values) {
    if (rank_count() == 1) return;
    MPI_Bcast(values.data(), static_cast<int>(values.size()), type_of(Scalar{}), which, MPI_COMM_WORLD);
    if (which == rank()) count_broadcast(values.size_bytes());
}

template <class Scalar>
void exchange_values(std::span<const Scalar> out, const std::vector<Index>& out_counts, std::span<Scalar> in,
                     const std::vector<Index>& in_counts) {
    const std::vector<int> sent = in_ints(out_counts);
    const std::vector<int> got = in_ints(in_counts);
    MPI_Alltoallv(out.data(), sent.data(), starts_of(sent).data(), type_of(Scalar{}), in.data(), got.data(),
                  starts_of(got).data(), type_of(Scalar{}), MPI_COMM_WORLD);
    const auto kept = static_cast<std::size_t>(sent[static_cast<std::size_t>(rank())]);
    count_traffic(rank_count() - 1, out.size_bytes() - kept * sizeof(Scalar));
}

#else

RankSession::RankSession() {
    if (launched() > 1)
        throw Error("started as one of " + std::to_string(launched()) +
                        " ranks, but built without MPI; build with -DROM_MPI=ON, or start one",
                    2);
}
RankSession::~RankSession() = default;

void abort_ranks(int status) { std::_Exit(status); }
double of_first_rank(double value) { return value; }
std::string of_first_rank(const std::string& text) { return text; }
double largest_of_ranks(double value) { return value; }
bool is_same_on_ranks(const std::string&) { return true; }

template <class Scalar>
void complete_from_ranks(std::span<Scalar>, const std::vector<Index>&) {}
template <class Scalar>
void take_from_rank(int, std::span<Scalar>) {}
template <class Scalar>
void exchange_values(std::span<const Scalar> out, const std::vector<Index>&, std::span<Scalar> in,
                     const std::vector<Index>&) {
    std::ranges::copy(out, in.begin());
}
void collect_on_first(std::span<const double> own, const std::vector<Index>&, std::span<double> all) {
    std::ranges::copy(own, all.begin());
}

#endif

#define ROM_INSTANTIATE(Scalar)                                                                          \
    template void complete_from_ranks(std::span<Scalar>, const std::vector<Index>&);                     \
    template void take_from_rank(int, std::span<Scalar>);                                                \
    template void exchange_values(std::span<const Scalar>, const std::vector<Index>&, std::span<Scalar>, \
                                  const std::vector<Index>&);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom
