#include "rom/cli/network_options.h"

#include <cmath>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/npy/output.h"

namespace rom::cli {
namespace {

constexpr const char* kNetworkGroup = "Network";

// If --time-unit is auto, the run has this many of them.
constexpr double kTimeUnits = 10;

// Of the integrator; 0 if it goes from each time to the next.
double step_of(const LatentNetworkOptions& o, const TimeGrid& grid) {
    if (o.step <= 0 || !grid.is_uniform()) return o.step;
    const double ratio = grid.step() / o.step;
    const double whole = std::round(ratio);
    if (whole < 1 || std::abs(ratio - whole) > 1e-6 * whole)
        throw Error(format("--step %g does not divide --dt %g: it goes %g times; give a whole fraction of it", o.step,
                           grid.step(), ratio),
                    2);
    return whole > 1 ? grid.step() / whole : 0;
}

}  // namespace

void add(CommandLine& line, LatentNetworkOptions& o) {
    line.add({{"--fields", &o.fields, "Number of fields, the last axis of the snapshots if above 1", 0,
               positive(kMostFields)}});
    line.add(options_of(o.times, "Time between two snapshots",
                        "Times of the snapshots and signals [times], .npy, in place of --dt"));
    line.add(
        {
            {"--latent", &o.latent, "Latent dimension", kRequired | kNoDefault, positive(kMostLatent)},
            {"--order", &o.order, "2 for dynamics of second order: z'' = NNdyn(z, z', inputs)", 0, within(1, 2)},
            {"--integrator", choice(&o.integrator), "euler, rk2 or rk4"},
            {"--step", &o.step,
             "Step of the integrator, else from each time to the next; it must divide --dt, and is the longest of "
             "uneven times",
             kNoDefault, positive()},
            {"--time-unit", &o.time_unit, "Time that counts as 1 to NNdyn; auto is a tenth of the run"},
            {"--dynamics-hidden", &o.dynamics_hidden, "Widths of NNdyn's hidden layers; none for none"},
            {"--hidden", &o.hidden, "Widths of NNrec's hidden layers; none for none"},
            {"--activation", choice(&o.activation), "Activation of the hidden layers"},
            {"--direct", &o.direct, "Give parameters and signals to NNrec too"},
            {"--equilibrium", &o.equilibrium, "Without signals nothing happens: subtract NNdyn at rest"},
        },
        kNetworkGroup);
}

ldnet::LatentDynamicsNetwork begin_network(const LatentNetworkOptions& o, const FieldData& data, const TimeGrid& grid,
                                           std::uint64_t seed) {
    const ldnet::FieldFiles& files = data.files;
    ldnet::LatentDynamicsNetwork model;
    model.order = o.order;
    model.integrator = o.integrator;
    model.latent = o.latent;
    model.grid = grid;
    model.step = step_of(o, grid);
    model.cases = files.cases;
    model.precision = npy::precision_of(files.snapshots.header().type);
    model.time_unit = o.time_unit ? *o.time_unit : grid.last() / kTimeUnits;
    model.direct = o.direct;
    model.equilibrium = o.equilibrium;
    model.points = ldnet::range_of_points(files);
    model.fields = ldnet::range_of_fields(files);
    if (data.raw.parameters.cols() > 0) model.parameters = ldnet::range_of(data.raw.parameters);
    if (data.raw.signals.cols() > 0) model.signals = ldnet::range_of(data.raw.signals);
    ldnet::initialise(model, o.dynamics_hidden->values, o.hidden->values, o.activation, seed);
    return model;
}

}  // namespace rom::cli
