#include "rom/optimise/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rom::optimise {
namespace {

constexpr double kDecay = 0.3;

}  // namespace

double learning_rate(Schedule schedule, double rate, double done, double all, const PlateauState& plateau) {
    if (schedule == Schedule::cosine)
        return 0.5 * rate * plateau.factor * (1 + std::cos(std::numbers::pi * done / all));
    if (schedule == Schedule::trapezoid) return rate * plateau.factor * std::min(1.0, (1 - done / all) / kDecay);
    return rate * plateau.factor;
}

void observe_loss(double loss, PlateauState& plateau) {
    if (plateau.best == 0 || loss < (1 - 1e-4) * plateau.best) {
        plateau.best = loss;
        plateau.epochs_without_progress = 0;
    } else if (++plateau.epochs_without_progress >= 100) {
        plateau.factor *= 0.5;
        plateau.epochs_without_progress = 0;
    }
}

}  // namespace rom::optimise
