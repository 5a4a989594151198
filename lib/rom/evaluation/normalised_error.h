// The two measures of the LDNet paper: root mean square error over range, and Pearson dissimilarity.
#pragma once

#include <vector>

#include "rom/snapshots/snapshots.h"

namespace rom::evaluation {

struct NormalisedError {
    double nrmse = 0;          // sqrt(mean (u - v)^2) / (max u - min u), the range being that of all cases
    double dissimilarity = 0;  // 1 - Pearson's correlation of u and v; 1 if either is constant
};

struct NormalisedErrors {
    std::vector<NormalisedError> cases;
    NormalisedError overall;
};

// Streamed snapshot by snapshot; snapshots may be zero. Throws Error: shapes that differ, a truth that is constant.
NormalisedErrors compare_normalised(const snapshots::Snapshots& truth, const snapshots::Snapshots& prediction);

}  // namespace rom::evaluation
