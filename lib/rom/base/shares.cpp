#include "rom/base/shares.h"

#include <algorithm>

#include "rom/base/parallel.h"

namespace rom {
namespace {

// Pieces of equal size, but for one column.
std::vector<Share> split(const Share& share, Index pieces) {
    std::vector<Share> result;
    for (Index k = 0; k < pieces; ++k) {
        const Index first = share.count * k / pieces;
        result.push_back({share.first + first, share.count * (k + 1) / pieces - first});
    }
    return result;
}

}  // namespace

std::vector<Share> make_shares(Index columns) {
    constexpr Index least_columns = 100;  // below this every share's own pass over the weights outweighs its part
    constexpr Index most_shares = 16;
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

template <class Scalar>
void sum_in_order(const std::vector<Vector<Scalar>>& parts, Vector<Scalar>& total) {
    constexpr Index block = 4096;
    const Index size = parts.front().size();
    total.resize(size);
    parallel_for((size + block - 1) / block, size > block, [&](Index b) {
        const Index first = b * block;
        const Index count = std::min(block, size - first);
        auto sum = total.segment(first, count);
        sum = parts.front().segment(first, count);
        for (std::size_t k = 1; k < parts.size(); ++k) sum += parts[k].segment(first, count);
    });
}

template void sum_in_order(const std::vector<Vector<float>>&, Vector<float>&);
template void sum_in_order(const std::vector<Vector<double>>&, Vector<double>&);

}  // namespace rom
