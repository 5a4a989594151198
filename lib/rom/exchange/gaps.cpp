#include "rom/exchange/gaps.h"

#include <cmath>

namespace rom::exchange {

template <class Scalar>
void Gaps::see(std::span<const Scalar> values) {
    // A sum without a branch finds whether there is anything to look at.
    Scalar sum(0);
#pragma omp simd reduction(+ : sum)
    for (std::size_t i = 0; i < values.size(); ++i) sum += 0 * values[i];
    if (sum == 0 && in_first_ == 0) {
        seen_ += static_cast<std::int64_t>(values.size());
        return;
    }
    for (const Scalar value : values) {
        const std::int64_t snapshot = seen_ / entries_;
        const auto entry = static_cast<std::size_t>(seen_ % entries_);
        const bool gap = std::isnan(value);
        if (gap) ++missing_;
        if (std::isinf(value)) ++infinite_;
        if (snapshot == 0 && gap) {
            if (first_.empty()) first_.resize(static_cast<std::size_t>(entries_));
            first_[entry] = true;
            ++in_first_;
        }
        if (!other_ && gap != (!first_.empty() && first_[entry])) other_ = snapshot;
        ++seen_;
    }
}

template void Gaps::see(std::span<const float>);
template void Gaps::see(std::span<const double>);

}  // namespace rom::exchange
