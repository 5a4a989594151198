#include "rom/snapshots/snapshots.h"

#include <algorithm>

#include "rom/base/error.h"
#include "rom/base/parallel.h"

namespace rom::snapshots {
namespace {

constexpr Index kBlockElements = Index{1} << 23;

// The entries first .. first + rows of snapshots start .. start + columns, one snapshot per column; read in parallel.
void read_block(const Snapshots& data, Index first, Index start, Eigen::Ref<Eigen::MatrixXd> block) {
    parallel_for(block.cols(), block.size() > 100000, [&](Index j) {
        read_entries(data, start + j, first, {block.col(j).data(), static_cast<std::size_t>(block.rows())});
    });
}

}  // namespace

Snapshots open_snapshots(const std::string& path, bool one_case) {
    npy::Array array = npy::Array::open(path);
    const npy::Shape& shape = array.shape();
    const std::size_t leading = one_case ? 1 : 2;
    if (shape.size() <= leading)
        throw Error(array.name() + " has " + std::to_string(shape.size()) + (shape.size() == 1 ? " axis" : " axes") +
                    " but snapshots need at least " + std::to_string(leading + 1) +
                    (one_case ? ", [times, ...space]"
                              : ", [cases, times, ...space]; for one case as [times, ...space] add --one-case"));
    if (npy::element_count(shape) == 0)
        throw Error(array.name() + " has shape " + npy::to_string(shape) + ", which holds nothing");
    Snapshots data{array, one_case ? 1 : static_cast<Index>(shape[0]), static_cast<Index>(shape[leading - 1]), {}};
    data.space.assign(shape.begin() + static_cast<std::ptrdiff_t>(leading), shape.end());
    return data;
}

void require_same_shape(const Snapshots& one, const Snapshots& other) {
    if (one.array.shape() != other.array.shape())
        throw Error(one.array.name() + " has shape " + npy::to_string(one.array.shape()) + " but " +
                    other.array.name() + " has " + npy::to_string(other.array.shape()) + "; they must match");
}

Snapshots with_fields(Snapshots data, const Fields& fields) {
    data.fields = fields;
    return data;
}

Snapshots with_delays(Snapshots data, Index delays) {
    if (data.times < delays + 1)
        throw Error(data.array.name() + " has " + std::to_string(data.times) + " times a case but " +
                    std::to_string(delays) + " delays take " + std::to_string(delays + 1) + " at least");
    data.times -= delays;
    data.delays = delays;
    data.fields = repeated(data.fields, delays + 1);
    return data;
}

void read_entries(const Snapshots& data, Index which, Index first, std::span<double> entries) {
    data.array.read_any(data.offset(which) + first, entries);
    to_units(data.fields, first, entries);
    data.array.require_finite(data.offset(which) + first, std::span<const double>(entries));
}

void read_snapshot(const Snapshots& data, Index which, Eigen::Ref<Eigen::VectorXd> state) {
    read_entries(data, which, 0, {state.data(), static_cast<std::size_t>(state.size())});
}

void for_snapshot_blocks(const Snapshots& data, const BlockVisitor& visit) {
    const Index columns = std::clamp<Index>(kBlockElements / data.size(), 1, data.count());
    Eigen::MatrixXd block(data.size(), columns);
    for (Index start = 0; start < data.count(); start += columns) {
        auto part = block.leftCols(std::min(columns, data.count() - start));
        read_block(data, 0, start, part);
        visit(start, part);
    }
}

void for_space_blocks(const Snapshots& data, const BlockVisitor& visit) {
    const Index rows = std::clamp<Index>(kBlockElements / data.count(), 1, data.size());
    Eigen::MatrixXd block(rows, data.count());
    for (Index first = 0; first < data.size(); first += rows) {
        auto part = block.topRows(std::min(rows, data.size() - first));
        read_block(data, first, 0, part);
        visit(first, part);
    }
}

}  // namespace rom::snapshots
