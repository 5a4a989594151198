#include "rom/ldnet/gauss_newton.h"

#include <algorithm>

#include "rom/base/parallel.h"
#include "rom/base/random.h"
#include "rom/ldnet/sensitivities.h"

namespace rom::ldnet {
namespace {

constexpr Index kShares = 8;
constexpr Index kBatchRows = 512;

// The Jacobian of NNrec at points of a group: by its weights [points, count], and by the shared inputs.
class FieldJacobian {
public:
    explicit FieldJacobian(const FieldProblem& problem)
        : architecture_(problem.stage().network),
          block(architecture_, problem.model.shared()),
          shared_(problem.model.shared()) {}

    // After block.forward. Of the field `which`.
    void evaluate(const double* weights, const double* shared, Index which, Eigen::Ref<Eigen::MatrixXd> by_weights,
                  Eigen::Ref<Eigen::MatrixXd> by_shared) {
        const Index points = block.points();
        for (Index f = 0; f < architecture_.outputs(); ++f)
            std::fill_n(block.output_gradient(f), points, f == which ? 1.0 : 0.0);
        block.backward(weights, shared, false, nullptr, nullptr);
        const auto row = [&](const double* values) { return Eigen::Map<const Eigen::ArrayXd>(values, points); };
        for (std::size_t k = 0; k < architecture_.layers.size(); ++k) {
            const Layer& layer = architecture_.layers[k];
            for (Index i = 0; i < layer.inputs; ++i)
                for (Index j = 0; j < layer.outputs; ++j) {
                    auto column = by_weights.col(architecture_.weight_offset(k) + i * layer.outputs + j);
                    const double* input = block.layer_input(k, i);
                    if (input == nullptr)
                        column = (row(block.delta(k, j)) * shared[i]).matrix();
                    else
                        column = (row(block.delta(k, j)) * row(input)).matrix();
                }
            for (Index j = 0; j < layer.outputs; ++j)
                by_weights.col(architecture_.bias_offset(k) + j) = row(block.delta(k, j)).matrix();
        }
        by_shared.setZero();
        const Index rows = architecture_.layers.front().outputs;
        for (Index i = 0; i < shared_; ++i)
            for (Index j = 0; j < rows; ++j)
                by_shared.col(i) +=
                    weights[architecture_.weight_offset(0) + i * rows + j] * row(block.delta(0, j)).matrix();
    }

private:
    using Layer = network::Layer;
    const network::Architecture& architecture_;

public:
    network::PointBlock block;

private:
    Index shared_;
};

// Rows of the Jacobian that are added to the Hessian at once, which is larger than the caches.
class Batch {
public:
    explicit Batch(Index count) : rows_(kBatchRows, count), hessian_(Eigen::MatrixXd::Zero(count, count)) {}

    // Where the next `count` rows go.
    auto next(Index count) {
        if (filled_ + count > rows_.rows()) flush();
        filled_ += count;
        return rows_.middleRows(filled_ - count, count);
    }

    const Eigen::MatrixXd& hessian() {
        flush();
        return hessian_;
    }

private:
    void flush() {
        hessian_.selfadjointView<Eigen::Lower>().rankUpdate(rows_.topRows(filled_).transpose());
        filled_ = 0;
    }

    Eigen::MatrixXd rows_;
    Eigen::MatrixXd hessian_;
    Index filled_ = 0;
};

// The values that the Hessian is made of: those at `points` points, evenly apart, of every `stride`-th group.
struct Selection {
    Index stride = 1;
    Index points = 0;
    Index points_of_group = 0;
    std::uint64_t seed = 0;

    bool has(Index group) const { return group % stride == first_group(); }
    Index first_group() const { return below(seed, stride); }
    Index point(Index group, Index which) const {
        const Index shift = below(seed + mix(static_cast<std::uint64_t>(group)), points_of_group);
        return (shift + which * points_of_group / points) % points_of_group;
    }

private:
    static Index below(std::uint64_t from, Index end) {
        return static_cast<Index>(mix(from) % static_cast<std::uint64_t>(end));
    }
};

Selection select(const FieldProblem& problem, const HessianSample& sample) {
    const Index groups = problem.inputs.cases * problem.inputs.times;
    const Index points = problem.observations.points;
    const Index fields = problem.model.fields.size();
    const Index wanted = (sample.rows + fields - 1) / fields;
    if (sample.rows == 0 || wanted >= groups * points) return {1, points, points, 0};
    return {std::max<Index>(1, groups / wanted), (wanted + groups - 1) / groups, points, sample.seed};
}

// Adds the rows of a group; `own` are the weights of NNrec.
void add_group(const FieldProblem& problem, const double* own, Index group, const double* shared,
               const Selection& selection, const Eigen::MatrixXd& sensitivities, FieldJacobian& jacobian,
               Batch& batch) {
    const Index dynamics = problem.dynamics_count();
    const Index latent = problem.model.latent;
    const auto coordinates = problem.observations.points_of(problem.inputs, group);
    Eigen::MatrixXd by_shared(std::min(selection.points, network::kPointBlock), problem.model.shared());
    for (Index first = 0; first < selection.points; first += network::kPointBlock) {
        const Index piece = std::min(network::kPointBlock, selection.points - first);
        jacobian.block.resize(piece);
        for (Index i = 0; i < piece; ++i)
            for (Index d = 0; d < coordinates.cols(); ++d)
                jacobian.block.input(d)[i] = coordinates(selection.point(group, first + i), d);
        jacobian.block.forward(own, shared, true);
        for (Index f = 0; f < problem.model.fields.size(); ++f) {
            auto rows = batch.next(piece);
            auto by_piece = by_shared.topRows(piece);
            jacobian.evaluate(own, shared, f, rows.rightCols(rows.cols() - dynamics), by_piece);
            if (dynamics > 0)
                rows.leftCols(dynamics).noalias() = by_piece.leftCols(latent) * sensitivities.topRows(latent);
        }
    }
}

void add_case(const FieldProblem& problem, const double* weights, Index which, const Selection& selection,
              Sensitivities& sensitivities, FieldJacobian& jacobian, Batch& batch) {
    const bool dynamic = problem.trains_dynamics();
    Eigen::VectorXd shared(problem.model.shared());
    if (dynamic) sensitivities.start(which);
    for (Index time = 0; time < problem.inputs.times; ++time) {
        const Index group = which * problem.inputs.times + time;
        if (selection.has(group)) {
            const double* state = dynamic ? sensitivities.state().data() : problem.states.col(group).data();
            shared_inputs(problem.model, problem.inputs, group, state, shared.data());
            add_group(problem, weights + problem.dynamics_count(), group, shared.data(), selection,
                      sensitivities.by_weights(), jacobian, batch);
        }
        if (dynamic && time + 1 < problem.inputs.times) sensitivities.advance(time);
    }
}

}  // namespace

Eigen::MatrixXd gauss_newton_hessian(const FieldProblem& problem, const Eigen::VectorXd& weights,
                                     const HessianSample& sample) {
    const Index count = problem.weight_count();
    const Index cases = problem.inputs.cases;
    const Index groups = cases * problem.inputs.times;
    const Index number = std::min(kShares, cases);
    const Selection selection = select(problem, sample);
    std::vector<Eigen::MatrixXd> shares(static_cast<std::size_t>(number));
    const auto add_share = [&](Index s) {
        Sensitivities sensitivities(problem.model, problem.inputs, weights.data());
        FieldJacobian jacobian(problem);
        Batch batch(count);
        for (Index c = cases * s / number; c < cases * (s + 1) / number; ++c)
            add_case(problem, weights.data(), c, selection, sensitivities, jacobian, batch);
        shares[static_cast<std::size_t>(s)] = batch.hessian();
    };
    parallel_for(number, true, add_share);
    const Index selected = (groups - selection.first_group() + selection.stride - 1) / selection.stride;
    Eigen::MatrixXd hessian = Eigen::MatrixXd::Zero(count, count);
    for (const Eigen::MatrixXd& share : shares) hessian += share;
    hessian *= 2 / static_cast<double>(selected * selection.points * problem.model.fields.size());
    Eigen::VectorXd curvature = Eigen::VectorXd::Zero(count);
    ridge_term(problem, weights, nullptr, curvature.data());
    hessian.diagonal() += curvature;
    return hessian;
}

}  // namespace rom::ldnet
