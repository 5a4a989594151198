// Proper orthogonal decomposition with interpolation over the parameters, at the times of training: what any model has
// to beat, and where the parameters set no speed a good surrogate in its own right.
#pragma once

#include <variant>

#include "rom/gp/radial.h"
#include "rom/gp/regression.h"
#include "rom/snapshots/coordinates.h"

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

using FittedInterpolation = std::variant<gp::RadialInterpolation, gp::Regression>;

struct Baseline {
    Precision precision = Precision::float32;
    snapshots::Coordinates coordinates;
    TimeGrid grid;
    CaseModes cases;
    FittedInterpolation interpolation;  // of the scores

    const gp::ParameterSpace& space() const;
};

// All modes but those that hold less than 1e-12 of the energy. coordinates: [rank, cases * times].
CaseModes case_modes(const Eigen::MatrixXd& coordinates, Index cases);

// Those that the cases determine.
std::vector<Interpolation> possible_interpolations(const gp::ParameterSpace& space);

FittedInterpolation interpolate(Interpolation kind, const gp::ParameterSpace& space, const Eigen::MatrixXd& scores);

// The norms [times, cases] of all snapshots, and of what the basis leaves out of each.
struct SnapshotNorms {
    Eigen::MatrixXd whole;
    Eigen::MatrixXd outside;
};
// values: their coordinates [rank, cases * times]. Throws Error for a snapshot that is zero.
SnapshotNorms norms_of(const snapshots::Snapshots& data, const snapshots::Coordinates& coordinates,
                       const Eigen::MatrixXd& values);

// The relative errors [times, cases] of eq. (25) of each case as the others predict it, with the same modes and
// hyperparameters.
Eigen::MatrixXd left_out_errors(const Baseline& baseline, const SnapshotNorms& norms);

// Coordinates [rank, points * times] at parameters [points, dimensions]; between the times of training, linear in time.
// Throws Error for times beyond them.
Eigen::MatrixXd predict(const Baseline& baseline, const Eigen::Ref<const Eigen::MatrixXd>& parameters,
                        const Eigen::VectorXd& times);

}  // namespace rom::prediction

template <>
struct rom::Choices<rom::prediction::Interpolation> {
    static constexpr const char* what = "interpolation";
    static constexpr std::array names = {"linear", "cubic", "gp"};
};
