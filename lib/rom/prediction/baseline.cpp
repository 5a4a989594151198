#include "rom/prediction/baseline.h"

#include <algorithm>
#include <cmath>

namespace rom::prediction {
namespace {

Eigen::MatrixXd gram_of(const snapshots::Coordinates& coordinates, const std::vector<Index>& entries) {
    if (coordinates.on_mesh()) {
        Eigen::VectorXd diagonal = Eigen::VectorXd::Zero(coordinates.rank());
        diagonal(entries).setOnes();
        return diagonal.asDiagonal();
    }
    const Eigen::MatrixXd part = coordinates.basis(entries, Eigen::all);
    return part.transpose() * part;
}

}  // namespace

SnapshotNorms norms_of(const snapshots::Snapshots& data, const snapshots::Coordinates& coordinates,
                       const Eigen::MatrixXd& values) {
    Eigen::MatrixXd outside = Eigen::MatrixXd::Zero(data.times, data.cases);
    snapshots::Sizes sizes(data.times, data.cases);
    auto entries = snapshots::entries_of_fields(coordinates.fields, coordinates.size());
    if (entries.size() == 1) entries.clear();  // of which nothing is to be said but the whole
    std::vector<Eigen::MatrixXd> outside_of_fields(entries.size(), outside);
    std::vector<snapshots::Sizes> sizes_of_fields(entries.size(), sizes);
    const bool all_inside = coordinates.rank() == coordinates.valid() || coordinates.on_mesh();  // but for rounding
    const snapshots::Snapshots seen = snapshots::with_fields(data, coordinates.fields);
    snapshots::for_snapshot_blocks(seen, [&](Index first, Eigen::Ref<Eigen::MatrixXd> block) {
        Eigen::MatrixXd left;
        if (!all_inside && !entries.empty())
            left = (block.colwise() - coordinates.mean) -
                   coordinates.scale * coordinates.basis * values.middleCols(first, block.cols());
        for (Index j = 0; j < block.cols(); ++j) {
            const Index t = (first + j) % data.times;
            const Index c = (first + j) / data.times;
            sizes.add(block.col(j));
            for (std::size_t f = 0; f < entries.size(); ++f) {
                sizes_of_fields[f].add(block.col(j)(entries[f]));
                if (!all_inside) outside_of_fields[f](t, c) = left.col(j)(entries[f]).norm();
            }
            if (all_inside) continue;
            const double inside = coordinates.scale * values.col(first + j).norm();
            const double centred = (block.col(j) - coordinates.mean).norm();
            outside(t, c) = std::sqrt(std::max(0.0, centred * centred - inside * inside));
        }
    });
    snapshots::Reference reference = sizes.suitable();
    for (const snapshots::Sizes& one : sizes_of_fields) reference = std::max(reference, one.suitable());
    SnapshotNorms norms{sizes.relative_to(reference), outside, reference};
    for (std::size_t f = 0; f < entries.size(); ++f)
        norms.fields.push_back({seen.fields.names[f], sizes_of_fields[f].relative_to(reference), outside_of_fields[f],
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
