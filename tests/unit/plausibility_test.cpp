#include "rom/snapshots/plausibility.h"

#include <array>
#include <cmath>

#include "rom/npy/output.h"
#include "support.h"

using namespace rom;

TEST_CASE("plausibility: mean squares of a field that is known") {
    const test::TemporaryFolder folder;
    const Index cases = 7;
    const Index times = 30;
    const Index points = 40;
    // u = 2 c + 0.5 t everywhere.
    Eigen::MatrixXd u(points, cases * times);
    for (Index c = 0; c < cases; ++c)
        for (Index t = 0; t < times; ++t)
            u.col(c * times + t).setConstant(2 * static_cast<double>(c) + 0.5 * static_cast<double>(t));
    npy::write_array(folder.file("u.npy"), npy::Type::float64, {cases, times, points}, entries_of(u));
    const snapshots::Snapshots data = snapshots::open_snapshots(folder.file("u.npy"), false);
    const snapshots::Neighbours n = snapshots::neighbours_of(data);
    CHECK(n.cases == doctest::Approx(4));
    CHECK(n.times == doctest::Approx(0.25));
    // Of two different times out of T: step^2 T (T + 1) / 6.
    CHECK(n.within == doctest::Approx(0.25 * 30 * 31 / 6).epsilon(0.1));
    CHECK(n.all > n.within / 2);
    CHECK(!snapshots::axes_look_swapped(data, n, false));
    CHECK(!snapshots::times_look_unrelated(data, n));
    CHECK(!snapshots::times_look_alike(n));
}

TEST_CASE("plausibility: one time, one case and one point do no harm") {
    const test::TemporaryFolder folder;
    for (const npy::Shape& shape : {npy::Shape{1, 1, 1}, npy::Shape{3, 1, 2}, npy::Shape{1, 3, 2}}) {
        std::vector<double> values(static_cast<std::size_t>(npy::element_count(shape)));
        for (std::size_t k = 0; k < values.size(); ++k) values[k] = std::sin(static_cast<double>(k));
        npy::write_array(folder.file("u.npy"), npy::Type::float64, shape, values);
        const snapshots::Snapshots data = snapshots::open_snapshots(folder.file("u.npy"), false);
        const snapshots::Neighbours n = snapshots::neighbours_of(data);
        CHECK(!snapshots::axes_look_swapped(data, n, false));
        CHECK(!snapshots::times_look_unrelated(data, n));
        CHECK(!snapshots::times_look_alike(n));
    }
}
