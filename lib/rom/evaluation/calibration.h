// Whether predicted standard deviations say how large the errors are.
#pragma once

#include <span>
#include <vector>

#include "rom/snapshots/snapshots.h"

namespace rom::evaluation {

// One case, or all.
struct Calibration {
    double covered_68 = 0;         // share of the entries that are off by at most one deviation
    double covered_95 = 0;         // by at most 1.96
    double correlation = 0;        // Pearson's, of absolute error and deviation over the entries; 0 if constant
    double largest_deviation = 0;  // largest over time, as errors are relative: eq. (25) of a typical error
};

// Sums from which calibrations follow, one set for each case.
class CalibrationSums {
public:
    // A snapshot: error and deviation of each entry, and the deviation as errors are relative.
    void add(const Eigen::VectorXd& error, const Eigen::VectorXd& deviation, double relative);
    void add(const CalibrationSums& other);
    Calibration result() const;

private:
    Eigen::Matrix2d products_ = Eigen::Matrix2d::Zero();  // of absolute error and deviation
    Eigen::Vector2d sum_ = Eigen::Vector2d::Zero();       // likewise
    double count_ = 0;
    double within_68_ = 0;
    double within_95_ = 0;
    double largest_ = 0;
};

// Spearman's rank correlation; equal values share their mean rank. 0 if one of the two is constant.
double rank_correlation(std::span<const double> a, std::span<const double> b);

}  // namespace rom::evaluation
