#include "romtools/pieces.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "rom/base/error.h"

namespace romtools {
namespace {

constexpr std::size_t kMostSamples = 1000000;
constexpr std::size_t kMostCases = 1000000000;

void describe(Pieces& pieces, const rom::snapshots::Coordinates& coordinates, const rom::gp::ParameterSpace& space) {
    pieces.parameters = space.inputs.cols();
    pieces.space = coordinates.space;
    pieces.initial = rom::snapshots::state_shape(coordinates);
}

void describe(Pieces& pieces, const rom::files::StoredModel& stored) {
    if (!pieces.processes) throw rom::Error(pieces.path + " is a model of rom-encode; give its gp.json");
    describe(pieces, stored.model.coordinates, rom::gp::space_of(pieces.processes->coefficients));
    pieces.grid = stored.model.snapshot_grid();
}

void describe(Pieces& pieces, const rom::files::StoredBaseline& stored) {
    describe(pieces, stored.baseline.coordinates, stored.baseline.trajectories.space());
    pieces.grid = stored.baseline.trajectories.grid;
    pieces.timed = stored.baseline.timed;
}

void describe(Pieces& pieces, const rom::files::StoredNetwork& stored) {
    pieces.grid = stored.model.grid;
    pieces.parameters = stored.model.parameters.size();
    pieces.signals = stored.model.signals.size();
    pieces.dimensions = stored.model.points.size();
}

void describe(Pieces& pieces, const rom::files::StoredEnsemble& stored) {
    const rom::files::StoredMember& first = stored.members.front();
    if (stored.of_networks()) return describe(pieces, std::get<rom::files::StoredNetwork>(first.model));
    describe(pieces, rom::files::coordinates_of(first), rom::query::space_of(stored));
    pieces.grid = rom::query::grid_of(stored);
}

// Numbers that a query gives, of which there must be so many, or none.
void require_count(const char* what, std::size_t given, std::size_t cases, std::size_t of_each) {
    if (given == 0 && cases * of_each > 0)
        throw rom::Error(std::string(what) + ": none are given; give " + std::to_string(of_each) +
                         " numbers for each case");
    if (given != cases * of_each)
        throw rom::Error(std::string(what) + ": there are " + std::to_string(given) + " numbers but " +
                         std::to_string(cases) + " cases of " + std::to_string(of_each) + " have " +
                         std::to_string(cases * of_each) + "; they must match");
}

Eigen::MatrixXd rows_of(std::span<const double> values, std::size_t rows) {
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    for (const double value : values)
        if (!std::isfinite(value)) throw rom::Error("parameters or signals have a NaN or an infinity");
    return Eigen::Map<const RowMajor>(values.data(), static_cast<Index>(rows),
                                      static_cast<Index>(values.size() / rows));
}

}  // namespace

Pieces read_pieces(const std::string& folder, const std::string& processes) {
    Pieces pieces{rom::files::read_any_model(folder), {}, folder};
    if (!processes.empty()) {
        if (!std::holds_alternative<rom::files::StoredModel>(pieces.model))
            throw rom::Error(folder + " is no model of rom-encode; leave " + processes + " out");
        pieces.processes = rom::files::read_processes(processes);
    }
    std::visit([&](const auto& stored) { describe(pieces, stored); }, pieces.model);
    return pieces;
}

std::size_t count_of(const Shape& shape) {
    std::size_t count = 1;
    for (const std::size_t extent : shape) count *= extent;
    return count;
}

Shape sizes_of(const rom::npy::Shape& shape) { return {shape.begin(), shape.end()}; }

void check(const Pieces& pieces, const Query& query) {
    const auto refuse = [&](const char* what) { throw rom::Error(pieces.path + " takes no " + what); };
    if (query.cases == 0) throw rom::Error("there are no cases; ask for one at least");
    if (query.cases > kMostCases || query.stages > kMostCases)
        throw rom::Error("so many cases or stages cannot be: " + std::to_string(std::max(query.cases, query.stages)));
    require_count("parameters", query.parameters.size(), query.cases, static_cast<std::size_t>(pieces.parameters));
    if (query.samples < 2 || query.samples > kMostSamples)
        throw rom::Error("samples is " + std::to_string(query.samples) + "; it must be from 2 to " +
                         std::to_string(kMostSamples));
    if (!query.times.empty() && !pieces.timed)
        throw rom::Error(pieces.path + " was made without --dt and knows no times; make it again, or give none");
    if (pieces.dimensions == 0) {
        if (!query.points.empty()) refuse("points");
        if (!query.signals.empty()) refuse("signals");
        return;
    }
    if (!query.initial.empty()) refuse("initial states");
    if (query.points.empty() || query.points.size() % static_cast<std::size_t>(pieces.dimensions) != 0)
        throw rom::Error("points: there are " + std::to_string(query.points.size()) + " numbers but points of " +
                         pieces.path + " have " + std::to_string(pieces.dimensions) + " dimensions; give whole points");
    if (pieces.signals == 0 && !query.signals.empty()) refuse("signals");
    if (pieces.signals > 0 &&
        (query.signals.empty() || query.signals.size() % (query.cases * static_cast<std::size_t>(pieces.signals)) != 0))
        throw rom::Error("signals: there are " + std::to_string(query.signals.size()) + " numbers but " + pieces.path +
                         " takes " + std::to_string(pieces.signals) + " signals at each time of " +
                         std::to_string(query.cases) + " cases; give whole times");
}

rom::files::Parameters parameters_of(const Query& query) {
    return {"parameters", {}, rows_of(query.parameters, query.cases)};
}

std::optional<rom::npy::Array> initial_of(const Pieces& pieces, const Query& query, bool required) {
    if (query.initial.empty() && !required) return {};
    rom::npy::Shape shape = pieces.initial;
    require_count("initial", query.initial.size(), query.cases, count_of(sizes_of(shape)));
    shape.insert(shape.begin(), static_cast<Index>(query.cases));
    return rom::npy::Array::of_values(query.initial, shape, "initial");
}

rom::query::RawInputs inputs_of(const Pieces& pieces, const Query& query) {
    rom::query::RawInputs raw;
    raw.parameters_name = "parameters";
    raw.signals_name = "signals";
    raw.cases = static_cast<Index>(query.cases);
    if (pieces.parameters > 0) raw.parameters = rows_of(query.parameters, query.cases);
    if (pieces.signals > 0) {
        const std::size_t groups = query.signals.size() / static_cast<std::size_t>(pieces.signals);
        raw.times = static_cast<Index>(groups / query.cases);
        raw.signals = rows_of(query.signals, groups);
    }
    return raw;
}

std::vector<rom::query::AskedNetwork> networks_of(const Pieces& pieces, const Query& query) {
    if (const auto* ensemble = std::get_if<rom::files::StoredEnsemble>(&pieces.model))
        return rom::query::networks_of(*ensemble);
    return {{.stored = std::get<rom::files::StoredNetwork>(pieces.model), .stages = static_cast<Index>(query.stages)}};
}

TimeGrid grid_of(const Pieces& pieces, const Query& query) {
    if (!query.times.empty())
        return TimeGrid::listed(
            Eigen::Map<const Eigen::VectorXd>(query.times.data(), static_cast<Index>(query.times.size())),
            pieces.grid.start());
    if (pieces.dimensions == 0) return pieces.grid;
    return rom::query::grid_of(networks_of(pieces, query).front().stored, inputs_of(pieces, query));
}

Shape shape_of(const Pieces& pieces, const Query& query, const TimeGrid& grid) {
    Shape shape = {query.cases, static_cast<std::size_t>(grid.size())};
    if (pieces.dimensions == 0) {
        shape.insert(shape.end(), pieces.space.begin(), pieces.space.end());
        return shape;
    }
    shape.push_back(query.points.size() / static_cast<std::size_t>(pieces.dimensions));
    const Index fields = networks_of(pieces, query).front().stored.model.fields.size();
    if (fields > 1) shape.push_back(static_cast<std::size_t>(fields));
    return shape;
}

rom::npy::Array points_of(const Pieces& pieces, const Query& query) {
    const Index count = static_cast<Index>(query.points.size()) / pieces.dimensions;
    return rom::npy::Array::of_values(query.points, {count, pieces.dimensions}, "points");
}

}  // namespace romtools
