#include "rom/base/time_grid.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "rom/base/error.h"

namespace rom {
namespace {

constexpr double kPast = 1 + 1e-9;

}  // namespace

TimeGrid TimeGrid::uniform(Index count, double step) {
    if (!(step > 0) || !std::isfinite(step)) throw Error("dt is " + std::to_string(step) + "; it must be positive");
    TimeGrid grid;
    grid.times_ = step * Eigen::VectorXd::LinSpaced(count, 0, static_cast<double>(count - 1));
    grid.step_ = step;
    return grid;
}

TimeGrid TimeGrid::listed(const Eigen::VectorXd& times) {
    for (Index k = 0; k < times.size(); ++k)
        if (!(times[k] >= 0) || (k > 0 && !(times[k] > times[k - 1])))
            throw Error("time " + std::to_string(k) + " is " + std::to_string(times[k]) +
                        "; times must rise from 0, the time of the initial states, or later");
    TimeGrid grid;
    grid.times_ = times;
    return grid;
}

Index TimeGrid::count_within(const Eigen::VectorXd& times) const { return (times.array() <= kPast * last()).count(); }

Eigen::MatrixXd TimeGrid::interpolate(const Eigen::Ref<const Eigen::MatrixXd>& values,
                                      const Eigen::VectorXd& times) const {
    const auto end = static_cast<double>(size() - 1);
    Eigen::MatrixXd result(values.rows(), times.size());
    for (Index t = 0; t < times.size(); ++t) {
        const double place = std::min(times[t] / step_, end);
        const Index before = std::min(static_cast<Index>(place), std::max<Index>(size() - 2, 0));
        const double share = place - static_cast<double>(before);
        result.col(t) = values.col(before);
        if (share > 0) result.col(t) += share * (values.col(before + 1) - values.col(before));
    }
    return result;
}

TimeGrid TimeGrid::in_units_of(double unit) const {
    if (is_uniform()) return uniform(size(), step_ / unit);
    TimeGrid grid;
    grid.times_ = times_ / unit;
    return grid;
}

}  // namespace rom
