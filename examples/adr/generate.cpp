// Full-order data of the three advection-diffusion-reaction problems: 101 times on [0, 5], 100 points.
#include "random_cases.h"
#include "rom/base/error.h"
#include "solver.h"

namespace {

constexpr std::int64_t kTimes = 101;
constexpr std::int64_t kPoints = 100;
constexpr double kDt = 0.05;
constexpr adr::Coefficients kForced = {0.05, 0, 0.02};

examples::RandomCases cases_of(const std::vector<examples::Option>& options) {
    const double signals = options[0].value;
    if (signals != 0 && signals != 2 && signals != 3)
        throw rom::Error("--signals is 0, 2 (amplitude and phase) or 3 (amplitude, frequency and phase)", 2);
    examples::RandomCases cases;
    cases.times = kTimes;
    cases.points.resize(kPoints, 1);
    for (std::int64_t j = 0; j < kPoints; ++j) cases.points(j, 0) = -1 + 2.0 * static_cast<double>(j) / kPoints;
    if (signals == 0) {
        cases.draw = [](examples::Random& random) {
            examples::Inputs inputs{Eigen::VectorXd(3), Eigen::MatrixXd(kTimes, 0)};
            inputs.parameters << examples::uniform(random, 0, 0.05), examples::uniform(random, -0.1, 0.1),
                examples::uniform(random, 0, 0.01);
            return inputs;
        };
        cases.solve = [points = cases.points](const examples::Inputs& inputs, std::span<float> snapshots) {
            const adr::Coefficients coefficients{inputs.parameters[0], inputs.parameters[1], inputs.parameters[2]};
            for (std::int64_t t = 0; t < kTimes; ++t)
                for (std::int64_t j = 0; j < kPoints; ++j)
                    snapshots[static_cast<std::size_t>(t * kPoints + j)] =
                        static_cast<float>(adr::exact(coefficients, points(j, 0), kDt * static_cast<double>(t)));
        };
        return cases;
    }
    // The forcing's frequency is 1/2, one wave on the domain, where it is no signal.
    cases.draw = [signals](examples::Random& random) {
        const auto signal = [&](double low, double high) {
            return examples::smooth_signal(random, low, high, 1, kTimes, kDt);
        };
        examples::Inputs inputs{Eigen::VectorXd(0), Eigen::MatrixXd(kTimes, static_cast<Eigen::Index>(signals))};
        inputs.signals.col(0) = signal(0, signals == 2 ? 0.8 : 2);
        if (signals == 3) inputs.signals.col(1) = signal(0.25, 1);
        inputs.signals.rightCols(1) = signal(-4, 4);
        return inputs;
    };
    cases.solve = [](const examples::Inputs& inputs, std::span<float> snapshots) {
        Eigen::MatrixXd all(kTimes, 3);
        all << inputs.signals.col(0), Eigen::VectorXd::Constant(kTimes, 0.5), inputs.signals.rightCols(1);
        if (inputs.signals.cols() == 3) all.col(1) = inputs.signals.col(1);
        const Eigen::MatrixXd z = adr::solve(kForced, all, kDt, kPoints);
        for (std::size_t i = 0; i < snapshots.size(); ++i)
            snapshots[i] = static_cast<float>(z.data()[static_cast<Eigen::Index>(i)]);
    };
    return cases;
}

}  // namespace

int main(int argc, char** argv) {
    return examples::run("generate-adr",
                         "Solves the advection-diffusion-reaction equation for random parameters or signals.",
                         "generate-adr train --cases 100",
                         {{"--signals", "0 for three parameters, 2 for amplitude and phase, 3 for frequency too", 0}},
                         cases_of, argc, argv);
}
