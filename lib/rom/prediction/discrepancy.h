// What a model does not know beside the coefficients of its dynamics: what its decoders leave of the training
// snapshots, and how far an interpolation is from the cases that it was made of. Source: Kennedy and O'Hagan (2001),
// J. R. Stat. Soc. B 63, the discrepancy of a model.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "rom/mlasdi/reduced_model.h"
#include "rom/prediction/baseline.h"

namespace rom::prediction {

// Of some cases; refers to the model.
struct Discrepancy {
    const Eigen::MatrixXd* misfit = nullptr;           // of the last decoder, mlasdi::DecoderStage; null without
    const CaseInterpolation* interpolation = nullptr;  // counts in place of the misfit as far as its times go
    gp::Spread spread = {};                            // of its scores, at the cases
    std::vector<bool> interpolated = {};               // in which cases it counts; empty: in all
    double outside = 0;                                // snapshots::Coordinates::outside
};

// Of one of them; refers to the others'.
struct CaseDiscrepancy {
    const Eigen::MatrixXd* misfit = nullptr;
    const CaseInterpolation* interpolation = nullptr;
    const Eigen::MatrixXd* directions = nullptr;  // of its scores
    Eigen::VectorXd reach = {};
    double outside = 0;

    // Of the normal numbers that it takes.
    Index numbers() const { return std::max(misfit != nullptr ? misfit->cols() : 0, reach.size()); }
};

// What the initial states tell of what a model leaves of its cases; nothing without columns.
struct InitialResidual {
    Eigen::MatrixXd values = {};   // it at time 0, in the snapshots' units [rank, cases]
    Eigen::MatrixXd kept = {};     // mlasdi::Persistence at the times that are asked for [times, cases]
    Eigen::MatrixXd unknown = {};  // likewise
    Eigen::VectorXd larger = {};   // mlasdi::larger_than_trained [cases]
};
// distances: as in mlasdi::without_kept; persistence: of the grid's times.
InitialResidual initial_residual(Eigen::MatrixXd values, const Eigen::VectorXd& distances, const TimeGrid& grid,
                                 const Eigen::VectorXd& times, const mlasdi::Persistence& persistence);
// Puts another in its place for some cases; past so many times the discrepancy is another one, and stays unknown as it
// is.
void replace(InitialResidual& residual, const InitialResidual& other, const std::vector<bool>& cases, Index times);

// Of what the first `stages` stages leave, and an interpolated stage on top if it is not null.
const mlasdi::Persistence& persistence_with(const mlasdi::ReducedModel& model, Index stages,
                                            const CaseInterpolation* interpolated);

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
