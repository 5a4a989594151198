#include "rom/cli/model_options.h"

#include <algorithm>
#include <utility>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/dry_run.h"
#include "rom/cli/plausibility.h"
#include "rom/cli/training_run.h"
#include "rom/dynamics/sindy.h"
#include "rom/files/checkpoint.h"
#include "rom/gp/radial.h"
#include "rom/npy/place.h"

namespace rom::cli {
namespace {

constexpr const char* kDynamicsGroup = "Latent dynamics";

// Burgers' equation and Vlasov's, whose coefficients are better kept alike, have 1.03 and 1.2; heat and a rotating
// bump, whose coefficients have to follow the speed, 6.6 and 2.7.
constexpr double kOtherSpeeds = 1.5;

// A matrix of these cases, in one of all, which is zero for the others.
Eigen::MatrixXd among_all(const Eigen::MatrixXd& matrix, const std::vector<Index>& cases, Index count) {
    Eigen::MatrixXd result = Eigen::MatrixXd::Zero(count, count);
    result(cases, cases) = matrix;
    return result;
}

// The cases that move, and so have dynamics.
std::vector<Index> moving_cases(const ModelOptions& options, const Eigen::MatrixXd& coordinates, Index times) {
    // Further POD coordinates may hold nothing but rounding.
    const Index rows = options.coordinates == snapshots::CoordinateSystem::mesh
                           ? coordinates.rows()
                           : std::min(options.latent, coordinates.rows());
    const std::vector<bool> determined = dynamics::are_determined(
        coordinates.topRows(rows), times, dynamics::term_count(options.library, options.latent));
    std::vector<Index> cases;
    for (std::size_t c = 0; c < determined.size(); ++c)
        if (determined[c]) cases.push_back(static_cast<Index>(c));
    return cases;
}

}  // namespace

// In the order of records, which the identity of a training goes by.
void add(CommandLine& line, ModelOptions& o) {
    line.add(options_of(o.states), kSnapshotsGroup);
    line.add(
        options_of(o.times, "Time between two snapshots", "Times of the snapshots [times], .npy, in place of --dt"),
        kSnapshotsGroup);
    line.add(
        {
            weights_option(o.states),
            {"--delays", &o.delays,
             "So many snapshots and one, which follow each other, are one state: for those that are not the whole "
             "state, and lack velocities, say",
             0, not_negative()},
        },
        kSnapshotsGroup);
    line.add(
        {
            {"--latent", &o.latent, "Latent dimension", kNoDefault, positive(kMostLatent)},
            {"--dynamics-weight", &o.penalties.dynamics, "beta1, weight of the latent dynamics in the loss", 0,
             not_negative()},
            {"--coefficient-weight", &o.penalties.coefficient, "beta2, weight of the SINDy coefficients' squares", 0,
             not_negative()},
            {"--variation-weight", &o.penalties.variation,
             "beta3, weight of what each case's coefficients have of their own", 0, not_negative()},
            {"--params", &o.parameters,
             "Parameters [cases, dimensions] of the snapshots, .npy: if the cases run at different speeds, only what "
             "the other cases do not predict of its coefficients is a case's own, else what differs from their mean; "
             "cases with the same parameters share their coefficients",
             kInput | kArray},
            {"--library", choice(&o.library),
             "Functions that the latent dynamics are made of: linear, squares, quadratic or cubic"},
            {"--derivative", choice(&o.derivative),
             "Time derivative: sbp12, sbp24, sbp36 or sbp48; auto: by how fast the snapshots change, and their noise"},
        },
        kDynamicsGroup);
    line.add(
        {
            {"--coordinates", choice(&o.coordinates),
             "Train on coordinates in the POD basis of the data, or on the mesh"},
            {"--basis-tolerance", &o.basis_tolerance,
             "Share of the snapshots' norm that the POD basis may leave out; auto is 1e-3, or more if there is noise",
             0, within(1e-7, 0.5)},
        },
        kTrainingGroup);
    line.add(
        {
            {"--entries", &o.entries,
             "The snapshots are coordinates in an orthonormal basis, of states with this many entries, and are trained "
             "on as these would be",
             kNoDefault, positive(1e15)},
            {"--scale", choice(&o.scale), "Centre and scale by the standard deviation, or none"},
        },
        kSnapshotsGroup);
    line.add(
        {
            {"--time-unit", &o.time_unit, "Unit in which training counts time; auto reads it off the data"},
            {"--precision", choice(&o.precision), "Arithmetic of the networks: single or double"},
        },
        kTrainingGroup);
}

void check_model_options(const Tool& tool, const ModelOptions& options, const std::string& apply,
                         const std::string& output) {
    if (!apply.empty()) {
        tool.options.refuse_besides(
            {"snapshots", "--output", "--one-case", "--apply", "--threads", "--quiet", "--verbose"},
            "--apply trains nothing");
        return npy::check_output(output, npy::place_of(output));
    }
    if (options.latent <= 0) throw Error("--latent is required: the latent dimension", 2);
}

std::optional<files::Parameters> read_case_parameters(const ModelOptions& options, const snapshots::Snapshots& data) {
    if (options.parameters.empty()) return {};
    files::Parameters parameters = files::read_parameters(options.parameters);
    files::require_same_cases(data.array.name(), data.cases, parameters.name, parameters.values.rows());
    return parameters;
}

mlasdi::Penalties penalties_of(const Tool& tool, const ModelOptions& options,
                               const std::optional<files::Parameters>& parameters, const Eigen::MatrixXd& coordinates,
                               const TimeGrid& grid) {
    mlasdi::Penalties penalties = options.penalties;
    const Index cases = coordinates.cols() / grid.size();
    const std::vector<Index> moving = moving_cases(options, coordinates, grid.size());
    if (moving.empty()) return penalties;
    const auto count = static_cast<Index>(moving.size());
    if (count < cases) penalties.own = among_all(gp::difference_from_mean(count), moving, cases);
    if (!parameters) return penalties;
    if (const gp::DistinctParameters distinct = gp::distinct(parameters->values); distinct.repeated())
        penalties.group_of = distinct.of_case;
    const double ratio = snapshots::ratio_of_rates(coordinates, cases, grid);
    const Eigen::MatrixXd values = parameters->values(moving, Eigen::all);
    if (ratio < kOtherSpeeds || !gp::is_determined({gp::distinct(values).rows, {}}, gp::Radial::linear))
        return penalties;
    penalties.own = among_all(gp::left_out_operator(values), moving, cases);
    tool.say(format(
        "the cases run at speeds that differ by a factor of %.3g: their dynamics may differ as a smooth function "
        "of the parameters",
        ratio));
    return penalties;
}

snapshots::Coordinates coordinates_of(const ModelOptions& options, const RunOptions& run, const std::string& output,
                                      const Record& identity, snapshots::Snapshots& data) {
    if (options.scale == snapshots::Scaling::none && data.fields.names.size() > 1)
        throw Error("--fields counts each field by its deviation, which --scale none is not to; give one of the two",
                    2);
    if (options.entries > 0 && (data.fields.names.size() > 1 || data.fields.has_gaps()))
        throw Error("--entries is for coordinates, which have neither fields nor gaps; leave it out", 2);
    scale_fields(options.states, data);
    if (run.resume && !run.dry_run)
        if (auto kept = files::read_checkpoint_coordinates(checkpoint_path(output), identity, data)) {
            kept->entries = snapshots::entries_of_state(data, options.entries);
            return *kept;
        }
    snapshots::Truncation truncation{.above_noise = true};
    if (options.basis_tolerance) truncation = {.tolerance = *options.basis_tolerance};
    return snapshots::make_coordinates(data, options.coordinates, options.scale, truncation, options.entries);
}

mlasdi::ReducedModel begin_model(const Tool& tool, const ModelOptions& options, snapshots::Snapshots& data,
                                 const TimeGrid& grid) {
    warn_if_implausible(tool, data, !options.parameters.empty());
    if (options.delays > 0 && !grid.is_uniform())
        throw Error("--delays needs times that are evenly apart; those of --times are not", 2);
    if (options.delays > 0) data = snapshots::with_delays(std::move(data), options.delays);
    mlasdi::ReducedModel model;
    model.precision = options.precision;
    model.cases = data.cases;
    model.grid = grid.resized(data.times);
    model.library = options.library;
    model.derivative = options.derivative.value_or(model.derivative);
    dynamics::derivative_form(model.derivative, model.grid);
    tool.estimate.latent = options.latent;
    if (tool.options.given("--dry-run")) begin_dry_run(tool, data);
    return model;
}

}  // namespace rom::cli
