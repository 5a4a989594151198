#include "rom/base/time_grid.h"

#include <cmath>
#include <string>

#include "rom/base/error.h"

namespace rom {

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

TimeGrid TimeGrid::in_units_of(double unit) const {
    if (is_uniform()) return uniform(size(), step_ / unit);
    TimeGrid grid;
    grid.times_ = times_ / unit;
    return grid;
}

}  // namespace rom
