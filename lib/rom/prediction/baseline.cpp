#include "rom/prediction/baseline.h"

#include <algorithm>
#include <cmath>

namespace rom::prediction {
namespace {

// The entries of each field, if there are several; of a state on the mesh these are coordinates too.
std::vector<std::vector<Index>> entries_of_fields(const snapshots::Fields& fields) {
    std::vector<std::vector<Index>> entries(fields.of_entry.empty() ? 0 : fields.names.size());
    for (std::size_t i = 0; i < fields.of_entry.size(); ++i)
        entries[static_cast<std::size_t>(fields.of_entry[i])].push_back(static_cast<Index>(i));
    return entries;
}

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
    Eigen::MatrixXd outside(data.times, data.cases);
    snapshots::Sizes sizes(data.times, data.cases);
    const auto entries = entries_of_fields(coordinates.fields);
    std::vector<snapshots::Sizes> of_fields(entries.size(), sizes);
    const bool all_inside = coordinates.rank() == coordinates.valid();  // but for rounding
    const snapshots::Snapshots seen = snapshots::in_fields_of(coordinates, data);
    snapshots::for_snapshot_blocks(seen, [&](Index first, Eigen::Ref<Eigen::MatrixXd> block) {
        for (Index j = 0; j < block.cols(); ++j) {
            const Index which = first + j;
            sizes.add(block.col(j));
            for (std::size_t f = 0; f < entries.size(); ++f) of_fields[f].add(block.col(j)(entries[f]));
            const double inside = coordinates.scale * values.col(which).norm();
            const double centred = (block.col(j) - coordinates.mean).norm();
            outside(which % data.times, which / data.times) =
                all_inside ? 0 : std::sqrt(std::max(0.0, centred * centred - inside * inside));
        }
    });
    const snapshots::Reference reference = sizes.suitable();
    SnapshotNorms norms{sizes.relative_to(reference), outside, reference};
    for (std::size_t f = 0; f < entries.size(); ++f)
        norms.fields.push_back(
            {seen.fields.names[f], of_fields[f].relative_to(reference), gram_of(coordinates, entries[f])});
    return norms;
}

Eigen::MatrixXd relative_errors(const Eigen::MatrixXd& differences, const SnapshotNorms& norms) {
    const Eigen::ArrayXXd inside = differences.colwise().norm().reshaped(norms.whole.rows(), norms.whole.cols());
    return (inside.square() + norms.outside.array().square()).sqrt() / norms.whole.array();
}

Eigen::MatrixXd relative_errors(const Eigen::MatrixXd& differences, const FieldNorms& norms) {
    const Eigen::ArrayXXd squares = (norms.gram * differences)
                                        .cwiseProduct(differences)
                                        .colwise()
                                        .sum()
                                        .reshaped(norms.whole.rows(), norms.whole.cols());
    return squares.max(0).sqrt() / norms.whole.array();
}

}  // namespace rom::prediction
