// Fixed shares of the snapshots. Each is worked on by one thread, and sums over shares run in their order, so that
// results do not depend on the number of threads.
#pragma once

#include <vector>

#include "rom/base/types.h"

namespace rom {

// Columns first .. first + count.
struct Share {
    Index first = 0;
    Index count = 0;
};

// A function of the number of columns alone.
std::vector<Share> make_shares(Index columns);

// Every share in pieces of so few columns that their activations stay in the second-level cache from one pass to the
// next.
std::vector<std::vector<Share>> pieces_of(const std::vector<Share>& shares);

// total = the sum of the parts, in their order; element by element in parallel.
template <class Scalar>
void sum_in_order(const std::vector<Vector<Scalar>>& parts, Vector<Scalar>& total);

}  // namespace rom
