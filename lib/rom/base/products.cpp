#include "rom/base/products.h"

namespace {

// Eigen would ask the processor, and sum in blocks that fit its caches.
[[maybe_unused]] const bool kBlocksAreFixed = (Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 4 << 20), true);

}  // namespace

namespace Eigen::internal {
ROM_PRODUCTS(, float)
ROM_PRODUCTS(, double)
}  // namespace Eigen::internal
