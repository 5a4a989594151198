#include "rom/prediction/fields.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "rom/base/parallel.h"

namespace rom::prediction {
namespace {

constexpr double kOnGrid = 1e-9;          // of a step: times nearer to the grid than this are on it
constexpr Index kPiece = Index{1} << 13;  // points of a block of results, at most

// The same network with its integrator's steps as dt, and signals given at each.
void refine(ldnet::LatentDynamicsNetwork& model, ldnet::CaseInputs& inputs) {
    const Index steps = model.steps;
    const Index times = (inputs.times - 1) * steps + 1;
    Eigen::MatrixXd signals(inputs.signals.rows(), inputs.cases * times);
    for (Index c = 0; c < inputs.cases; ++c)
        for (Index t = 0; t < times; ++t) {
            const Index from = c * inputs.times + std::min(t / steps, inputs.times - 2);
            const double fraction =
                static_cast<double>(t) / static_cast<double>(steps) - static_cast<double>(from - c * inputs.times);
            signals.col(c * times + t) =
                (1 - fraction) * inputs.signals.col(from) + fraction * inputs.signals.col(from + 1);
        }
    inputs.signals = signals;
    inputs.times = times;
    model.grid = TimeGrid::uniform(times, model.dt() / static_cast<double>(steps));
    model.steps = 1;
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

}  // namespace

Index times_needed(const ldnet::LatentDynamicsNetwork& model, double last) {
    return std::max<Index>(2, static_cast<Index>(std::ceil(last / model.dt() - kOnGrid)) + 1);
}

Eigen::MatrixXd shared_at(const ldnet::LatentDynamicsNetwork& model, const ldnet::CaseInputs& inputs,
                          const TimeGrid& grid) {
    const Eigen::VectorXd& times = grid.times();
    ldnet::LatentDynamicsNetwork fine = model;
    ldnet::CaseInputs fine_inputs = inputs;
    if (model.steps > 1) refine(fine, fine_inputs);
    const Eigen::MatrixXd states = ldnet::latent_states(fine, fine_inputs);
    Eigen::MatrixXd shared(model.shared(), inputs.cases * times.size());
    Eigen::MatrixXd ends(model.shared(), 2);
    for (Index c = 0; c < inputs.cases; ++c)
        for (Index k = 0; k < times.size(); ++k) {
            const double steps = times[k] / fine.dt();
            const Index before = std::min(static_cast<Index>(std::floor(steps + kOnGrid)), fine_inputs.times - 2);
            const double fraction = std::clamp(steps - static_cast<double>(before), 0.0, 1.0);
            for (Index end = 0; end < 2; ++end) {
                const Index group = c * fine_inputs.times + before + end;
                ldnet::shared_inputs(fine, fine_inputs, group, states.col(group).data(), ends.col(end).data());
            }
            shared.col(c * times.size() + k) = (1 - fraction) * ends.col(0) + fraction * ends.col(1);
        }
    return shared;
}

void for_predicted_blocks(const ldnet::LatentDynamicsNetwork& model, std::size_t stages, const npy::Array& points,
                          const ldnet::PointAxes& axes, const Eigen::MatrixXd& shared, Index times,
                          const std::function<void(std::span<const double> block)>& visit) {
    const Index pieces = (axes.count + kPiece - 1) / kPiece;
    const Index groups = shared.cols();
    const Index sets = axes.sets;
    const Eigen::MatrixXd common = sets == 1 ? mapped_points(model, points, axes, 0) : Eigen::MatrixXd();
    struct Workspace {
        Evaluator evaluator;
        Eigen::MatrixXd own;  // points of the set `own_set`
        Index own_set;
        std::vector<double> block;
    };
    const Index units = groups * pieces;
    const Index together = std::max(Index{1}, kPiece / axes.count);  // blocks are not to be small
    const auto make = [&] { return Workspace{Evaluator(model, stages), {}, -1, {}}; };
    const auto compute_unit = [&](Index unit, Workspace& mine) {
        const Index group = unit / pieces;
        const Index set = sets == groups ? group : group / times;
        if (sets > 1 && set != mine.own_set) {
            mine.own = mapped_points(model, points, axes, set);
            mine.own_set = set;
        }
        const Index first = unit % pieces * kPiece;
        const Index count = std::min(kPiece, axes.count - first);
        const std::size_t before = mine.block.size();
        mine.block.resize(before + static_cast<std::size_t>(count * model.fields.size()));
        mine.evaluator.evaluate(sets == 1 ? common : mine.own, first, count, shared.col(group).data(),
                                mine.block.data() + before);
    };
    const auto compute = [&](Index block, Workspace& mine) {
        mine.block.clear();
        const Index first = block * together;
        for (Index unit = first; unit < std::min(units, first + together); ++unit) compute_unit(unit, mine);
    };
    const auto emit = [&](Index, const Workspace& mine) { visit(mine.block); };
    parallel_in_order((units + together - 1) / together, true, make, compute, emit);
}

}  // namespace rom::prediction
