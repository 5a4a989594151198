#include "rom/cli/model_options.h"

#include "rom/base/error.h"

namespace rom::cli {

std::vector<Option> options_of(ModelOptions& o) {
    return {
        {"--dt", &o.dt, "Time between two snapshots", kNoDefault, positive()},
        {"--latent", &o.latent, "Latent dimension", kNoDefault, positive()},
        {"--dynamics-weight", &o.penalties.dynamics, "beta1, weight of the latent dynamics in the loss", 0,
         not_negative()},
        {"--coefficient-weight", &o.penalties.coefficient, "beta2, weight of the SINDy coefficients' squares", 0,
         not_negative()},
        {"--variation-weight", &o.penalties.variation, "beta3, weight of their variation over the cases", 0,
         not_negative()},
        {"--library", choice(&o.library), "Functions that the latent dynamics are made of: linear or quadratic"},
        {"--derivative", choice(&o.derivative),
         "Time derivative: sbp12, sbp24, sbp36 or sbp48; auto: by how fast the snapshots change, and their noise"},
        {"--coordinates", choice(&o.coordinates), "Train on coordinates in the POD basis of the data, or on the mesh"},
        {"--basis-tolerance", &o.basis_tolerance,
         "Share of the snapshots' norm that the POD basis may leave out; auto is 1e-3, or more if there is noise", 0,
         within(1e-7, 0.5)},
        {"--scale", choice(&o.scale), "Centre and scale by the standard deviation, or none"},
        {"--time-unit", &o.time_unit, "Unit in which training counts time; auto reads it off the data"},
        {"--precision", choice(&o.precision), "Arithmetic of the networks: single or double"},
    };
}

snapshots::Truncation truncation_of(const ModelOptions& options) {
    if (options.basis_tolerance) return {.tolerance = *options.basis_tolerance};
    return {.above_noise = true};
}

mlasdi::ReducedModel begin_model(const ModelOptions& options, const snapshots::Snapshots& data) {
    mlasdi::ReducedModel model;
    model.precision = options.precision;
    model.cases = data.cases;
    model.grid = TimeGrid::uniform(data.times, options.dt);
    model.library = options.library;
    model.derivative = options.derivative.value_or(model.derivative);
    dynamics::derivative_form(model.derivative, model.grid);
    return model;
}

}  // namespace rom::cli
