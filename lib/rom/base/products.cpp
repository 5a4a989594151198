#include "rom/base/products.h"

namespace Eigen::internal {
ROM_PRODUCTS(, float)
ROM_PRODUCTS(, double)
}  // namespace Eigen::internal
