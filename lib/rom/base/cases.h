// Columns that belong to cases: one case after the other, each with as many.
#pragma once

#include <span>

#include "rom/base/types.h"

namespace rom {

// The columns of these cases out of `count`, in the order of `cases`; nothing of nothing. Fits `gathered` to them.
template <class Scalar>
void gather(const Matrix<Scalar>& columns, std::span<const Index> cases, Index count, Matrix<Scalar>& gathered) {
    const Index each = columns.cols() / count;
    gathered.resize(columns.rows(), static_cast<Index>(cases.size()) * each);
    for (std::size_t k = 0; k < cases.size(); ++k)
        gathered.middleCols(static_cast<Index>(k) * each, each) = columns.middleCols(cases[k] * each, each);
}

}  // namespace rom
