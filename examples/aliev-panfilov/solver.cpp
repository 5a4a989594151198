#include "solver.h"

#include <cmath>

#include "rom/base/error.h"

namespace aliev_panfilov {
namespace {

using Array = Eigen::ArrayXd;

// Half a step of diffusion by Crank and Nicolson: a tridiagonal system, of which the factors are kept.
class Diffusion {
public:
    Diffusion(Eigen::Index points, double number) : number_(number), factor_(points), right_(points) {
        for (Eigen::Index i = 0; i < points; ++i) {
            const double lower = i == 0 ? 0 : (i + 1 == points ? 2 : 1) * -number / 2;
            const double pivot = 1 + number - (i == 0 ? 0 : lower * factor_[i - 1]);
            factor_[i] = (i == 0 ? 2 : 1) * -number / 2 / pivot;  // of the upper neighbour
        }
    }

    void step(Array& u) {
        const Eigen::Index n = u.size();
        for (Eigen::Index i = 0; i < n; ++i) {
            const double left = u[i == 0 ? 1 : i - 1];
            const double right = u[i + 1 == n ? n - 2 : i + 1];
            right_[i] = u[i] + number_ / 2 * (left - 2 * u[i] + right);
        }
        for (Eigen::Index i = 0; i < n; ++i) {
            const double lower = i == 0 ? 0 : (i + 1 == n ? 2 : 1) * -number_ / 2;
            const double pivot = 1 + number_ - (i == 0 ? 0 : lower * factor_[i - 1]);
            right_[i] = (right_[i] - (i == 0 ? 0 : lower * right_[i - 1])) / pivot;
        }
        u[n - 1] = right_[n - 1];
        for (Eigen::Index i = n - 1; i-- > 0;) u[i] = right_[i] - factor_[i] * u[i + 1];
    }

private:
    double number_;
    Array factor_;
    Array right_;
};

struct Rates {
    Array u;
    Array v;
};

void rates(const Problem& p, const Array& u, const Array& v, Rates& out) {
    out.u = p.K * u * (1 - u) * (u - p.a) - u * v;
    out.v = -(p.g + p.m1 * v / (u + p.m2)) * (v + p.K * u * (u - p.b - 1));
}

}  // namespace

Eigen::MatrixXd solve(const Problem& problem, const Eigen::MatrixXd& stimuli) {
    const Eigen::Index n = problem.points;
    const double dx = problem.length / static_cast<double>(n - 1);
    const double h = problem.dt / static_cast<double>(problem.parts);
    Diffusion diffusion(n, problem.diffusion * h / 2 / (dx * dx));
    Eigen::ArrayXXd places = Eigen::ArrayXXd::Zero(n, 2);
    for (Eigen::Index i = 0; i < n; ++i)
        for (Eigen::Index s = 0; s < 2; ++s) {
            const double centre = (s == 0 ? 0.25 : 0.75) * problem.length;
            places(i, s) = std::abs(static_cast<double>(i) * dx - centre) <= problem.width / 2 ? 1 : 0;
        }
    Array u = Array::Zero(n);
    Array v = u;
    Rates first{u, u};
    Rates second = first;
    Array u1(n);
    Array v1(n);
    Eigen::MatrixXd result(n, stimuli.rows());
    for (Eigen::Index time = 0;; ++time) {
        if (!u.allFinite())
            throw rom::Error("the solution is no longer finite at time " +
                             std::to_string(static_cast<double>(time) * problem.dt));
        result.col(time) = u.matrix();
        if (time + 1 == stimuli.rows()) return result;
        for (Eigen::Index part = 0; part < problem.parts; ++part) {
            const double share = static_cast<double>(part) / static_cast<double>(problem.parts);
            const double step = 1 / static_cast<double>(problem.parts);
            const Eigen::RowVector2d now = (1 - share) * stimuli.row(time) + share * stimuli.row(time + 1);
            const Eigen::RowVector2d next = now + step * (stimuli.row(time + 1) - stimuli.row(time));
            diffusion.step(u);
            rates(problem, u, v, first);
            first.u += places.col(0) * now[0] + places.col(1) * now[1];
            u1 = u + h * first.u;
            v1 = v + h * first.v;
            rates(problem, u1, v1, second);
            second.u += places.col(0) * next[0] + places.col(1) * next[1];
            u += h / 2 * (first.u + second.u);
            v += h / 2 * (first.v + second.v);
            diffusion.step(u);
        }
    }
}

}  // namespace aliev_panfilov
