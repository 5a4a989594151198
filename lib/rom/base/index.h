// Sizes of arrays and places in them.
#pragma once

#include <cstddef>

namespace rom {

using Index = std::ptrdiff_t;  // as Eigen's

}  // namespace rom
