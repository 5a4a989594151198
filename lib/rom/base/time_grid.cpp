#include "rom/base/time_grid.h"

#include <algorithm>
#include <cmath>

#include "rom/base/error.h"
#include "rom/base/rounding.h"
#include "rom/base/text.h"

namespace rom {
namespace {

constexpr double kPast = 1 + 1e-9;
constexpr double kRounding = 1e-6;     // of times in single precision, or printed
constexpr double kShareOfStep = 0.01;  // of a step, what may still be rounding
constexpr double kSameTimes = 1e-6;
constexpr int kDigits = 40;  // binary, of times in other units

std::string in_words(const TimeGrid& grid) {
    return grid.is_uniform() ? format("dt %.6g", grid.step()) : "times that are unevenly apart";
}

// The step of times that are evenly apart, or 0.
double step_of(const Eigen::VectorXd& times) {
    const auto intervals = static_cast<double>(times.size() - 1);
    const double first = times[0];
    const double last = times[times.size() - 1];
    const double step = (last - first) / intervals;
    const Eigen::VectorXd even = Eigen::VectorXd::LinSpaced(times.size(), first, last);
    const double rounding = kRounding * std::max(std::abs(first), std::abs(last));
    return (times - even).cwiseAbs().maxCoeff() <= std::min(rounding, kShareOfStep * step) ? step : 0;
}

}  // namespace

TimeGrid TimeGrid::uniform(Index count, double step) {
    if (!(step > 0) || !std::isfinite(step)) throw Error("dt is " + std::to_string(step) + "; it must be positive");
    TimeGrid grid;
    grid.times_ = step * Eigen::VectorXd::LinSpaced(count, 0, static_cast<double>(count - 1));
    grid.step_ = step;
    return grid;
}

TimeGrid TimeGrid::recorded(const Eigen::VectorXd& times) {
    if (times.size() < 2) throw Error("there is one time only; a run has at least two");
    for (Index k = 1; k < times.size(); ++k)
        if (!(times[k] > times[k - 1]))
            throw Error(format("time %ld is %.10g, not after the one before, %.10g; times must rise",
                               static_cast<long>(k), times[k], times[k - 1]));
    const double step = step_of(times);
    TimeGrid grid;
    if (step > 0)
        grid = uniform(times.size(), step);
    else
        grid.times_ = times.array() - times[0];
    grid.start_ = times[0];
    return grid;
}

TimeGrid TimeGrid::listed(const Eigen::VectorXd& times, double start) {
    for (Index k = 0; k < times.size(); ++k)
        if (!(times[k] >= start) || (k > 0 && !(times[k] > times[k - 1])))
            throw Error("time " + std::to_string(k) + " is " + std::to_string(times[k]) + "; times must rise from " +
                        format("%.10g", start) + ", the time of the initial states, or later");
    TimeGrid grid;
    grid.times_ = times.array() - start;
    grid.start_ = start;
    return grid;
}

Eigen::VectorXd TimeGrid::steps() const { return times_.tail(size() - 1) - times_.head(size() - 1); }

Eigen::VectorXd TimeGrid::spacing() const {
    if (is_uniform()) return Eigen::VectorXd::Constant(1, step_);
    Eigen::VectorXd result = Eigen::VectorXd::Zero(size());
    result.head(size() - 1) += steps() / 2;
    result.tail(size() - 1) += steps() / 2;
    return result;
}

Index TimeGrid::count_within(const Eigen::VectorXd& times) const { return (times.array() <= kPast * last()).count(); }

TimeGrid::Place TimeGrid::place_of(double time) const {
    const auto end = static_cast<double>(size() - 1);
    const Index most = std::max<Index>(size() - 2, 0);
    if (is_uniform()) {
        const double place = std::min(time / step_, end);
        const Index before = std::min(static_cast<Index>(place), most);
        return {before, place - static_cast<double>(before)};
    }
    if (size() == 1) return {0, 0};
    const Index after = std::upper_bound(times_.begin(), times_.end(), time) - times_.begin();
    const Index before = std::clamp<Index>(after - 1, 0, most);
    return {before, std::clamp((time - times_[before]) / (times_[before + 1] - times_[before]), 0.0, 1.0)};
}

Eigen::MatrixXd TimeGrid::interpolate(const Eigen::Ref<const Eigen::MatrixXd>& values,
                                      const Eigen::VectorXd& times) const {
    Eigen::MatrixXd result(values.rows(), times.size());
    for (Index t = 0; t < times.size(); ++t) {
        const auto [before, share] = place_of(times[t]);
        result.col(t) = values.col(before);
        if (share > 0) result.col(t) += share * (values.col(before + 1) - values.col(before));
    }
    return result;
}

TimeGrid TimeGrid::in_units_of(double unit) const {
    TimeGrid grid;
    if (is_uniform())
        grid = uniform(size(), rounded(step_ / unit, kDigits));
    else
        grid.times_ = (times_ / unit).unaryExpr([](double time) { return rounded(time, kDigits); });
    grid.start_ = start_ / unit;
    return grid;
}

TimeGrid TimeGrid::started_at(double start) const {
    TimeGrid grid = *this;
    grid.start_ = start;
    return grid;
}

TimeGrid TimeGrid::resized(Index count) const {
    if (count == size()) return *this;
    TimeGrid grid;
    if (is_uniform()) {
        grid = uniform(count, step_);
    } else if (count < size()) {
        grid.times_ = times_.head(count);
    } else {
        throw Error("there are " + std::to_string(count) + " times but those of the model are " +
                    std::to_string(size()) + ", unevenly apart, and do not go on; they must match");
    }
    grid.start_ = start_;
    return grid;
}

std::optional<std::string> difference_between(const TimeGrid& one, const TimeGrid& other, const std::string& of_other) {
    const std::string differ = "has " + in_words(one) + " but " + of_other + " has ";
    if (one.is_uniform() != other.is_uniform()) return differ + in_words(other);
    if (one.is_uniform()) {
        if (std::abs(one.step() - other.step()) <= kSameTimes * other.step()) return {};
        return differ + format("%.6g", other.step());
    }
    if (one.size() != other.size())
        return "has " + std::to_string(one.size()) + " times but " + of_other + " has " + std::to_string(other.size());
    Index which = 0;
    const Eigen::VectorXd off = (one.times() - other.times()).cwiseAbs();
    if (off.maxCoeff(&which) <= kSameTimes * other.last()) return {};
    return "has time " + std::to_string(which) + format(" at %.6g but ", one.times()[which]) + of_other +
           format(" at %.6g", other.times()[which]);
}

}  // namespace rom
