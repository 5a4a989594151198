// A function along a line.
#pragma once

#include "rom/optimise/loss.h"

namespace rom::optimise {

// A point on the line, f there (infinite if it or its gradient is not finite) and, if it is, its slope along the line
// and its gradient.
template <class Scalar>
struct LinePoint {
    double step = 0;
    double loss = 0;
    double slope = 0;
    Vector<Scalar> point;
    Vector<Scalar> gradient;
};

// a . b, summed in double precision.
template <class Scalar>
double dot(const Vector<Scalar>& a, const Vector<Scalar>& b);

// A point of the line start.point + step `direction` that satisfies the strong Wolfe conditions (Nocedal and Wright
// 2006, algorithms 3.5 and 3.6; c1 = 1e-4, c2 = 0.9), `first` being the step tried first; the lowest of 25 if none of
// them does. `start` has step 0 and a slope below 0, and is returned if no step lowers f.
template <class Scalar>
LinePoint<Scalar> line_search(const Function<Scalar>& function, const LinePoint<Scalar>& start,
                              const Vector<Scalar>& direction, double first);

}  // namespace rom::optimise
