// The course of a learning rate.
#pragma once

#include <cstdint>

#include "rom/base/names.h"

namespace rom {

namespace optimise {
enum class Schedule { constant, cosine, plateau };
}
template <>
struct Choices<optimise::Schedule> {
    static constexpr const char* what = "schedule";
    static constexpr std::array names = {"constant", "cosine", "plateau"};
};

namespace optimise {

struct PlateauState {
    double best = 0;
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

// The learning rate at `epoch` of `epochs`, times plateau.factor. constant: `rate`; cosine: from `rate` to 0 along half
// a cosine; plateau: `rate`, with the factor halved when the loss has not fallen by 1e-4 of itself for 100 epochs (call
// once an epoch with its loss).
double learning_rate(Schedule schedule, double rate, double epoch, double epochs, double loss, PlateauState& plateau);

}  // namespace optimise
}  // namespace rom
