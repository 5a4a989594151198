#include "rom/evaluation/normalised_error.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rom/base/error.h"

namespace rom::evaluation {
namespace {

// Sums over values of truth u and prediction v, from an origin near their mean.
struct Sums {
    double count = 0;
    double squared_error = 0;
    Eigen::Vector2d sum = Eigen::Vector2d::Zero();
    Eigen::Matrix2d products = Eigen::Matrix2d::Zero();

    void add(const Eigen::Matrix<double, Eigen::Dynamic, 2>& pairs) {
        count += static_cast<double>(pairs.rows());
        squared_error += (pairs.col(0) - pairs.col(1)).squaredNorm();
        sum += pairs.colwise().sum().transpose();
        products.noalias() += pairs.transpose() * pairs;
    }

    void add(const Sums& other) {
        count += other.count;
        squared_error += other.squared_error;
        sum += other.sum;
        products += other.products;
    }

    NormalisedError result(double range) const {
        const Eigen::Matrix2d covariance = products / count - sum * sum.transpose() / (count * count);
        const double scale = std::sqrt(covariance(0, 0) * covariance(1, 1));
        return {std::sqrt(squared_error / count) / range, scale > 0 ? 1 - covariance(0, 1) / scale : 1};
    }
};

}  // namespace

NormalisedErrors compare_normalised(const snapshots::Snapshots& truth, const snapshots::Snapshots& prediction) {
    snapshots::require_same_shape(truth, prediction);
    const snapshots::Snapshots seen = snapshots::with_fields(prediction, truth.fields);
    const std::vector<Index> entries = snapshots::entries_of_fields(truth.fields, truth.size()).front();
    Eigen::Matrix<double, Eigen::Dynamic, 2> states(truth.size(), 2);
    Eigen::Matrix<double, Eigen::Dynamic, 2> pairs;
    std::vector<Sums> sums(static_cast<std::size_t>(truth.cases));
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    double origin = 0;
    for (Index s = 0; s < truth.count(); ++s) {
        snapshots::read_snapshot(truth, s, states.col(0));
        snapshots::read_snapshot(seen, s, states.col(1));
        pairs = states(entries, Eigen::all);
        least = std::min(least, pairs.col(0).minCoeff());
        most = std::max(most, pairs.col(0).maxCoeff());
        if (s == 0) origin = pairs.col(0).mean();
        pairs.array() -= origin;
        sums[static_cast<std::size_t>(s / truth.times)].add(pairs);
    }
    if (!(most > least))
        throw Error(truth.array.name() + ": is constant, so its error has no range to be normalised by");
    NormalisedErrors errors;
    Sums all;
    for (const Sums& one : sums) {
        errors.cases.push_back(one.result(most - least));
        all.add(one);
    }
    errors.overall = all.result(most - least);
    return errors;
}

}  // namespace rom::evaluation
