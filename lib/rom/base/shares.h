// Fixed shares of a long range: of snapshots in training, of a state's entries where snapshots are read. Each is worked
// on by one thread of one rank (ranks.h), and sums over shares are made in pairs, so that results depend neither on the
// number of threads nor on that of ranks.
#pragma once

#include <vector>

#include "rom/base/types.h"

namespace rom {

// Columns first .. first + count.
struct Share {
    Index first = 0;
    Index count = 0;
};

// Pieces of equal size, but for one column.
std::vector<Share> split(const Share& share, Index pieces);

// A function of the number of columns alone.
std::vector<Share> make_shares(Index columns);

// Every share in pieces of so few columns that their activations stay in the second-level cache from one pass to the
// next.
std::vector<std::vector<Share>> pieces_of(const std::vector<Share>& shares);

// Collective (see ranks.h). total = the sum of parts of its size: neighbours are added, then neighbours of these sums,
// and so on. Each rank has the parts of its share of them and changes these; others may be empty.
template <class Scalar>
void sum_in_pairs(std::vector<Vector<Scalar>>& parts, Vector<Scalar>& total);

// The same sum of parts that come one after the other, of which few are kept at a time.
class SumInPairs {
public:
    explicit SumInPairs(Index parts);  // of all ranks
    // The next part of this rank's share.
    void add(Eigen::MatrixXd part);
    // Collective, after all parts. `rows`, `columns`: of a part, since a rank may have none.
    Eigen::MatrixXd total(Index rows, Index columns);

private:
    struct Sum {
        Index first;
        Index count;  // of parts, a power of two
        Eigen::MatrixXd value;
    };
    Index parts_;
    Index next_;
    std::vector<Sum> sums_;
};

}  // namespace rom
