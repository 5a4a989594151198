// Values that are missing, and whether they are so in all snapshots.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace rom::exchange {

// Looks at snapshots of so many entries, which come one after the other in pieces of any length.
class Gaps {
public:
    explicit Gaps(std::int64_t entries) : entries_(entries) {}

    template <class Scalar>
    void see(std::span<const Scalar> values);

    std::int64_t missing() const { return missing_; }  // NaN, in all snapshots
    std::int64_t infinite() const { return infinite_; }
    std::int64_t in_first() const { return in_first_; }  // NaN in the first snapshot
    // The first snapshot whose missing entries are others than those of the first of all.
    std::optional<std::int64_t> other() const { return other_; }

private:
    // Values of one snapshot, from an entry on.
    template <class Scalar>
    void see_part(std::span<const Scalar> values, std::size_t entry);

    std::int64_t entries_;
    std::int64_t seen_ = 0;
    std::int64_t missing_ = 0;
    std::int64_t infinite_ = 0;
    std::int64_t in_first_ = 0;
    std::vector<bool> first_;  // whether an entry is missing in the first snapshot; empty while none is
    std::optional<std::int64_t> other_;
};

}  // namespace rom::exchange
