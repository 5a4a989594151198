// The course of a learning rate.
#pragma once

#include <cstdint>

#include "rom/base/names.h"

namespace rom {

namespace optimise {
enum class Schedule { constant, cosine, plateau, trapezoid };
}
template <>
struct Choices<optimise::Schedule> {
    static constexpr const char* what = "schedule";
    static constexpr std::array names = {"constant", "cosine", "plateau", "trapezoid"};
};

namespace optimise {

struct PlateauState {
    double best = 0;  // 0 before the first epoch
    std::int64_t epochs_without_progress = 0;
    double factor = 1;

    static constexpr const char* name = "plateau";
    template <class Self, class Visit>
    static void fields(Self& self, const Visit& visit) {
        visit("best", self.best);
        visit("epochs", self.epochs_without_progress);
        visit("factor", self.factor);
    }
};

// The learning rate when `done` of `all` is over, times plateau.factor. constant: `rate`; cosine: from `rate` to 0
// along half a cosine; plateau: `rate`; trapezoid: `rate`, then along a line to 0 over the last 30 %.
double learning_rate(Schedule schedule, double rate, double done, double all, const PlateauState& plateau);

// Whether the course depends on when it will be over.
inline bool depends_on_end(Schedule schedule) {
    return schedule == Schedule::cosine || schedule == Schedule::trapezoid;
}

// Takes in the loss of an epoch: halves the factor if it has not fallen by 1e-4 of itself for 100 epochs.
void observe_loss(double loss, PlateauState& plateau);

}  // namespace optimise
}  // namespace rom
