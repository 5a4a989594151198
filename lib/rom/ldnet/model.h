// Latent dynamics networks (LDNets: Regazzoni, Pagani, Salvador, Dede', Quarteroni, Nature Communications 15, 1834,
// 2024): latent states follow z' = NNdyn(z, parameters, signals(t)) from z(0) = 0, and a second network gives the
// fields at any point, y(x, t) = NNrec(z(t), x). Of order 2 (LDNets2) the first network gives the acceleration, z'' =
// NNdyn(z, z', ...), from rest.
#pragma once

#include <vector>

#include "rom/base/time_grid.h"
#include "rom/network/network.h"

namespace rom::ldnet {

// euler is explicit; of order 2 it moves z with the new velocity, which keeps oscillations from growing. rk2 is Heun's
// method, rk4 the classical one; both take signals as linear between the times at which they are given.
enum class Integrator { euler, rk2, rk4 };

// What is mapped to [-1, 1], value by value.
struct Range {
    Eigen::VectorXd low;
    Eigen::VectorXd high;

    Index size() const { return low.size(); }
    double centre(Index i) const { return 0.5 * (low[i] + high[i]); }
    // Half the width, or 1 if there is none.
    double half_width(Index i) const { return high[i] > low[i] ? 0.5 * (high[i] - low[i]) : 1; }
    double to_unit(Index i, double value) const { return (value - centre(i)) / half_width(i); }
    double from_unit(Index i, double value) const { return centre(i) + half_width(i) * value; }
};

// A reconstruction network; its output times epsilon is what the stage adds to the fields in [-1, 1].
struct ReconstructionStage {
    network::Architecture network;
    Eigen::VectorXd weights;
    double epsilon = 1;
};

struct LatentDynamicsNetwork {
    Precision precision = Precision::float64;  // of the snapshots, in files
    Index order = 1;
    Integrator integrator = Integrator::euler;
    Index latent = 1;
    double step = 0;           // of the integrator, at most; 0: from each time to the next
    double time_unit = 1;      // NNdyn gives changes per time_unit
    bool direct = false;       // NNrec is given parameters and signals too
    bool equilibrium = false;  // NNdyn(z, inputs) - NNdyn(0, 0) takes NNdyn's place: without input nothing happens
    Range points;
    Range parameters;
    Range signals;
    Range fields;
    network::Architecture dynamics;
    Eigen::VectorXd dynamics_weights;
    std::vector<ReconstructionStage> stages;
    Index cases = 0;  // of the training data
    TimeGrid grid;    // likewise, and of signals

    Index states() const { return order * latent; }  // z, and of order 2 its derivative
    Index inputs() const { return parameters.size() + signals.size(); }
    // What all points of a snapshot have in common as inputs of NNrec: z, and if `direct` the inputs.
    Index shared() const { return latent + (direct ? inputs() : 0); }
};

// The way from one time of the inputs to the next, which the integrator takes in equal steps.
struct Interval {
    Index steps = 1;   // as few as keep them from being longer than the model's
    double h = 1;      // of each, in the model's unit of time
    Index before = 0;  // steps of all intervals before
};
// Of the first so many times of grid_of.
std::vector<Interval> intervals_of(const LatentDynamicsNetwork& model, Index times);

// The model's grid for so many times; beyond its last the last interval comes again and again.
TimeGrid grid_of(const LatentDynamicsNetwork& model, Index times);

// NNdyn and NNrec of these hidden widths, the weights drawn after Glorot from `seed`; appended as the first stage.
void initialise(LatentDynamicsNetwork& model, const std::vector<Index>& dynamics_hidden,
                const std::vector<Index>& reconstruction_hidden, network::Activation activation, std::uint64_t seed);

// A reconstruction network of these hidden widths, with `first` on its first layer.
ReconstructionStage make_stage(const LatentDynamicsNetwork& model, const std::vector<Index>& hidden,
                               network::Activation first, network::Activation activation, double kappa,
                               std::uint64_t seed);

}  // namespace rom::ldnet

template <>
struct rom::Choices<rom::ldnet::Integrator> {
    static constexpr const char* what = "integrator";
    static constexpr std::array names = {"euler", "rk2", "rk4"};
};
