// Fields and gaps of states, and how large snapshots are.
#include <cmath>
#include <limits>

#include "rom/npy/output.h"
#include "rom/snapshots/coordinates.h"
#include "rom/snapshots/fields.h"
#include "rom/snapshots/sizes.h"
#include "support.h"

using namespace rom;
using rom::test::error_of;

namespace {

std::vector<Index> layout(const npy::Shape& space, std::size_t fields, std::optional<Index> axis = {}) {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < fields; ++k) names.push_back(std::string(1, static_cast<char>('a' + k)));
    return snapshots::fields_along(space, names, axis).of_entry;
}

}  // namespace

TEST_CASE("fields: an entry for each along an axis, or stacked along it") {
    CHECK(layout({2, 3}, 2) == std::vector<Index>{0, 0, 0, 1, 1, 1});
    CHECK(layout({3, 2}, 2) == std::vector<Index>{0, 1, 0, 1, 0, 1});
    CHECK(layout({6}, 3) == std::vector<Index>{0, 0, 1, 1, 2, 2});
    CHECK(layout({4, 1}, 2) == std::vector<Index>{0, 0, 1, 1});
    CHECK(layout({1, 4}, 2, -1) == std::vector<Index>{0, 0, 1, 1});
    CHECK(layout({2, 2}, 2, 1) == std::vector<Index>{0, 1, 0, 1});
    CHECK(error_of([] { layout({2, 2}, 2); }).find("more than one axis") != std::string::npos);
    CHECK(error_of([] { layout({5}, 2); }).find("do not divide") != std::string::npos);
    CHECK(error_of([] { layout({4}, 2, 1); }).find("have 1 axis") != std::string::npos);
}

TEST_CASE("fields: units are deviations over weights, gaps count nowhere") {
    const test::TemporaryFolder folder;
    constexpr double gap = -9999;
    // Two fields of two entries; one entry of the second is a gap.
    npy::write_array(folder.file("u.npy"), npy::Type::float64, {1, 2, 2, 2},
                     std::vector<double>{1, 10, 100, gap, 3, 14, 300, gap});
    auto data = snapshots::open_snapshots(folder.file("u.npy"), false);
    data.fields = snapshots::fields_along(data.space, {"u", "p"}, 0);
    REQUIRE(snapshots::find_gaps(data, snapshots::MaskKind::automatic) == std::vector<double>{gap});
    CHECK(data.fields.fill == gap);
    const Eigen::VectorXd deviations = snapshots::field_deviations(data);
    CHECK(deviations[0] == doctest::Approx(std::sqrt((1.0 + 4.0) / 2)));
    CHECK(deviations[1] == doctest::Approx(100));
    snapshots::scale_fields(data.fields, deviations, Eigen::Vector2d(1, 4), data.size());
    Eigen::VectorXd state(4);
    snapshots::read_snapshot(data, 1, state);
    CHECK(state[0] == doctest::Approx(3 / std::sqrt(2.5)));
    CHECK(state[2] == doctest::Approx(300 / 25.0));
    CHECK(state[3] == 0);
    const auto coordinates = snapshots::make_coordinates(data, snapshots::CoordinateSystem::mesh,
                                                         snapshots::Scaling::deviation, {.tolerance = 1e-3});
    // Of three entries, one has weight 4.
    CHECK(coordinates.scale == doctest::Approx(std::sqrt((2 * 1 + 16.0) / 3)));
    std::vector<float> states(8, 1.0F);
    snapshots::fill_gaps(data.fields, {0, data.size()}, std::span<float>(states));
    CHECK(states == std::vector<float>{1, 1, 1, -9999, 1, 1, 1, -9999});
}

TEST_CASE("gaps: only what stands for missing values, in all snapshots") {
    const test::TemporaryFolder folder;
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    npy::Writer writer(folder.file("u.npy"), npy::Type::float32, {1, 2, 5});
    writer.append_any(std::span<const double>(std::vector<double>{nan, 1e20, -9999, 7, nan, nan, 1e20, 1, 7, 2}));
    writer.commit();
    const auto gaps = [&](snapshots::MaskKind kind) {
        auto data = snapshots::open_snapshots(folder.file("u.npy"), false);
        snapshots::find_gaps(data, kind);
        std::vector<bool> found;
        for (Index i = 0; i < data.size(); ++i)
            found.push_back(data.fields.units.size() > 0 && data.fields.units[i] == 0);
        return found;
    };
    CHECK(gaps(snapshots::MaskKind::automatic) == std::vector<bool>{true, true, false, false, false});
    CHECK(gaps(snapshots::MaskKind::nan) == std::vector<bool>{true, false, false, false, false});
    CHECK(gaps(snapshots::MaskKind::none) == std::vector<bool>(5, false));
}

TEST_CASE("sizes: norms, root mean squares, and those about the mean of a case") {
    const Eigen::MatrixXd states = test::random_matrix(4, 6, 1);
    snapshots::Sizes sizes(3, 2);
    for (const auto& state : states.colwise()) sizes.add(state);
    for (Index c = 0; c < 2; ++c) {
        const Eigen::MatrixXd one = states.middleCols(3 * c, 3);
        CHECK(sizes.relative_to(snapshots::Reference::norm).col(c).isApprox(one.colwise().norm().transpose()));
        CHECK(sizes.relative_to(snapshots::Reference::trajectory)(1, c) == doctest::Approx(one.norm() / std::sqrt(3)));
        CHECK(sizes.relative_to(snapshots::Reference::fluctuation)(2, c) ==
              doctest::Approx((one.colwise() - one.rowwise().mean()).norm() / std::sqrt(3)));
    }
    CHECK(sizes.suitable() == snapshots::Reference::norm);

    snapshots::Sizes about(3, 2);
    for (const auto& state : states.colwise()) about.add(state.array() + 100);
    CHECK(about.suitable() == snapshots::Reference::fluctuation);
    CHECK(about.relative_to(snapshots::Reference::fluctuation)
              .isApprox(sizes.relative_to(snapshots::Reference::fluctuation), 1e-10));

    // From rest; and a case that does nothing has the size of all.
    snapshots::Sizes resting(2, 2);
    for (const double value : {0.0, 3.0, 0.0, 0.0}) resting.add(Eigen::VectorXd::Constant(1, value));
    snapshots::Sizes passing(2, 1);
    for (const double value : {1e-9, 3.0}) passing.add(Eigen::VectorXd::Constant(1, value));
    CHECK(passing.suitable() == snapshots::Reference::trajectory);
    CHECK(resting.suitable() == snapshots::Reference::trajectory);
    const Eigen::MatrixXd reference = resting.relative_to(snapshots::Reference::trajectory);
    CHECK(reference(0, 0) == doctest::Approx(3 / std::sqrt(2)));
    CHECK(reference(0, 1) == doctest::Approx(1.5));
}
