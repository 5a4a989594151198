#include "rom/prediction/acquisition.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "rom/base/parallel.h"

namespace rom::prediction {
namespace {

// The standard deviation of one candidate over space and time, in units of the fields and without gaps.
struct Spread {
    const snapshots::Fields& fields;
    double relative = 0;
    double largest = 0;
    double sum = 0;
    double squares = 0;
    double count = 0;

    template <class Scalar>
    void add(const SampledBlock<Scalar>& block, Index size) {
        const auto times = static_cast<Index>(block.deviation.size()) / size;
        const auto in_units = [&](std::span<const Scalar> values) {
            Eigen::MatrixXd states =
                Eigen::Map<const Matrix<Scalar>>(values.data(), size, times).template cast<double>();
            for (auto state : states.colwise())
                snapshots::to_units(fields, 0, {state.data(), static_cast<std::size_t>(size)});
            return states;
        };
        const Eigen::MatrixXd sigma = in_units(block.deviation);
        const Eigen::RowVectorXd norms = sigma.colwise().norm();
        relative = std::max(relative, norms.cwiseQuotient(in_units(block.mean).colwise().norm()).maxCoeff());
        largest = std::max(largest, sigma.maxCoeff());
        sum += sigma.sum();
        squares += norms.squaredNorm();
        count += static_cast<double>(fields.without_gaps(size) * times);
    }

    double by(Measure measure) const {
        switch (measure) {
            case Measure::relative:
                return relative;
            case Measure::max:
                return largest;
            case Measure::mean:
                return sum / count;
            case Measure::l2:
                break;
        }
        return std::sqrt(squares / count);
    }
};

// The distance of each candidate to the nearest training case, in deviations of the parameters.
Eigen::VectorXd distance_to_training(const gp::ParameterSpace& space, const Eigen::MatrixXd& parameters) {
    return gp::scaled_distances(gp::normalised(space, parameters), gp::normalised(space, space.inputs),
                                Eigen::VectorXd::Ones(1))
        .rowwise()
        .minCoeff();
}

std::vector<Index> ranking_of(const Eigen::VectorXd& scores) {
    std::vector<Index> order(static_cast<std::size_t>(scores.size()));
    std::iota(order.begin(), order.end(), Index{0});
    std::erase_if(order, [&](Index c) { return std::isnan(scores[c]); });
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return scores[a] > scores[b]; });
    return order;
}

template <class Scalar>
Scores score_in(const Acquisition& asked) {
    const SampledMembers<Scalar> members(asked.members, asked.parameters, asked.grid.size());
    const Eigen::VectorXd distance = distance_to_training(asked.space, asked.parameters);
    Scores scores{Eigen::VectorXd::Constant(distance.size(), std::nan("")), {}, 0};
    std::vector<Index> lost(static_cast<std::size_t>(distance.size()));
    const auto score_one = [&](Index c) {
        if (distance[c] <= asked.apart) return;
        Spread spread{asked.members.front().coordinates.fields};
        lost[static_cast<std::size_t>(c)] =
            for_sampled_blocks<Scalar>(members.of_case(c), asked.grid, asked.sampling,
                                       [&](const SampledBlock<Scalar>& block) { spread.add(block, members.size()); });
        scores.values[c] = spread.by(asked.measure);
    };
    parallel_for(distance.size(), true, score_one);
    scores.lost = std::accumulate(lost.begin(), lost.end(), Index{0});
    scores.ranking = ranking_of(scores.values);
    return scores;
}

}  // namespace

Eigen::VectorXd with_zeros(const Eigen::VectorXd& scores) { return scores.array().isNaN().select(0, scores); }

Scores score(const Acquisition& acquisition) {
    return with_scalar(acquisition.precision, [&]<class Scalar>(Scalar) { return score_in<Scalar>(acquisition); });
}

}  // namespace rom::prediction
