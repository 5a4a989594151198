#include "solver.h"

#include <cmath>
#include <numbers>
#include <string>

#include "rom/base/error.h"

namespace cavity {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

class Flow {
public:
    explicit Flow(const Problem& problem)
        : n_(problem.intervals),
          h_(1 / static_cast<double>(problem.intervals)),
          viscosity_(problem.viscosity),
          vorticity(MatrixXd::Zero(n_ + 1, n_ + 1)),
          psi_(vorticity),
          u_(vorticity),
          v_(vorticity),
          sines_(n_ - 1, n_ - 1),
          eigenvalues_(n_ - 1, n_ - 1) {
        const auto angle = [&](Index i) { return std::numbers::pi * static_cast<double>(i) * h_; };
        for (Index i = 0; i < n_ - 1; ++i)
            for (Index j = 0; j < n_ - 1; ++j) {
                sines_(i, j) = std::sqrt(2 * h_) * std::sin(angle((i + 1) * (j + 1)));
                eigenvalues_(i, j) = (4 - 2 * std::cos(angle(i + 1)) - 2 * std::cos(angle(j + 1))) / (h_ * h_);
            }
    }

    const MatrixXd& u() const { return u_; }
    const MatrixXd& v() const { return v_; }

    // Stream function, velocities and wall vorticity of the vorticity inside.
    void complete(double lid) {
        const auto inside = [&](MatrixXd& field) { return field.block(1, 1, n_ - 1, n_ - 1); };
        const MatrixXd transformed = sines_ * inside(vorticity) * sines_;
        inside(psi_) = sines_ * transformed.cwiseQuotient(eigenvalues_) * sines_;
        for (Index j = 1; j < n_; ++j)
            for (Index i = 1; i < n_; ++i) {
                u_(i, j) = (psi_(i, j + 1) - psi_(i, j - 1)) / (2 * h_);
                v_(i, j) = -(psi_(i + 1, j) - psi_(i - 1, j)) / (2 * h_);
            }
        u_.col(n_).setConstant(lid);
        const double by = -2 / (h_ * h_);
        for (Index k = 1; k < n_; ++k) {
            vorticity(k, 0) = by * psi_(k, 1);
            vorticity(k, n_) = by * psi_(k, n_ - 1) - 2 * lid / h_;
            vorticity(0, k) = by * psi_(1, k);
            vorticity(n_, k) = by * psi_(n_ - 1, k);
        }
    }

    // dw/dt inside.
    void rate(MatrixXd& out) const {
        const MatrixXd& w = vorticity;
        for (Index j = 1; j < n_; ++j)
            for (Index i = 1; i < n_; ++i)
                out(i, j) =
                    viscosity_ * (w(i + 1, j) + w(i - 1, j) + w(i, j + 1) + w(i, j - 1) - 4 * w(i, j)) / (h_ * h_) -
                    (u_(i, j) * (w(i + 1, j) - w(i - 1, j)) + v_(i, j) * (w(i, j + 1) - w(i, j - 1))) / (2 * h_);
    }

private:
    Index n_;
    double h_;
    double viscosity_;

public:
    MatrixXd vorticity;

private:
    MatrixXd psi_;
    MatrixXd u_;
    MatrixXd v_;
    MatrixXd sines_;
    MatrixXd eigenvalues_;
};

}  // namespace

void solve(const Problem& problem, const Eigen::VectorXd& lid, const Visit& visit) {
    Flow flow(problem);
    const double h = problem.dt / static_cast<double>(problem.parts);
    MatrixXd first = MatrixXd::Zero(problem.intervals + 1, problem.intervals + 1);
    MatrixXd second = first;
    for (Index time = 0;; ++time) {
        flow.complete(lid[time]);
        if (!flow.vorticity.allFinite())
            throw rom::Error("the solution is no longer finite at time " +
                             std::to_string(static_cast<double>(time) * problem.dt));
        visit(time, flow.u(), flow.v());
        if (time + 1 == lid.size()) return;
        for (Index part = 0; part < problem.parts; ++part) {
            const auto lid_at = [&](Index at) {
                return lid[time] +
                       static_cast<double>(at) / static_cast<double>(problem.parts) * (lid[time + 1] - lid[time]);
            };
            flow.complete(lid_at(part));
            flow.rate(first);
            const MatrixXd before = flow.vorticity;
            flow.vorticity += h * first;
            flow.complete(lid_at(part + 1));
            flow.rate(second);
            flow.vorticity = before + h / 2 * (first + second);
        }
    }
}

}  // namespace cavity
