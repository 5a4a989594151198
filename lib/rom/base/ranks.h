// Processes that work together, as mpirun or srun started them: ranks. There is one if no launcher did, or if this was
// built without MPI. Functions that are called collective must be called by all ranks, in the same order, and on the
// thread that started MPI.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "rom/base/shares.h"

namespace rom {

int rank();  // of this process, from 0
int rank_count();
inline bool is_first_rank() { return rank() == 0; }

// The ranks, from start to end; before and after there is one.
class RankSession {
public:
    // Throws Error(2) if a launcher has started several and this was built without MPI.
    RankSession();
    ~RankSession();  // collective
    // For work that the first rank does alone: from now on it is the only one, and this returns whether this is it.
    bool leave_to_first();
    RankSession(const RankSession&) = delete;
    RankSession& operator=(const RankSession&) = delete;
};

// Ends all ranks with this exit status, wherever they are.
[[noreturn]] void abort_ranks(int status);

// What of `count` things belongs to a rank: equal ranges, but for one.
Share share_of_rank(Index count, int which);
inline Share share_of_rank(Index count) { return share_of_rank(count, rank()); }

// Collective: what the first rank has.
double of_first_rank(double value);
std::string of_first_rank(const std::string& text);
// Collective: body() on all ranks, of which the first alone can fail, since it writes; what it throws, all throw.
// Within it, functions in which the others wait for the first begin with meet_first_rank().
void fail_together(const std::function<void()>& body);
void meet_first_rank();

// Collective: the largest.
double largest_of_ranks(double value);
// Collective: whether all ranks have the same.
bool is_same_on_ranks(const std::string& text);

// Collective. Of `all`, each rank has filled its own range, which ends at ends[rank] and begins where that of the rank
// before ends; then it has all.
template <class Scalar>
void complete_from_ranks(std::span<Scalar> all, const std::vector<Index>& ends);
// The same of columns, of which each rank has filled those of its share of `things`, each as many columns; or of its
// share of the shares of all columns.
template <class Scalar>
void complete_columns(Matrix<Scalar>& columns, Index things) {
    if (rank_count() == 1) return;
    std::vector<Index> ends;
    for (int r = 0; r < rank_count(); ++r) {
        const Share share = share_of_rank(things, r);
        ends.push_back((share.first + share.count) * (columns.size() / things));
    }
    complete_from_ranks<Scalar>({columns.data(), static_cast<std::size_t>(columns.size())}, ends);
}
template <class Scalar>
void complete_columns(Matrix<Scalar>& columns, const std::vector<Share>& shares) {
    if (rank_count() == 1) return;
    std::vector<Index> ends;
    for (int r = 0; r < rank_count(); ++r) {
        const Share share = share_of_rank(static_cast<Index>(shares.size()), r);
        const auto next = static_cast<std::size_t>(share.first + share.count);
        ends.push_back((next < shares.size() ? shares[next].first : columns.cols()) * columns.rows());
    }
    complete_from_ranks<Scalar>({columns.data(), static_cast<std::size_t>(columns.size())}, ends);
}

// Collective: the ranges of all ranks, as above, on the first rank alone; `own` is that of this rank.
void collect_on_first(std::span<const double> own, const std::vector<Index>& ends, std::span<double> all);

// Collective: `values` of that rank.
template <class Scalar>
void take_from_rank(int which, std::span<Scalar> values);

// Collective: each rank gives every rank some of its values, counts[rank], one after the other, and gets as many as
// that has for it.
template <class Scalar>
void exchange_values(std::span<const Scalar> out, const std::vector<Index>& out_counts, std::span<Scalar> in,
                     const std::vector<Index>& in_counts);

// What this rank has sent so far.
struct Traffic {
    std::int64_t messages = 0;
    std::int64_t bytes = 0;
};
Traffic traffic();

// How many ranks may use the cores that this process may use, itself included.
int ranks_on_these_cores();

}  // namespace rom
