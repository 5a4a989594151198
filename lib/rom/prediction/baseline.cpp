#include "rom/prediction/baseline.h"

#include <algorithm>
#include <cmath>

namespace rom::prediction {
namespace {

// Collective.
Eigen::MatrixXd gram_of(const snapshots::Coordinates& coordinates, const std::vector<Index>& entries) {
    const Index rank = coordinates.rank();
    if (coordinates.on_mesh()) {
        Eigen::VectorXd diagonal = Eigen::VectorXd::Zero(rank);
        diagonal(entries).setOnes();
        return diagonal.asDiagonal();
    }
    const Index first = coordinates.rows().first;
    return snapshots::sum_of_parts(
        snapshots::parts_of(snapshots::rows_of(coordinates)), rank, rank, [&](const Share& rows) {
            const auto modes = coordinates.basis.middleRows(rows.first - first, rows.count);
            const Eigen::MatrixXd part = modes(snapshots::entries_within({entries}, rows).front(), Eigen::all);
            return Eigen::MatrixXd(part.transpose() * part);
        });
}

// What some rows of the snapshots add to their norms: of the whole, and of each field if there are several.
struct NormsOfRows {
    std::vector<snapshots::Sizes> sizes;
    std::vector<Eigen::MatrixXd> outside;  // squares [times, cases] of what the basis leaves out; of the whole, of all
};

NormsOfRows norms_of_rows(const snapshots::Snapshots& data, const snapshots::Coordinates& coordinates,
                          const Eigen::MatrixXd& values, const std::vector<std::vector<Index>>& entries,
                          const Share& rows) {
    const std::size_t fields = entries.size();
    NormsOfRows norms{{fields + 1, snapshots::Sizes(data.times, data.cases)},
                      {fields + 1, Eigen::MatrixXd::Zero(data.times, data.cases)}};
    const std::vector<std::vector<Index>> in_rows = snapshots::entries_within(entries, rows);
    const auto mean = coordinates.mean.segment(rows.first, rows.count);
    snapshots::for_snapshot_blocks(data, rows, [&](Index first, Eigen::Ref<Eigen::MatrixXd> block) {
        Eigen::MatrixXd left;
        if (fields > 0 && !coordinates.on_mesh())
            left = (block.colwise() - mean) -
                   coordinates.scale * coordinates.basis.middleRows(rows.first - coordinates.rows().first, rows.count) *
                       values.middleCols(first, block.cols());
        for (Index j = 0; j < block.cols(); ++j) {
            const Index t = (first + j) % data.times;
            const Index c = (first + j) / data.times;
            norms.sizes[0].add(block.col(j));
            norms.outside[0](t, c) = (block.col(j) - mean).squaredNorm();
            for (std::size_t f = 0; f < fields; ++f) {
                norms.sizes[f + 1].add(block.col(j)(in_rows[f]));
                if (left.size() > 0) norms.outside[f + 1](t, c) = left.col(j)(in_rows[f]).squaredNorm();
            }
        }
    });
    return norms;
}

}  // namespace

SnapshotNorms norms_of(const snapshots::Snapshots& data, const snapshots::Coordinates& coordinates,
                       const Eigen::MatrixXd& values) {
    auto entries = snapshots::entries_of_fields(coordinates.fields, coordinates.size());
    if (entries.size() == 1) entries.clear();  // of which nothing is to be said but the whole
    const bool all_inside = coordinates.rank() == coordinates.valid() || coordinates.on_mesh();  // but for rounding
    const snapshots::Snapshots seen = snapshots::with_fields(data, coordinates.fields);

    // What the parts of the rows add, one column each.
    const std::vector<Share> parts = snapshots::parts_of(snapshots::rows_of(data));
    const Index sized = data.count() + data.cases;
    const Index each = sized + data.count();
    Eigen::MatrixXd of_parts(each * static_cast<Index>(entries.size() + 1), static_cast<Index>(parts.size()));
    for (const Share& rows : snapshots::own_of(parts)) {
        const NormsOfRows norms = norms_of_rows(seen, coordinates, values, entries, rows);
        auto column = of_parts.col(std::ranges::find(parts, rows.first, &Share::first) - parts.begin());
        for (std::size_t f = 0; f < norms.sizes.size(); ++f)
            column.segment(static_cast<Index>(f) * each, each) << norms.sizes[f].values(), norms.outside[f].reshaped();
    }
    if (parts.size() > 1) complete_columns(of_parts, of_parts.cols());
    std::vector<snapshots::Sizes> sizes;
    std::vector<Eigen::MatrixXd> outside;  // norms
    for (Index f = 0; f <= static_cast<Index>(entries.size()); ++f) {
        sizes.push_back(snapshots::Sizes::of_parts(data.times, data.cases, of_parts.middleRows(f * each, sized)));
        outside.emplace_back(
            of_parts.middleRows(f * each + sized, data.count()).rowwise().sum().reshaped(data.times, data.cases));
        if (f == 0) outside[0].reshaped() -= (coordinates.scale * values).colwise().squaredNorm().transpose();
        outside.back() = all_inside ? Eigen::MatrixXd::Zero(data.times, data.cases)
                                    : Eigen::MatrixXd(outside.back().cwiseMax(0).cwiseSqrt());
    }

    snapshots::Reference reference = snapshots::Reference::norm;
    for (const snapshots::Sizes& one : sizes) reference = std::max(reference, one.suitable());
    SnapshotNorms norms{sizes[0].relative_to(reference), outside[0], reference};
    for (std::size_t f = 0; f < entries.size(); ++f)
        norms.fields.push_back({seen.fields.names[f], sizes[f + 1].relative_to(reference), outside[f + 1],
                                gram_of(coordinates, entries[f])});
    return norms;
}

SnapshotNorms of_cases(const SnapshotNorms& norms, const std::vector<Index>& cases) {
    SnapshotNorms some{norms.whole(Eigen::all, cases), norms.outside(Eigen::all, cases), norms.reference};
    for (const FieldNorms& one : norms.fields)
        some.fields.push_back({one.name, one.whole(Eigen::all, cases), one.outside(Eigen::all, cases), one.gram});
    return some;
}

Eigen::VectorXd squared_norms(const FieldNorms& field, const Eigen::MatrixXd& differences) {
    return (field.gram * differences).cwiseProduct(differences).colwise().sum().transpose().cwiseMax(0);
}

Eigen::MatrixXd relative_errors(const Eigen::MatrixXd& differences, const SnapshotNorms& norms) {
    if (norms.fields.empty()) {
        const Eigen::ArrayXXd inside = differences.colwise().norm().reshaped(norms.whole.rows(), norms.whole.cols());
        return (inside.square() + norms.outside.array().square()).sqrt() / norms.whole.array();
    }
    Eigen::ArrayXXd squares = Eigen::ArrayXXd::Zero(norms.whole.rows(), norms.whole.cols());
    for (const FieldNorms& one : norms.fields) squares += relative_errors(differences, one).array().square();
    return (squares / static_cast<double>(norms.fields.size())).sqrt();
}

Eigen::MatrixXd relative_errors(const Eigen::MatrixXd& differences, const FieldNorms& norms) {
    const Eigen::ArrayXXd inside = squared_norms(norms, differences).reshaped(norms.whole.rows(), norms.whole.cols());
    return (inside + norms.outside.array().square()).sqrt() / norms.whole.array();
}

}  // namespace rom::prediction
