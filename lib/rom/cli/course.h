// What a training takes, measured by a few epochs of it.
#pragma once

#include <chrono>

#include "rom/optimise/training.h"

namespace rom::cli {

class Watch {
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// From the fewest epochs that a training may end after, to all of its plan.
struct Course {
    double epoch = 0;  // seconds
    Index least = 0;   // epochs
    Index most = 0;
    double least_seconds = 0;
    double most_seconds = 0;
};

// Runs each method of the plan for half a second and three epochs at least, from the initial weights, and judges these
// once as at the end of a round. The state of the training is thrown away.
template <class Scalar>
Course course_of(const optimise::Problem<Scalar>& problem, const optimise::Plan<Scalar>& plan);

}  // namespace rom::cli
