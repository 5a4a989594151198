#include "rom/base/shares.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <utility>

#include "rom/base/parallel.h"
#include "rom/base/ranks.h"

namespace rom {
std::vector<Share> split(const Share& share, Index pieces) {
    std::vector<Share> result;
    for (Index k = 0; k < pieces; ++k) {
        const Index first = share.count * k / pieces;
        result.push_back({share.first + first, share.count * (k + 1) / pieces - first});
    }
    return result;
}

std::vector<Share> make_shares(Index columns) {
    constexpr Index least_columns = 100;  // below this every share's own pass over the weights outweighs its part
    constexpr Index most_shares = 64;
    Index shares = 1;  // a power of two, which threads divide evenly
    while (shares < most_shares && columns >= 2 * shares * least_columns) shares *= 2;
    return split({0, columns}, shares);
}

std::vector<std::vector<Share>> pieces_of(const std::vector<Share>& shares) {
    constexpr Index columns = 100;
    std::vector<std::vector<Share>> result;
    result.reserve(shares.size());
    for (const Share& share : shares) result.push_back(split(share, (share.count + columns - 1) / columns));
    return result;
}

namespace {

// A sum of parts first .. first + count, a power of two of which the last may be missing: what is added in pairs.
struct Pairs {
    Index first;
    Index count;
};

// The fewest such sums that are all of a rank's parts out of `all`.
std::vector<Pairs> sums_of(const Share& own, Index all) {
    std::vector<Pairs> sums;
    const Index end = own.first + own.count;
    for (Index first = own.first; first < end;) {
        Index count = 1;
        while (first % (2 * count) == 0 && (first + 2 * count <= end || (end == all && first + count < all)))
            count *= 2;
        sums.push_back({first, count});
        first += count;
    }
    return sums;
}

std::vector<Pairs> sums_of_rank(int which, Index all) { return sums_of(share_of_rank(all, which), all); }

// add(k, j) for every pair of neighbours within first .. first + count, those nearest first; k takes j in.
template <class Add>
void for_pairs(Index first, Index count, Index all, const Add& add) {
    for (Index step = 1; step < count; step *= 2)
        for (Index k = first; k + step < std::min(first + count, all); k += 2 * step) add(k, k + step);
}

// The least power of two that is not below it.
Index power_above(Index value) { return static_cast<Index>(std::bit_ceil(static_cast<std::uint64_t>(value))); }

// Collective. `parts`: the sums of each rank, at their first parts. Every rank adds up a range of the elements.
template <class Scalar>
void sum_over_ranks(const std::vector<Vector<Scalar>>& parts, Vector<Scalar>& total) {
    const auto all = static_cast<Index>(parts.size());
    const Index size = total.size();
    const int ranks = rank_count();
    const Share range = share_of_rank(size);
    std::vector<Index> out_counts;
    std::vector<Index> in_counts;
    std::vector<Index> ends;
    std::vector<Scalar> out;
    const std::vector<Pairs> own = sums_of_rank(rank(), all);
    Index coming = 0;
    for (int r = 0; r < ranks; ++r) {
        const Share theirs = share_of_rank(size, r);
        for (const Pairs& sum : own) {
            const Scalar* from = parts[static_cast<std::size_t>(sum.first)].data() + theirs.first;
            out.insert(out.end(), from, from + theirs.count);
        }
        out_counts.push_back(static_cast<Index>(own.size()) * theirs.count);
        in_counts.push_back(static_cast<Index>(sums_of_rank(r, all).size()) * range.count);
        coming += in_counts.back();
        ends.push_back(theirs.first + theirs.count);
    }
    std::vector<Scalar> in(static_cast<std::size_t>(coming));
    exchange_values<Scalar>(out, out_counts, in, in_counts);
    std::vector<Scalar*> of_part(parts.size(), nullptr);
    Scalar* next = in.data();
    for (int r = 0; r < ranks; ++r)
        for (const Pairs& sum : sums_of_rank(r, all)) {
            of_part[static_cast<std::size_t>(sum.first)] = next;
            next += range.count;
        }
    using Segment = Eigen::Map<Vector<Scalar>>;
    for_pairs(0, power_above(all), all, [&](Index k, Index j) {
        Scalar* taken = of_part[static_cast<std::size_t>(j)];
        if (taken == nullptr) return;  // in a sum already
        Segment(of_part[static_cast<std::size_t>(k)], range.count) += Segment(taken, range.count);
        of_part[static_cast<std::size_t>(j)] = nullptr;
    });
    total.segment(range.first, range.count) = Segment(of_part.front(), range.count);
    complete_from_ranks<Scalar>({total.data(), static_cast<std::size_t>(size)}, ends);
}

}  // namespace

template <class Scalar>
void sum_in_pairs(std::vector<Vector<Scalar>>& parts, Vector<Scalar>& total) {
    constexpr Index block = 4096;
    const auto all = static_cast<Index>(parts.size());
    const Index size = total.size();
    const Pairs whole{0, power_above(all)};
    std::vector<Pairs> some;  // of one rank nothing is to be allocated
    if (rank_count() > 1) some = sums_of_rank(rank(), all);
    const std::span<const Pairs> own = rank_count() > 1 ? std::span<const Pairs>(some) : std::span(&whole, 1);
    parallel_for((size + block - 1) / block, size > block, [&](Index b) {
        const Index first = b * block;
        const Index count = std::min(block, size - first);
        const auto at = [&](Index k) { return parts[static_cast<std::size_t>(k)].segment(first, count); };
        for (const Pairs& sum : own) for_pairs(sum.first, sum.count, all, [&](Index k, Index j) { at(k) += at(j); });
        if (rank_count() == 1) total.segment(first, count) = at(0);
    });
    if (rank_count() > 1) sum_over_ranks(parts, total);
}

template void sum_in_pairs(std::vector<Vector<float>>&, Vector<float>&);
template void sum_in_pairs(std::vector<Vector<double>>&, Vector<double>&);

SumInPairs::SumInPairs(Index parts) : parts_(parts), next_(share_of_rank(parts).first) {}

void SumInPairs::add(Eigen::MatrixXd part) {
    sums_.push_back({next_++, 1, std::move(part)});
    while (sums_.size() > 1) {
        Sum& left = sums_[sums_.size() - 2];
        const Sum& right = sums_.back();
        if (left.count != right.count || left.first % (2 * left.count) != 0) return;
        left.value += right.value;
        left.count *= 2;
        sums_.pop_back();
    }
}

Eigen::MatrixXd SumInPairs::total(Index rows, Index columns) {
    std::vector<Vector<double>> parts(static_cast<std::size_t>(parts_));
    for (Sum& sum : sums_) parts[static_cast<std::size_t>(sum.first)] = sum.value.reshaped();
    sums_.clear();
    // What is left of the last pairs, of which one has no neighbour.
    const auto add = [&](Index k, Index j) {
        Vector<double>& taken = parts[static_cast<std::size_t>(j)];
        if (taken.size() == 0) return;
        parts[static_cast<std::size_t>(k)] += taken;
        taken.resize(0);
    };
    for (const Pairs& sum : sums_of_rank(rank(), parts_)) for_pairs(sum.first, sum.count, parts_, add);
    if (rank_count() == 1) return parts.front().reshaped(rows, columns);
    Vector<double> total(rows * columns);
    sum_over_ranks(parts, total);
    return total.reshaped(rows, columns);
}

}  // namespace rom
