#include "romtools/predict.h"

#include <cmath>
#include <optional>
#include <utility>
#include <variant>

#include "rom/base/error.h"
#include "rom/base/parallel.h"
#include "rom/prediction/snapshot_prediction.h"
#include "rom/query/baseline.h"
#include "rom/version.h"
#include "romtools/pieces.h"

namespace romtools {
namespace {

// run() on this thread alone, with all that it throws made into our one exception.
template <class Run>
auto guarded(const Run& run) {
    try {
        const rom::OnThisThread alone;
        return run();
    } catch (const std::bad_alloc&) {
        throw Error("out of memory");
    } catch (const std::exception& error) {
        throw Error(error.what());
    }
}

// The caller's array, filled block by block.
class Filling {
public:
    explicit Filling(std::span<double> array) : left_(array) {}

    template <class Scalar, class Value>
    void append(std::span<const Value> block) {
        for (const Value value : block) {
            const auto stored = static_cast<Scalar>(value);
            if (!std::isfinite(stored)) throw rom::Error("the prediction would hold NaN or infinities: it diverges");
            left_.front() = stored;
            left_ = left_.subspan(1);
        }
    }
    // Whole states, with the fill value at their gaps.
    template <class Scalar>
    void append_states(const rom::snapshots::Fields& fields, std::span<const Scalar> states) {
        const std::span<double> place = left_.first(states.size());
        append<Scalar>(states);
        if (!fields.has_gaps()) return;
        rom::snapshots::fill_gaps(fields, {0, fields.units.size()}, place);
        for (double& value : place) value = static_cast<Scalar>(value);
    }

private:
    std::span<double> left_;
};

// What one prediction takes.
struct Task {
    const Pieces& pieces;
    const Query& query;
    const TimeGrid& grid;
    const rom::query::Listener& listener;
    std::vector<std::string>& warnings;
    std::span<double> values;
    std::span<double> deviation;
};

void fill(const Task& task, const rom::prediction::SnapshotPrediction& prediction, const Eigen::MatrixXd& parameters) {
    const rom::snapshots::Fields& fields = prediction.members.front().coordinates.fields;
    rom::with_scalar(prediction.precision, [&]<class Scalar>(Scalar) {
        Filling values(task.values);
        rom::prediction::for_snapshot_blocks<Scalar>(
            prediction, [&](std::span<const Scalar> block) { values.append_states(fields, block); });
        if (task.deviation.empty()) return;
        Filling deviation(task.deviation);
        const Index lost = rom::prediction::for_statistics_blocks<Scalar>(
            prediction, parameters, {.samples = static_cast<Index>(task.query.samples), .seed = task.query.seed},
            [&](const auto& block) { deviation.append_states(fields, block.deviation); });
        if (lost > 0)
            task.warnings.push_back(std::to_string(lost) +
                                    " draws grow without bound and are left out of the statistics");
    });
}

rom::query::InitialUse use_of(const Query& query) {
    return {.fit = query.fit_initial, .uncorrected = query.uncorrected};
}

void predict(const Task& task, const rom::files::StoredModel& stored) {
    const rom::files::Parameters parameters = parameters_of(task.query);
    const rom::query::Query query =
        rom::query::make_query(task.listener, use_of(task.query), static_cast<Index>(task.query.stages), stored,
                               *task.pieces.processes, parameters, *initial_of(task.pieces, task.query, true));
    rom::query::warn_if_outside(task.listener, rom::gp::space_of(task.pieces.processes->coefficients), parameters);
    rom::query::warn_if_beyond(task.listener, task.pieces.grid, task.grid);
    rom::prediction::Member member = rom::query::corrected_member(task.listener, query, task.grid);
    rom::dynamics::LatentTrajectories trajectories = rom::query::latent_trajectories(query, task.grid);
    if (!trajectories.blow_ups.empty()) throw rom::Error(trajectories.blow_ups.front());
    member.latent = std::move(trajectories.states);
    fill(task, {rom::files::prediction_precision(stored), query.cases(), task.grid, {std::move(member)}},
         parameters.values);
}

void predict(const Task& task, const rom::files::StoredBaseline& stored) {
    const rom::files::Parameters parameters = parameters_of(task.query);
    rom::query::warn_if_outside(task.listener, stored.baseline.trajectories.space(), parameters);
    const std::optional<rom::npy::Array> initial = initial_of(task.pieces, task.query, false);
    fill(task,
         {rom::files::prediction_precision(stored),
          parameters.values.rows(),
          task.grid,
          {rom::query::answer_of(task.listener, stored, parameters, initial ? &*initial : nullptr, task.grid,
                                 task.query.uncorrected)}},
         parameters.values);
}

void predict_fields(const Task& task, rom::prediction::Combination combination) {
    const std::vector<rom::query::AskedNetwork> networks = networks_of(task.pieces, task.query);
    if (!task.deviation.empty() && networks.size() < 2)
        throw rom::Error(task.pieces.path + " is one network, which does not know how sure it is; make an ensemble");
    const std::vector<rom::prediction::NetworkAnswer> answers =
        rom::query::answers_of(task.listener, networks, inputs_of(task.pieces, task.query), task.grid);
    const rom::npy::Array points = points_of(task.pieces, task.query);
    const rom::ldnet::PointAxes axes = {1, points.shape()[0], points.shape()[1]};
    rom::with_scalar(answers.front().model.precision, [&]<class Scalar>(Scalar) {
        Filling values(task.values);
        Filling deviation(task.deviation);
        rom::prediction::for_predicted_blocks(answers, combination, points, axes, task.grid.size(),
                                              [&](const rom::prediction::FieldBlock& block) {
                                                  values.append<Scalar>(std::span(block.values));
                                                  if (!task.deviation.empty())
                                                      deviation.append<Scalar>(std::span(block.deviation));
                                              });
    });
}

void predict(const Task& task, const rom::files::StoredNetwork&) {
    predict_fields(task, rom::prediction::Combination::median);
}

void predict(const Task& task, const rom::files::StoredEnsemble& ensemble) {
    if (task.query.stages > 0) throw rom::Error(task.pieces.path + " is an ensemble, which has no stages");
    if (ensemble.of_networks()) return predict_fields(task, ensemble.combination);
    const rom::files::Parameters parameters = parameters_of(task.query);
    rom::query::warn_if_outside(task.listener, rom::query::space_of(ensemble), parameters);
    const rom::query::EnsembleQuery query =
        rom::query::make_query(task.listener, use_of(task.query), ensemble, parameters,
                               initial_of(task.pieces, task.query, rom::query::needs_initial(ensemble)));
    fill(task,
         {rom::query::precision_of(ensemble), parameters.values.rows(), task.grid,
          rom::query::answers_of(task.listener, query, task.grid), ensemble.combination},
         parameters.values);
}

void require_room(const char* what, std::size_t given, const Shape& shape) {
    if (given != count_of(shape))
        throw rom::Error(std::string(what) + " has room for " + std::to_string(given) +
                         " numbers but the prediction has " + std::to_string(count_of(shape)) + "; they must match");
}

}  // namespace

Error::Error(const std::string& sentence) : std::runtime_error(sentence) {}
Error::~Error() = default;

Model::Model(const std::string& folder, const std::string& processes) {
    pieces_ = guarded([&] { return std::make_unique<const Pieces>(read_pieces(folder, processes)); });
}

Model::~Model() = default;
Model::Model(Model&& other) noexcept = default;
Model& Model::operator=(Model&& other) noexcept = default;

std::size_t Model::parameters() const { return static_cast<std::size_t>(pieces_->parameters); }
std::size_t Model::signals() const { return static_cast<std::size_t>(pieces_->signals); }
std::size_t Model::dimensions() const { return static_cast<std::size_t>(pieces_->dimensions); }
std::vector<std::size_t> Model::initial_shape() const { return sizes_of(pieces_->initial); }

std::vector<double> Model::times() const {
    const Eigen::VectorXd clock = pieces_->grid.clock();
    return {clock.begin(), clock.end()};
}

std::vector<std::size_t> Model::shape(const Query& query) const {
    return guarded([&] {
        check(*pieces_, query);
        return shape_of(*pieces_, query, grid_of(*pieces_, query));
    });
}

std::vector<std::string> Model::predict(const Query& query, std::span<double> values,
                                        std::span<double> deviation) const {
    return guarded([&] {
        check(*pieces_, query);
        const TimeGrid grid = grid_of(*pieces_, query);
        const Shape shape = shape_of(*pieces_, query, grid);
        require_room("values", values.size(), shape);
        if (!deviation.empty()) require_room("deviation", deviation.size(), shape);
        std::vector<std::string> warnings;
        const rom::query::Listener listener = {
            [&](const std::string& sentence) { warnings.push_back(sentence); },
            [](const std::string& sentence) { throw rom::Error(sentence + "; give what belongs together"); }};
        const Task task{*pieces_, query, grid, listener, warnings, values, deviation};
        std::visit([&](const auto& stored) { romtools::predict(task, stored); }, pieces_->model);
        return warnings;
    });
}

std::string version() { return ROM_VERSION; }

}  // namespace romtools
