// Data in other units differ in their last digits once they are divided by a unit, and training makes these differences
// large. What it starts from is rounded, so that the same data in any units are trained alike.
#pragma once

#include <cmath>

namespace rom {

// The nearest number of so many binary digits.
inline double rounded(double value, int digits) {
    int exponent = 0;
    const double fraction = std::frexp(value, &exponent);
    return std::ldexp(std::nearbyint(std::ldexp(fraction, digits)), exponent - digits);
}

// The nearest multiple of a power of two.
inline double rounded_to(double value, double step) { return std::nearbyint(value / step) * step; }

}  // namespace rom
