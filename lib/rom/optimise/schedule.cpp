#include "rom/optimise/schedule.h"

#include <cmath>
#include <numbers>

namespace rom::optimise {

double learning_rate(Schedule schedule, double rate, double epoch, double epochs, double loss, PlateauState& plateau) {
    switch (schedule) {
        case Schedule::constant:
            break;
        case Schedule::cosine:
            return 0.5 * rate * plateau.factor * (1 + std::cos(std::numbers::pi * epoch / epochs));
        case Schedule::plateau:
            if (epoch == 0 || loss < (1 - 1e-4) * plateau.best) {
                plateau.best = loss;
                plateau.epochs_without_progress = 0;
            } else if (++plateau.epochs_without_progress >= 100) {
                plateau.factor *= 0.5;
                plateau.epochs_without_progress = 0;
            }
            break;
    }
    return rate * plateau.factor;
}

}  // namespace rom::optimise
