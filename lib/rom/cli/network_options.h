// What a latent dynamics network is to be.
#pragma once

#include <optional>
#include <vector>

#include "rom/cli/field_data.h"
#include "rom/cli/time_options.h"

namespace rom::cli {

struct LatentNetworkOptions {
    Index fields = 1;
    TimeFlags times;
    Index latent = 0;
    Index order = 1;
    ldnet::Integrator integrator = ldnet::Integrator::euler;
    double step = 0;
    std::optional<double> time_unit;
    std::optional<Widths> dynamics_hidden = Widths{{10, 10}};
    std::optional<Widths> hidden = Widths{{10, 10}};
    network::Activation activation = network::Activation::tanh;
    bool direct = false;
    bool equilibrium = false;
};
void add(CommandLine& line, LatentNetworkOptions& options);

// The network with its initial weights, its ranges those of the data. Throws Error(2) if times are evenly apart and the
// step does not divide their dt.
ldnet::LatentDynamicsNetwork begin_network(const LatentNetworkOptions& options, const FieldData& data,
                                           const TimeGrid& grid, std::uint64_t seed);

}  // namespace rom::cli
