#include "rom/training/lanes.h"

#include <algorithm>

namespace rom::training {
namespace {

// Pieces of equal size, but for one column.
std::vector<Lane> split(const Lane& lane, Index pieces) {
    std::vector<Lane> result;
    for (Index k = 0; k < pieces; ++k) {
        const Index first = lane.count * k / pieces;
        result.push_back({lane.first + first, lane.count * (k + 1) / pieces - first});
    }
    return result;
}

}  // namespace

std::vector<Lane> make_lanes(Index columns) {
    constexpr Index least_columns = 100;  // below this every lane's own pass over the weights outweighs its share
    constexpr Index most_lanes = 16;
    Index lanes = 1;  // a power of two, which threads share evenly
    while (lanes < most_lanes && columns >= 2 * lanes * least_columns) lanes *= 2;
    return split({0, columns}, lanes);
}

std::vector<std::vector<Lane>> parts_of(const std::vector<Lane>& lanes) {
    constexpr Index columns = 100;
    std::vector<std::vector<Lane>> result;
    result.reserve(lanes.size());
    for (const Lane& lane : lanes) result.push_back(split(lane, (lane.count + columns - 1) / columns));
    return result;
}

template <class Scalar>
void sum_in_order(const std::vector<Vector<Scalar>>& parts, Vector<Scalar>& total) {
    constexpr Index block = 4096;
    const Index size = parts.front().size();
    total.resize(size);
#pragma omp parallel for schedule(static) if (size > block)
    for (Index first = 0; first < size; first += block) {
        const Index count = std::min(block, size - first);
        auto sum = total.segment(first, count);
        sum = parts.front().segment(first, count);
        for (std::size_t k = 1; k < parts.size(); ++k) sum += parts[k].segment(first, count);
    }
}

template void sum_in_order(const std::vector<Vector<float>>&, Vector<float>&);
template void sum_in_order(const std::vector<Vector<double>>&, Vector<double>&);

}  // namespace rom::training
