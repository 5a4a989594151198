#include "rom/gp/box.h"

#include "rom/optimise/quasi_newton.h"

namespace rom::gp {
namespace {

constexpr int kSteps = 200;

}  // namespace

Eigen::VectorXd Box::inside(const Eigen::VectorXd& y) const {
    return lower.array() + (upper - lower).array() * (1 + y.array().sin()) / 2;
}

Eigen::VectorXd Box::outside(const Eigen::VectorXd& x) const {
    return (2 * (x - lower).array() / (upper - lower).array() - 1).max(-0.99).min(0.99).asin();
}

Minimum minimise(const Box& box, const optimise::Function<double>& loss, const Eigen::VectorXd& start) {
    const optimise::Function<double> unbounded = [&](const Eigen::VectorXd& y, Eigen::VectorXd& gradient) {
        const double value = loss(box.inside(y), gradient);
        gradient.array() *= (box.upper - box.lower).array() * y.array().cos() / 2;
        return value;
    };
    Eigen::VectorXd y = box.outside(start);
    Eigen::VectorXd gradient(y.size());
    double value = unbounded(y, gradient);
    optimise::LbfgsState<double> state;
    for (int step = 0; step < kSteps; ++step)
        if (gradient.cwiseAbs().maxCoeff() < 1e-9 || !optimise::lbfgs_step(unbounded, y, gradient, value, state)) break;
    return {box.inside(y), value};
}

}  // namespace rom::gp
