// The entries of a state, a row of the snapshots' matrix each, in fixed parts that ranks share.
#pragma once

#include <algorithm>
#include <vector>

#include "rom/base/ranks.h"

namespace rom::snapshots {

// A state, as far as its rows go.
struct RowCount {
    Index rows = 0;
    bool together = false;  // every rank has all of them
};
// Of snapshots, or of their coordinates. States with delays, of which predictions are a part, stay together.
template <class States>
RowCount rows_of(const States& states) {
    return {states.size(), states.delays > 0};
}

// A function of the number of rows alone. Fewer than 8192 stay together.
inline std::vector<Share> parts_of(const RowCount& state) {
    constexpr Index least = 4096;
    constexpr Index most = 64;
    return split({0, state.rows}, state.together ? 1 : std::clamp<Index>(state.rows / least, 1, most));
}

// Those of the parts that belong to this rank.
inline std::vector<Share> own_of(const std::vector<Share>& parts) {
    if (parts.size() == 1) return parts;
    const Share own = share_of_rank(static_cast<Index>(parts.size()));
    return {parts.begin() + own.first, parts.begin() + own.first + own.count};
}

// The rows of a rank, which follow each other.
inline Share rows_of_rank(const RowCount& state, int which) {
    const std::vector<Share> parts = parts_of(state);
    if (parts.size() == 1) return parts.front();
    const Share own = share_of_rank(static_cast<Index>(parts.size()), which);
    const auto start = [&](Index k) {
        return k < static_cast<Index>(parts.size()) ? parts[static_cast<std::size_t>(k)].first : state.rows;
    };
    return {start(own.first), start(own.first + own.count) - start(own.first)};
}
inline Share own_rows(const RowCount& state) { return rows_of_rank(state, rank()); }

// Whether ranks have different rows.
inline bool are_divided(const RowCount& state) { return rank_count() > 1 && parts_of(state).size() > 1; }

// Where the rows of each rank end.
inline std::vector<Index> ends_of_rows(const RowCount& state) {
    std::vector<Index> ends;
    for (int r = 0; r < rank_count(); ++r) {
        const Share own = rows_of_rank(state, r);
        ends.push_back(own.first + own.count);
    }
    return ends;
}

// Collective: the sum of of_part(part) [rows, columns] over the parts of all ranks, added in pairs.
template <class OfPart>
Eigen::MatrixXd sum_of_parts(const std::vector<Share>& parts, Index rows, Index columns, const OfPart& of_part) {
    if (parts.size() == 1) return of_part(parts.front());
    SumInPairs sum(static_cast<Index>(parts.size()));
    for (const Share& part : own_of(parts)) sum.add(of_part(part));
    return sum.total(rows, columns);
}

}  // namespace rom::snapshots
