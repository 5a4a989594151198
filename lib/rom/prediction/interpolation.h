// Interpolation of trajectories over the parameters, at the times of training: of snapshots (baseline.h), or of what a
// model leaves of them.
#pragma once

#include <variant>
#include <vector>

#include "rom/base/time_grid.h"
#include "rom/gp/radial.h"
#include "rom/gp/regression.h"
#include "rom/mlasdi/persistence.h"

namespace rom::prediction {

// Radial functions (gp/radial.h), or a Gaussian process for each mode.
enum class Interpolation { linear, cubic, gp };

// The trajectories of the training cases are their mean and a sum of modes, orthonormal over space and times at once;
// the scores of a case are its share of each, and they are what is interpolated.
struct CaseModes {
    Eigen::VectorXd mean;    // [rank * times], of coordinates
    Eigen::MatrixXd modes;   // [rank * times, modes]
    Eigen::MatrixXd scores;  // [cases, modes]
};

// All modes but those that hold less than 1e-12 of the energy; none if all cases are the same. states: [rank, cases *
// times].
CaseModes case_modes(const Eigen::MatrixXd& states, Index cases);

using FittedInterpolation = std::variant<gp::RadialInterpolation, gp::Regression>;

FittedInterpolation interpolate(Interpolation kind, const gp::ParameterSpace& space, const Eigen::MatrixXd& scores);

// Those that the cases determine.
std::vector<Interpolation> possible_interpolations(const gp::ParameterSpace& space);

struct CaseInterpolation {
    TimeGrid grid;
    CaseModes cases;
    FittedInterpolation scores;
    mlasdi::Persistence persistence = {};  // of persistence_of, or nothing
    // Of a model's stage.
    double share_of_draws = 1;  // evaluation/interpolated.h
    bool replaces = false;  // it is made of the snapshots, in place of what the decoders say, not of what they leave

    const gp::ParameterSpace& space() const;
    Index rank() const { return cases.mean.size() / grid.size(); }
};

// What is not known of the scores at parameters [points, dimensions]; and what scores without the mean are worth at
// times, none beyond those of training, [rank, times].
gp::Spread spread_at(const CaseInterpolation& interpolation, const Eigen::Ref<const Eigen::MatrixXd>& parameters);
Eigen::MatrixXd states_of(const CaseInterpolation& interpolation, const Eigen::VectorXd& scores,
                          const Eigen::VectorXd& times);

// What each case is more than the others predict, with the same modes and hyperparameters, [rank, cases * times].
Eigen::MatrixXd left_out_differences(const CaseInterpolation& interpolation);
// That of one of them, [rank, times].
Eigen::MatrixXd left_out_difference(const CaseInterpolation& interpolation, Index which);
// Of all.
mlasdi::Persistence persistence_of(const CaseInterpolation& interpolation);

// The same way to interpolate, with the same hyperparameters, of other states [rank, cases * times], or of other cases,
// at parameters [cases, dimensions].
CaseInterpolation interpolate_likewise(const CaseInterpolation& interpolation, const Eigen::MatrixXd& states);
CaseInterpolation interpolate_likewise(const CaseInterpolation& interpolation, const Eigen::MatrixXd& states,
                                       const Eigen::MatrixXd& parameters);

// States [rank, points * times] at parameters [points, dimensions]; between the times of training, linear in time.
// Throws Error for times beyond them.
Eigen::MatrixXd predict(const CaseInterpolation& interpolation, const Eigen::Ref<const Eigen::MatrixXd>& parameters,
                        const Eigen::VectorXd& times);

// The same where it knows the times, which rise; zero later.
Eigen::MatrixXd predict_known(const CaseInterpolation& interpolation,
                              const Eigen::Ref<const Eigen::MatrixXd>& parameters, const Eigen::VectorXd& times);

// The states [rank, cases * times] of the training cases as it has them.
Eigen::MatrixXd known_states(const CaseInterpolation& interpolation);
// These, and each as the others predict it.
struct TrainingStates {
    Eigen::MatrixXd known;
    Eigen::MatrixXd from_others;
};
TrainingStates training_states(const CaseInterpolation& interpolation);

// Whether initial states, [rank, points], are those that the training cases tell of: as near as three times the worst
// of left-out cases, or a hundredth of what is usual.
std::vector<bool> knows_initial(const CaseInterpolation& interpolation,
                                const Eigen::Ref<const Eigen::MatrixXd>& parameters, const Eigen::MatrixXd& states);

// Whether initial states are of the kind that an interpolated residual was made from, for each of `parameters`. It has
// none to compare with there, but it says what the residual at time 0 should be. `residual`, [rank, points], is what it
// really is. If the interpolation doubles it, by more than half of what is usual at the training cases, the state is of
// another kind.
std::vector<bool> fits_initial(const CaseInterpolation& interpolation,
                               const Eigen::Ref<const Eigen::MatrixXd>& parameters, const Eigen::MatrixXd& residual);

}  // namespace rom::prediction

template <>
struct rom::Choices<rom::prediction::Interpolation> {
    static constexpr const char* what = "interpolation";
    static constexpr std::array names = {"linear", "cubic", "gp"};
};
