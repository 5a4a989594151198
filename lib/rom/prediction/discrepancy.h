// What a model does not know beside the coefficients of its dynamics: what its decoders leave of the training
// snapshots, and how far an interpolation is from the cases that it was made of. Source: Kennedy and O'Hagan (2001),
// J. R. Stat. Soc. B 63, the discrepancy of a model.
#pragma once

#include "rom/prediction/baseline.h"

namespace rom::prediction {

// Of one case; refers to the model.
struct CaseDiscrepancy {
    const Eigen::MatrixXd* misfit = nullptr;           // of the last decoder, mlasdi::DecoderStage; null if none counts
    const CaseInterpolation* interpolation = nullptr;  // whose `scores` these are
    Eigen::MatrixXd scores = {};                       // [modes, numbers], times normal numbers
    double outside = 0;                                // snapshots::Coordinates::outside

    Index numbers() const { return misfit != nullptr ? misfit->cols() : scores.cols(); }
};

// Of some cases, as CaseDiscrepancy.
struct Discrepancy {
    const Eigen::MatrixXd* misfit = nullptr;
    const CaseInterpolation* interpolation = nullptr;
    gp::Spread spread = {};               // of its scores, at the cases
    std::vector<bool> interpolated = {};  // in which cases it counts, in place of the misfit; empty: in all
    double outside = 0;
};
// Of cases that begin as the training's.
Discrepancy discrepancy_of(const Baseline& baseline, const Eigen::Ref<const Eigen::MatrixXd>& parameters);
CaseDiscrepancy of_case(const Discrepancy& discrepancy, Index which);

// What it adds to the coordinates at times that rise, in the snapshots' units [rank, times]; `normal`: a number for
// each of its directions. Nothing without directions.
Eigen::MatrixXd added_by(const CaseDiscrepancy& discrepancy, const Eigen::VectorXd& normal,
                         const Eigen::VectorXd& times);

// Normal numbers [numbers, draws] that have mean 0 and variance 1 over the draws, two or more: with few draws, neither
// the mean nor the deviation of a prediction then depends on how they fell. The same for the same seed.
Eigen::MatrixXd standard_normals(Index numbers, Index draws, std::uint64_t seed);

}  // namespace rom::prediction
