#include "rom/snapshots/plausibility.h"

#include <algorithm>
#include <random>
#include <vector>

namespace rom::snapshots {
namespace {

constexpr Index kSample = 512;
constexpr Index kPiece = 16;
constexpr Index kFewTimes = 8;
constexpr double kUnrelated = 0.8;  // of the mean square between any two times
constexpr double kAlike = 1e-6;     // of the deviation

// Piece `first` and following of the snapshot at a time of a case.
Eigen::VectorXd piece_of(const Snapshots& data, Index which, Index time, Index first) {
    Eigen::VectorXd piece(std::min(kPiece, data.size()));
    read_entries(data, which * data.times + time, first, {piece.data(), static_cast<std::size_t>(piece.size())});
    return piece;
}

}  // namespace

Neighbours neighbours_of(const Snapshots& data) {
    std::mt19937_64 random(0);
    const auto below = [&](Index count) { return static_cast<Index>(random() % static_cast<std::uint64_t>(count)); };
    Neighbours sum;
    for (Index k = 0; k < kSample; ++k) {
        const Index first = below(std::max<Index>(1, data.size() - kPiece + 1));
        const Index c = below(std::max<Index>(1, data.cases - 1));
        const Index t = below(std::max<Index>(1, data.times - 1));
        const Eigen::VectorXd piece = piece_of(data, c, t, first);
        const auto square_to = [&](Index which, Index time) {
            return (piece_of(data, which, time, first) - piece).squaredNorm() / static_cast<double>(piece.size());
        };
        if (data.cases > 1) sum.cases += square_to(c + 1, t);
        if (data.times > 1) {
            sum.times += square_to(c, t + 1);
            sum.within += square_to(c, (t + 1 + below(data.times - 1)) % data.times);
        }
        sum.all += square_to(below(data.cases), below(data.times));
    }
    const auto count = static_cast<double>(kSample);
    return {sum.cases / count, sum.times / count, sum.within / count, sum.all / count};
}

bool axes_look_swapped(const Snapshots& data, const Neighbours& neighbours, bool known_cases) {
    const bool square = data.space.size() > 1 && data.times == data.space.front();
    const bool possible = known_cases ? data.cases == data.times : data.cases >= data.times || square;
    return possible && data.cases > 1 && data.times > 1 && neighbours.times >= neighbours.cases && neighbours.times > 0;
}

bool times_look_unrelated(const Snapshots& data, const Neighbours& neighbours) {
    return data.times >= kFewTimes && neighbours.times > kUnrelated * neighbours.within;
}

bool times_look_alike(const Neighbours& neighbours) {
    return neighbours.times > 0 && neighbours.times < kAlike * kAlike * neighbours.all;
}

}  // namespace rom::snapshots
