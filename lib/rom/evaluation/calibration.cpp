#include "rom/evaluation/calibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rom::evaluation {
namespace {

constexpr double kNormal95 = 1.959963984540054;  // the 97.5 % quantile of the normal distribution

double correlation(const Eigen::Matrix2d& covariance) {
    const double scale = std::sqrt(covariance(0, 0) * covariance(1, 1));
    return scale > 0 ? covariance(0, 1) / scale : 0;
}

Eigen::VectorXd ranks(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
    Eigen::VectorXd result(static_cast<Index>(values.size()));
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first;
        while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
        for (std::size_t k = first; k < end; ++k)
            result[static_cast<Index>(order[k])] = 0.5 * static_cast<double>(first + end - 1);
        first = end;
    }
    return result;
}

}  // namespace

void CalibrationSums::add(const Eigen::VectorXd& error, const Eigen::VectorXd& deviation, double relative) {
    Eigen::Matrix<double, Eigen::Dynamic, 2> pairs(error.size(), 2);
    pairs << error.cwiseAbs(), deviation;
    count_ += static_cast<double>(error.size());
    within_68_ += static_cast<double>((pairs.col(0).array() <= deviation.array()).count());
    within_95_ += static_cast<double>((pairs.col(0).array() <= kNormal95 * deviation.array()).count());
    sum_ += pairs.colwise().sum().transpose();
    products_ += pairs.transpose() * pairs;
    largest_ = std::max(largest_, relative);
}

void CalibrationSums::add(const CalibrationSums& other) {
    count_ += other.count_;
    within_68_ += other.within_68_;
    within_95_ += other.within_95_;
    sum_ += other.sum_;
    products_ += other.products_;
    largest_ = std::max(largest_, other.largest_);
}

Calibration CalibrationSums::result() const {
    return {within_68_ / count_, within_95_ / count_,
            correlation(products_ / count_ - sum_ * sum_.transpose() / (count_ * count_)), largest_};
}

double rank_correlation(std::span<const double> a, std::span<const double> b) {
    Eigen::Matrix<double, Eigen::Dynamic, 2> both(static_cast<Index>(a.size()), 2);
    both << ranks(a), ranks(b);
    both.rowwise() -= both.colwise().mean().eval();
    return correlation(both.transpose() * both);
}

}  // namespace rom::evaluation
