#include "rom/prediction/fields.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "rom/base/memory.h"
#include "rom/base/parallel.h"
#include "rom/base/text.h"

namespace rom::prediction {
namespace {

constexpr double kOnGrid = 1e-9;          // of a step: times nearer to the grid than this are on it
constexpr Index kPiece = Index{1} << 13;  // points of a block of results, at most

// The same network and inputs at each step of its integrator, the signals linear in between.
void refine(ldnet::LatentDynamicsNetwork& model, ldnet::CaseInputs& inputs) {
    const std::vector<ldnet::Interval> intervals = ldnet::intervals_of(model, inputs.times);
    const TimeGrid grid = ldnet::grid_of(model, inputs.times);
    const Index times = intervals.back().before + intervals.back().steps + 1;
    Eigen::VectorXd at(times);
    Eigen::MatrixXd signals(inputs.signals.rows(), inputs.cases * times);
    for (Index k = 0; k + 1 < inputs.times; ++k) {
        const auto& [steps, h, before] = intervals[static_cast<std::size_t>(k)];
        const bool last = k + 2 == inputs.times;
        for (Index part = 0; part < steps + (last ? 1 : 0); ++part) {
            // Of a uniform grid as it has always been rounded.
            const double fraction =
                grid.is_uniform()
                    ? static_cast<double>(before + part) / static_cast<double>(steps) - static_cast<double>(k)
                    : static_cast<double>(part) / static_cast<double>(steps);
            at[before + part] = (1 - fraction) * grid.times()[k] + fraction * grid.times()[k + 1];
            for (Index c = 0; c < inputs.cases; ++c) {
                const Index from = c * inputs.times + k;
                signals.col(c * times + before + part) =
                    (1 - fraction) * inputs.signals.col(from) + fraction * inputs.signals.col(from + 1);
            }
        }
    }
    model.grid = grid.is_uniform()
                     ? TimeGrid::uniform(times, grid.step() / static_cast<double>(intervals.front().steps))
                     : TimeGrid::listed(at);
    model.step = 0;
    inputs.signals = signals;
    inputs.times = times;
}

// Where a time is on the grid of a refined network.
TimeGrid::Place place_on(const TimeGrid& grid, double time) {
    if (!grid.is_uniform()) return grid.place_of(time);
    const double steps = time / grid.step();
    const Index before = std::min(static_cast<Index>(std::floor(steps + kOnGrid)), grid.size() - 2);
    return {before, std::clamp(steps - static_cast<double>(before), 0.0, 1.0)};
}

// Coordinates of the points of one group, mapped: [points, dimensions].
Eigen::MatrixXd mapped_points(const ldnet::LatentDynamicsNetwork& model, const npy::Array& points,
                              const ldnet::PointAxes& axes, Index set) {
    RowMajor values(axes.count, axes.dimensions);
    points.read<double>(set * values.size(), {values.data(), static_cast<std::size_t>(values.size())});
    Eigen::MatrixXd mapped(axes.count, axes.dimensions);
    for (Index d = 0; d < axes.dimensions; ++d)
        for (Index p = 0; p < axes.count; ++p) mapped(p, d) = model.points.to_unit(d, values(p, d));
    return mapped;
}

// Sums up networks at points: one for each thread.
class Evaluator {
public:
    Evaluator(const ldnet::LatentDynamicsNetwork& model, std::size_t stages) : model_(model) {
        for (std::size_t s = 0; s < stages; ++s) blocks_.emplace_back(model.stages[s].network, model.shared());
    }

    // Fields [points, fields] in their own units, C order, of points first .. first + count.
    void evaluate(const Eigen::MatrixXd& points, Index first, Index count, const double* shared, double* out) {
        const Index fields = model_.fields.size();
        for (Index from = 0; from < count; from += network::kPointBlock) {
            const Index piece = std::min(network::kPointBlock, count - from);
            Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(piece, fields);
            for (std::size_t s = 0; s < blocks_.size(); ++s) {
                network::PointBlock& block = blocks_[s];
                block.resize(piece);
                for (Index d = 0; d < points.cols(); ++d)
                    std::copy_n(points.col(d).data() + first + from, piece, block.input(d));
                block.forward(model_.stages[s].weights.data(), shared, false);
                for (Index f = 0; f < fields; ++f)
                    sum.col(f) += model_.stages[s].epsilon * Eigen::Map<const Eigen::VectorXd>(block.output(f), piece);
            }
            for (Index p = 0; p < piece; ++p)
                for (Index f = 0; f < fields; ++f) out[(from + p) * fields + f] = model_.fields.from_unit(f, sum(p, f));
        }
    }

private:
    const ldnet::LatentDynamicsNetwork& model_;
    std::vector<network::PointBlock> blocks_;
};

// One network at the points of a group, mapped when another set of points begins: one for each thread.
class PointEvaluator {
public:
    PointEvaluator(const NetworkAnswer& network, const npy::Array& points, const ldnet::PointAxes& axes, Index times)
        : network_(network), points_(points), axes_(axes), times_(times), evaluator_(network.model, network.stages) {}

    // Of points first .. first + count of the group, as Evaluator does.
    void evaluate(Index group, Index first, Index count, double* out) {
        const Index sets = axes_.sets;
        const Index set = sets == 1 ? 0 : sets == network_.shared.cols() ? group : group / times_;
        if (set != set_) {
            mapped_ = mapped_points(network_.model, points_, axes_, set);
            set_ = set;
        }
        evaluator_.evaluate(mapped_, first, count, network_.shared.col(group).data(), out);
    }

private:
    const NetworkAnswer& network_;
    const npy::Array& points_;
    const ldnet::PointAxes& axes_;
    Index times_;
    Evaluator evaluator_;
    Eigen::MatrixXd mapped_;
    Index set_ = -1;
};

void append_combined(const std::vector<NetworkAnswer>& networks, Combination combination,
                     const std::vector<std::vector<double>>& each, FieldBlock& block) {
    if (networks.size() == 1) {
        block.values.insert(block.values.end(), each[0].begin(), each[0].end());
        return;
    }
    const auto count = static_cast<Index>(each[0].size());
    std::vector<Eigen::MatrixXd> members;
    Eigen::MatrixXd weights(static_cast<Index>(networks.size()), 1);
    for (std::size_t k = 0; k < networks.size(); ++k) {
        members.emplace_back(Eigen::Map<const Eigen::MatrixXd>(each[k].data(), count, 1));
        weights(static_cast<Index>(k), 0) = networks[k].weight;
    }
    const Eigen::MatrixXd combined = combine<double>(combination, members, weights);
    const Eigen::MatrixXd deviation = deviation_over<double>(members, weights);
    block.values.insert(block.values.end(), combined.data(), combined.data() + count);
    block.deviation.insert(block.deviation.end(), deviation.data(), deviation.data() + count);
}

}  // namespace

Index times_needed(const ldnet::LatentDynamicsNetwork& model, double last) {
    const TimeGrid& grid = model.grid;
    const auto require = [&](double times) {
        require_memory(8 * times * static_cast<double>(model.latent), format("latent states up to time %g", last),
                       "predict fewer times");
    };
    if (grid.is_uniform()) {
        require(last / grid.step());
        return std::max<Index>(2, static_cast<Index>(std::ceil(last / grid.step() - kOnGrid)) + 1);
    }
    const double beyond = (last - grid.last()) / grid.steps()[grid.size() - 2];
    require(beyond);
    if (beyond > kOnGrid) return grid.size() + static_cast<Index>(std::ceil(beyond - kOnGrid));
    const Index before = (grid.times().array() < last).count();
    return std::clamp<Index>(before + 1, 2, grid.size());
}

Eigen::MatrixXd shared_at(const ldnet::LatentDynamicsNetwork& model, const ldnet::CaseInputs& inputs,
                          const TimeGrid& grid) {
    const Eigen::VectorXd& times = grid.times();
    ldnet::LatentDynamicsNetwork fine = model;
    ldnet::CaseInputs fine_inputs = inputs;
    if (model.step > 0 || !model.grid.is_uniform()) refine(fine, fine_inputs);
    const TimeGrid fine_grid = ldnet::grid_of(fine, fine_inputs.times);
    const Eigen::MatrixXd states = ldnet::latent_states(fine, fine_inputs);
    Eigen::MatrixXd shared(model.shared(), inputs.cases * times.size());
    Eigen::MatrixXd ends(model.shared(), 2);
    for (Index c = 0; c < inputs.cases; ++c)
        for (Index k = 0; k < times.size(); ++k) {
            const auto [before, fraction] = place_on(fine_grid, times[k]);
            for (Index end = 0; end < 2; ++end) {
                const Index group = c * fine_inputs.times + before + end;
                ldnet::shared_inputs(fine, fine_inputs, group, states.col(group).data(), ends.col(end).data());
            }
            shared.col(c * times.size() + k) = (1 - fraction) * ends.col(0) + fraction * ends.col(1);
        }
    return shared;
}

void for_predicted_blocks(const std::vector<NetworkAnswer>& networks, Combination combination, const npy::Array& points,
                          const ldnet::PointAxes& axes, Index times,
                          const std::function<void(const FieldBlock& block)>& visit) {
    const Index pieces = (axes.count + kPiece - 1) / kPiece;
    const Index groups = networks.front().shared.cols();
    const Index fields = networks.front().model.fields.size();
    struct Workspace {
        std::vector<PointEvaluator> networks;
        std::vector<std::vector<double>> each;  // what each says of a piece
        FieldBlock block;
    };
    const Index units = groups * pieces;
    const Index together = std::max(Index{1}, kPiece / axes.count);  // blocks are not to be small
    const auto make = [&] {
        Workspace mine;
        for (const NetworkAnswer& one : networks) mine.networks.emplace_back(one, points, axes, times);
        mine.each.resize(networks.size());
        return mine;
    };
    const auto compute_unit = [&](Index unit, Workspace& mine) {
        const Index first = unit % pieces * kPiece;
        const Index count = std::min(kPiece, axes.count - first);
        for (std::size_t k = 0; k < networks.size(); ++k) {
            mine.each[k].resize(static_cast<std::size_t>(count * fields));
            mine.networks[k].evaluate(unit / pieces, first, count, mine.each[k].data());
        }
        append_combined(networks, combination, mine.each, mine.block);
    };
    const auto compute = [&](Index block, Workspace& mine) {
        mine.block.values.clear();
        mine.block.deviation.clear();
        const Index first = block * together;
        for (Index unit = first; unit < std::min(units, first + together); ++unit) compute_unit(unit, mine);
    };
    const auto emit = [&](Index, const Workspace& mine) { visit(mine.block); };
    parallel_in_order((units + together - 1) / together, true, make, compute, emit);
}

}  // namespace rom::prediction
