// The times of a trajectory.
#pragma once

#include <Eigen/Core>

#include "rom/base/types.h"

namespace rom {

// Rising times. A uniform grid knows its step and begins at 0; any other has its times listed.
class TimeGrid {
public:
    TimeGrid() = default;
    // 0, step, ..., (count - 1) step. Throws Error unless the step is positive and finite.
    static TimeGrid uniform(Index count, double step);
    // Throws Error naming the first time that is negative or does not rise.
    static TimeGrid listed(const Eigen::VectorXd& times);

    Index size() const { return times_.size(); }
    bool is_uniform() const { return step_ > 0; }
    double step() const { return step_; }  // 0 unless uniform
    double last() const { return times_[times_.size() - 1]; }
    const Eigen::VectorXd& times() const { return times_; }

    // How many of these times, which rise, are not past the last.
    Index count_within(const Eigen::VectorXd& times) const;
    // Of a uniform grid: columns of `values` [rows, size] at these times, linear between the grid's.
    Eigen::MatrixXd interpolate(const Eigen::Ref<const Eigen::MatrixXd>& values, const Eigen::VectorXd& times) const;

    // The same grid with time counted in `unit`.
    TimeGrid in_units_of(double unit) const;

private:
    Eigen::VectorXd times_;
    double step_ = 0;
};

}  // namespace rom
