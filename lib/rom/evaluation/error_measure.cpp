#include "rom/evaluation/error_measure.h"

#include <algorithm>

#include "rom/base/error.h"

namespace rom::evaluation {

Comparison compare(const snapshots::Snapshots& truth, const snapshots::Snapshots& prediction,
                   const snapshots::Snapshots* deviation) {
    for (const snapshots::Snapshots* other : {&prediction, deviation})
        if (other != nullptr && truth.array.shape() != other->array.shape())
            throw Error(truth.array.name() + " has shape " + npy::to_string(truth.array.shape()) + " but " +
                        other->array.name() + " has " + npy::to_string(other->array.shape()) + "; they must match");
    const Index size = truth.size();
    Comparison result{Eigen::MatrixXd(truth.times, truth.cases), {}};
    if (deviation != nullptr) result.calibration.resize(static_cast<std::size_t>(truth.cases));
    Eigen::VectorXd u(size);
    Eigen::VectorXd v(size);
    Eigen::VectorXd sigma(size);
    const auto read = [&](const snapshots::Snapshots& from, Index s, Eigen::VectorXd& into) {
        from.array.read<double>(s * size, {into.data(), static_cast<std::size_t>(size)});
    };
    for (Index s = 0; s < truth.count(); ++s) {
        read(truth, s, u);
        read(prediction, s, v);
        const Index c = s / truth.times;
        const Index t = s % truth.times;
        const double norm = u.stableNorm();
        if (norm == 0)
            throw Error(truth.array.name() + ": the snapshot of case " + std::to_string(c) + " at time " +
                        std::to_string(t) + " is zero, so its relative error is not defined; leave it out");
        result.relative_errors(t, c) = (u - v).stableNorm() / norm;
        if (deviation == nullptr) continue;
        read(*deviation, s, sigma);
        if (sigma.minCoeff() < 0)
            throw Error(deviation->array.name() + ": is negative in case " + std::to_string(c) + " at time " +
                        std::to_string(t) + "; standard deviations are not");
        result.calibration[static_cast<std::size_t>(c)].add(u, v, sigma);
    }
    return result;
}

std::vector<CaseError> summarise(const Eigen::MatrixXd& relative_errors) {
    std::vector<CaseError> summary;
    for (Index c = 0; c < relative_errors.cols(); ++c) {
        CaseError one;
        one.largest = relative_errors.col(c).maxCoeff(&one.time);
        one.mean = relative_errors.col(c).mean();
        summary.push_back(one);
    }
    return summary;
}

std::size_t worst_case(const std::vector<CaseError>& errors) {
    const auto worst = std::max_element(errors.begin(), errors.end(),
                                        [](const CaseError& a, const CaseError& b) { return a.largest < b.largest; });
    return static_cast<std::size_t>(worst - errors.begin());
}

}  // namespace rom::evaluation
