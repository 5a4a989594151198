// The times of a trajectory.
#pragma once

#include <optional>
#include <string>

#include <Eigen/Core>

#include "rom/base/types.h"

namespace rom {

// Rising times, counted from the initial state, which is at start() by the clock of the data. A uniform grid knows its
// step and begins with the initial state; any other has its times listed.
class TimeGrid {
public:
    TimeGrid() = default;
    // 0, step, ..., (count - 1) step. Throws Error unless the step is positive and finite.
    static TimeGrid uniform(Index count, double step);
    // Those of data, by its clock; the first is that of the initial state. If they are evenly apart, but for the
    // rounding of single precision or of printed digits (1e-6 of the largest, at most 1 % of a step), the grid is
    // uniform. Throws Error if they are fewer than two, or naming the first that does not rise.
    static TimeGrid recorded(const Eigen::VectorXd& times);
    // Any, by a clock at which the initial state is at `start`. Throws Error naming the first time that is before it or
    // does not rise.
    static TimeGrid listed(const Eigen::VectorXd& times, double start = 0);

    Index size() const { return times_.size(); }
    bool is_uniform() const { return step_ > 0; }
    double step() const { return step_; }  // 0 unless uniform
    double start() const { return start_; }
    double last() const { return times_[times_.size() - 1]; }
    const Eigen::VectorXd& times() const { return times_; }
    Eigen::VectorXd clock() const { return times_.array() + start_; }  // the times by the clock of the data

    // From each time to the next, size() - 1 of them.
    Eigen::VectorXd steps() const;
    // What each time stands for, half of the way between its neighbours; of a uniform grid its step, one number for
    // all.
    Eigen::VectorXd spacing() const;

    // How many of these times, which rise, are not past the last.
    Index count_within(const Eigen::VectorXd& times) const;
    // The last time of the grid, but the one at its end, that is not after this time, and what share of the way to the
    // next has gone by; times past the end are at the end.
    struct Place {
        Index before;
        double share;
    };
    Place place_of(double time) const;
    // Columns of `values` [rows, size] at these times, linear between the grid's.
    Eigen::MatrixXd interpolate(const Eigen::Ref<const Eigen::MatrixXd>& values, const Eigen::VectorXd& times) const;

    // The same grid with time counted in `unit`.
    TimeGrid in_units_of(double unit) const;
    // The same grid by a clock at which it begins at `start`.
    TimeGrid started_at(double start) const;
    // The first `count` times; a uniform grid goes on if it has fewer. Throws Error if one that is listed has.
    TimeGrid resized(Index count) const;

private:
    Eigen::VectorXd times_;
    double step_ = 0;
    double start_ = 0;
};

// How the times of two trajectories of one run differ, such as "has dt 0.1 but B has dt 0.2" of A and B, or nothing if
// they are the same to 1e-6. That a uniform grid goes on for longer makes no difference, nor does the clock.
std::optional<std::string> difference_between(const TimeGrid& one, const TimeGrid& other, const std::string& of_other);

}  // namespace rom
