#include "rom/evaluation/posterior.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "rom/base/parallel.h"
#include "rom/dynamics/trajectories.h"

namespace rom::evaluation {
namespace {

constexpr Index kDrawsOfCase = 20;
constexpr Index kCases = 50;
constexpr double kOfLostDraw = 1e6;  // the square of what a draw is off that grows without bound
constexpr int kLeastPower = -6;      // of 2, as a factor
constexpr int kLargestPower = 2;

// A left-out case: its posterior, its trajectory, and how far the posterior's mean is off.
struct LeftOutCase {
    Eigen::VectorXd mean;
    Eigen::VectorXd deviation;
    Eigen::MatrixXd mixing;
    Eigen::VectorXd initial;
    Eigen::MatrixXd predicted;  // [latent, times]
    Eigen::ArrayXd error;       // mean square over the latent variables, in their deviations, [times]
};

class LeftOutCases {
public:
    LeftOutCases(const gp::JointRegression& regression, const Eigen::MatrixXd& latent, const TimeGrid& grid)
        : regression_(regression), grid_(grid) {
        const Index cases = latent.cols() / grid.size();
        const Index count = std::min(cases, kCases);
        std::vector<Index> sample;
        std::vector<Index> rows;  // of their parameters
        for (Index k = 0; k < count; ++k) {
            sample.push_back(k * cases / count);
            rows.push_back(regression.space.row_of(sample.back()));
        }
        gp::JointRegression as_found = regression;
        as_found.deviation_factor = 1;
        const gp::Prediction left_out = gp::left_out(as_found, rows);
        const gp::Prediction fitted = gp::predict(regression, regression.space.inputs(rows, Eigen::all));
        double misfit = 0;
        for (Index k = 0; k < count; ++k) {
            if (dynamics::is_left_out(regression.moments, rows[static_cast<std::size_t>(k)])) continue;
            const auto truth = latent.middleCols(sample[static_cast<std::size_t>(k)] * grid.size(), grid.size());
            LeftOutCase one{left_out.mean.row(k),
                            left_out.deviation.row(k),
                            left_out.mixing[static_cast<std::size_t>(k)],
                            truth.col(0),
                            {},
                            {}};
            dynamics::Trajectory path = trajectory(one, one.mean);
            if (path.reached < grid.size()) continue;
            one.predicted = std::move(path.states);
            one.error = mean_square(truth - one.predicted);
            misfit += mean_square(truth - trajectory(one, fitted.mean.row(k)).states).mean();
            cases_.push_back(std::move(one));
        }
        misfit_ = misfit / static_cast<double>(cases_.size());
    }

    bool empty() const { return cases_.empty(); }

    // Minus twice the mean log density of a time of a case, but for a constant.
    double loss(double factor) const {
        Eigen::VectorXd losses(static_cast<Index>(cases_.size()));
        parallel_for(losses.size(), true, [&](Index c) {
            const LeftOutCase& one = cases_[static_cast<std::size_t>(c)];
            const Eigen::ArrayXd variance = misfit_ + spread(one, factor);
            losses[c] = (variance.log() + one.error / variance).tail(grid_.size() - 1).mean();
        });
        return losses.mean();
    }

private:
    dynamics::Trajectory trajectory(const LeftOutCase& one, const Eigen::VectorXd& coefficients) const {
        return dynamics::latent_trajectory(regression_.library, coefficients, one.initial, grid_);
    }

    Eigen::ArrayXd mean_square(const Eigen::MatrixXd& difference) const {
        return (regression_.moments.units.deviation.cwiseInverse().asDiagonal() * difference)
                   .colwise()
                   .squaredNorm()
                   .transpose()
                   .array() /
               static_cast<double>(regression_.latent());
    }

    // The variance of draws, [times].
    Eigen::ArrayXd spread(const LeftOutCase& one, double factor) const {
        const double largest = one.predicted.cwiseAbs().maxCoeff();
        Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(grid_.size());
        for (Index k = 0; k < kDrawsOfCase; ++k) {
            const auto path = dynamics::drawn_trajectory(
                regression_.library,
                gp::draw(one.mean, factor * one.deviation, 0, static_cast<std::uint64_t>(k), one.mixing), one.initial,
                grid_, largest);
            if (path)
                sum += mean_square(*path - one.predicted);
            else
                sum += kOfLostDraw;
        }
        return sum / static_cast<double>(kDrawsOfCase);
    }

    const gp::JointRegression& regression_;
    TimeGrid grid_;
    std::vector<LeftOutCase> cases_;
    double misfit_ = 0;  // of the dynamics with all cases, mean square as the errors
};

}  // namespace

double deviation_factor(const gp::JointRegression& regression, const Eigen::MatrixXd& latent, const TimeGrid& grid) {
    const LeftOutCases cases(regression, latent, grid);
    double best = 1;
    if (cases.empty()) return best;
    double least = std::numeric_limits<double>::infinity();
    const auto consider = [&](double factor) {
        if (const double loss = cases.loss(factor); loss < least) {
            least = loss;
            best = factor;
        }
    };
    for (int power = kLeastPower; power <= kLargestPower; ++power) consider(std::exp2(power));
    for (const double step : {0.5, 0.25}) {
        const double middle = best;
        for (const double factor : {middle * std::exp2(-step), middle * std::exp2(step)})
            consider(std::clamp(factor, std::exp2(kLeastPower), std::exp2(kLargestPower)));
    }
    return best;
}

}  // namespace rom::evaluation
