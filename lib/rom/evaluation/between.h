// The error to expect between the training cases: what a prediction there would say of its own deviation.
#pragma once

#include <optional>

#include "rom/gp/coefficients.h"
#include "rom/mlasdi/reduced_model.h"
#include "rom/prediction/baseline.h"

namespace rom::evaluation {

// The training snapshots of a model: their coordinates [rank, cases * times], and their norms.
struct TrainingData {
    const Eigen::MatrixXd& coordinates;
    const prediction::SnapshotNorms& norms;
    bool fit_initial = false;  // whether trajectories begin at fitted latent states, or at the encoded first snapshots
};

struct BetweenSummary {
    double largest = 0;  // over the places
    double mean = 0;
};

// In the middle between neighbouring cases, of many between some; of several with the same parameters between those of
// like initial states: the largest over time of the
// deviation's norm, over the mean norm of the two cases. Left-out cases are twice as far from the next, and at the ends
// of the parameters' range extrapolated. The initial latent state there is taken as the mean of the two. Nothing if all
// cases have the same parameters, too few draws stay bounded, or the model's misfit is not known. The model is as in
// judge (evaluation/verdict.h).
std::optional<BetweenSummary> expect_between(const mlasdi::ReducedModel& model, Index stages,
                                             const gp::Coefficients& coefficients, const TrainingData& data,
                                             const prediction::CaseInterpolation* interpolated);

}  // namespace rom::evaluation
