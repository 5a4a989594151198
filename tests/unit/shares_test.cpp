#include "rom/base/shares.h"

#include <cmath>
#include <cstdint>

#include "support.h"

using namespace rom;

namespace {

// Parts that are rounded in every sum, so that another order has another result.
Vector<float> part_of(Index k, Index size) {
    Vector<float> part(size);
    for (Index i = 0; i < size; ++i) part[i] = std::sin(static_cast<float>(7 * k + 3 * i + 1)) * 1e3F;
    return part;
}

// Neighbours first: the left half of a sum has a power of two of its parts.
Vector<float> in_pairs(Index first, Index end, Index size) {
    if (end - first == 1) return part_of(first, size);
    Index half = 1;
    while (2 * half < end - first) half *= 2;
    return in_pairs(first, first + half, size) + in_pairs(first + half, end, size);
}

}  // namespace

TEST_CASE("sums are made in pairs, whatever the number of parts and threads") {
    constexpr Index size = 9000;  // more than one block
    for (Index count : {1, 2, 3, 4, 5, 7, 8, 13, 16, 33, 64}) {
        CAPTURE(count);
        std::vector<Vector<float>> parts;
        for (Index k = 0; k < count; ++k) parts.push_back(part_of(k, size));
        Vector<float> total(size);
        sum_in_pairs(parts, total);
        CHECK(total == in_pairs(0, count, size));
    }
}

TEST_CASE("a sum of parts that come one by one is the same") {
    for (Index count = 1; count < 40; ++count) {
        CAPTURE(count);
        std::vector<Vector<double>> parts;
        SumInPairs sum(count);
        for (Index k = 0; k < count; ++k) {
            parts.push_back(part_of(k, 6).cast<double>() / 3);
            sum.add(parts.back().reshaped(2, 3));
        }
        Vector<double> total(6);
        sum_in_pairs(parts, total);
        CHECK(sum.total(2, 3) == total.reshaped(2, 3));
    }
}
