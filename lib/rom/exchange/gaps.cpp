#include "rom/exchange/gaps.h"

#include <algorithm>
#include <cmath>

namespace rom::exchange {

template <class Scalar>
void Gaps::see(std::span<const Scalar> values) {
    // A sum without a branch finds whether there is anything to look at.
    Scalar sum(0);
#pragma omp simd reduction(+ : sum)
    for (std::size_t i = 0; i < values.size(); ++i) sum += 0 * values[i];
    const auto count = static_cast<std::int64_t>(values.size());
    if (sum == 0 && (in_first_ == 0 || other_)) {
        seen_ += count;
        return;
    }
    for (std::int64_t done = 0; done < count;) {
        const std::int64_t entry = seen_ % entries_;
        const std::int64_t length = std::min(entries_ - entry, count - done);
        see_part(values.subspan(static_cast<std::size_t>(done), static_cast<std::size_t>(length)),
                 static_cast<std::size_t>(entry));
        done += length;
        seen_ += length;
    }
}

template <class Scalar>
void Gaps::see_part(std::span<const Scalar> values, std::size_t entry) {
    const std::int64_t snapshot = seen_ / entries_;
    for (const Scalar value : values) {
        const bool gap = std::isnan(value);
        if (gap) ++missing_;
        if (std::isinf(value)) ++infinite_;
        if (snapshot == 0 && gap) {
            if (first_.empty()) first_.resize(static_cast<std::size_t>(entries_));
            first_[entry] = true;
            ++in_first_;
        }
        if (!other_ && gap != (!first_.empty() && first_[entry])) other_ = snapshot;
        ++entry;
    }
}

template void Gaps::see(std::span<const float>);
template void Gaps::see(std::span<const double>);

}  // namespace rom::exchange
