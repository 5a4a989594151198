// How well cases are predicted that were left out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/evaluation/error_measure.h"
#include "rom/prediction/baseline.h"

namespace rom::evaluation {

struct FieldSummary {
    std::string name;
    double largest = 0;  // over cases and times
    double mean = 0;     // over the cases, of the largest over time
};

struct LeftOutSummary {
    double largest = 0;  // over cases and times, eq. (25)
    Index worst = 0;     // the case where it is reached
    double mean = 0;     // over the cases, of the largest over time
    // The largest of those cases that have others on either side in each parameter: at the ends, what the others say is
    // extrapolated.
    std::optional<double> inner = {};
    std::vector<FieldSummary> fields = {};  // of several
};

// relative_errors: [times, cases]; parameters: [cases, dimensions].
LeftOutSummary summary_of(const Eigen::MatrixXd& relative_errors, const Eigen::MatrixXd& parameters);

// How a way to interpolate predicts left-out cases.
struct InterpolationReport {
    prediction::Interpolation kind = prediction::Interpolation::linear;
    LeftOutSummary left_out;
};
// That of the least mean error.
const InterpolationReport& best_of(const std::vector<InterpolationReport>& report);

// What is given is not tried otherwise.
struct InterpolationChoice {
    std::optional<prediction::Interpolation> kind = {};
    std::optional<std::vector<bool>> logarithmic = {};  // as in gp::ParameterSpace
};

// Tries those ways that the cases, at parameters [cases, dimensions], determine, and the logarithm of each wide
// dimension, which stays if it lowers the least mean error by 5 %. Leaves the best in the interpolation, whose states
// times `scale` are in the snapshots' units. With more than a hundred cases a process for each mode takes minutes, and
// has to be asked for. Throws Error if all cases are the same.
std::vector<InterpolationReport> try_interpolations(prediction::CaseInterpolation& trajectories,
                                                    const Eigen::MatrixXd& parameters,
                                                    const prediction::SnapshotNorms& norms, double scale,
                                                    const InterpolationChoice& choice = {});

// Why nothing is tried: what is to be said of parameters [cases, dimensions] that determine no interpolation, or not
// the one of this name, and what to do.
std::string undetermined_sentence(const Eigen::MatrixXd& parameters, const std::string& interpolation);

}  // namespace rom::evaluation
