#include "rom/training/error_measure.h"

#include <algorithm>

#include "rom/error.h"

namespace rom::training {

Eigen::MatrixXd relative_errors(const Snapshots& truth, const Snapshots& prediction) {
    if (truth.array.shape() != prediction.array.shape())
        throw Error(truth.array.name() + " has shape " + npy::to_string(truth.array.shape()) + " but " +
                    prediction.array.name() + " has " + npy::to_string(prediction.array.shape()) + "; they must match");
    const Index size = truth.size();
    Eigen::MatrixXd errors(truth.times, truth.cases);
    Eigen::VectorXd u(size);
    Eigen::VectorXd v(size);
    for (Index s = 0; s < truth.count(); ++s) {
        truth.array.read<double>(s * size, {u.data(), static_cast<std::size_t>(size)});
        prediction.array.read<double>(s * size, {v.data(), static_cast<std::size_t>(size)});
        const double norm = u.stableNorm();
        if (norm == 0)
            throw Error(truth.array.name() + ": the snapshot of case " + std::to_string(s / truth.times) + " at time " +
                        std::to_string(s % truth.times) +
                        " is zero, so its relative error is not defined; leave it out");
        errors(s % truth.times, s / truth.times) = (u - v).stableNorm() / norm;
    }
    return errors;
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

}  // namespace rom::training
