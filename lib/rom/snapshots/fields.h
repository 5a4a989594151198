// What the entries of a state are: fields, each counted in a unit of its own, and gaps where there is no state, such as
// land or walls.
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "rom/base/shares.h"
#include "rom/base/types.h"
#include "rom/npy/header.h"

namespace rom::snapshots {

struct Snapshots;

struct Fields {
    std::vector<std::string> names;  // empty: one field, without a name
    Index axis = 0;                  // of space, along which several lie
    std::vector<Index> of_entry;     // [N] the field of each entry; empty with one field
    Eigen::VectorXd units;           // [N] what entries are counted in, 0 at gaps; empty: 1, without gaps
    double fill = std::numeric_limits<double>::quiet_NaN();  // what stands at gaps

    bool has_gaps() const { return units.size() > 0 && units.minCoeff() == 0; }
    // Of the first `size` entries.
    Index without_gaps(Index size) const { return units.size() > 0 ? (units.head(size).array() > 0).count() : size; }
};

// Several fields of states of this shape. They lie along an axis of space, which has an entry for each, or are stacked
// along it as parts of equal length. The axis is counted from 0, or from -1 backwards; without one it is that which has
// an entry for each, or the first. Throws Error if the fields do not fit the axis, or several have an entry for each.
Fields fields_along(const npy::Shape& space, std::vector<std::string> names, std::optional<Index> axis);

// Of states that are so many of these, one after the other.
Fields repeated(const Fields& fields, Index times);

// Those of the first `size` entries that belong to each field, without gaps; of all, if there is one.
std::vector<std::vector<Index>> entries_of_fields(const Fields& fields, Index size);

// Those of each field that are among these rows, counted from the first row.
std::vector<std::vector<Index>> entries_within(const std::vector<std::vector<Index>>& entries, const Share& rows);

// The deviation of each field about its mean state, over all entries that are no gaps.
Eigen::VectorXd field_deviations(const Snapshots& data);

// Each field in units of its deviation over its weight. A field that is constant stays in its own.
void scale_fields(Fields& fields, const Eigen::VectorXd& deviations, const Eigen::VectorXd& weights, Index size);

enum class MaskKind { automatic, nan, none };

// Makes gaps of entries that have the same value in all snapshots, if it is NaN or, `automatic`, one that stands for
// missing values by convention. Returns these values, each once; predictions have the only one, or NaN, at gaps. Throws
// Error if nothing is left.
std::vector<double> find_gaps(Snapshots& data, MaskKind kind);
// Makes gaps of those entries that are not zero in `mask`, [...space].
void set_gaps(Snapshots& data, std::span<const double> mask);

// Divides the entries `first` and following of a state by their units; gaps become 0.
void to_units(const Fields& fields, Index first, std::span<double> entries);
// Puts the fill value at the gaps of consecutive states, of which these are the rows `rows`.
template <class Scalar>
void fill_gaps(const Fields& fields, const Share& rows, std::span<Scalar> states);

}  // namespace rom::snapshots
