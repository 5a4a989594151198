#include <cmath>
#include <numeric>

#include "rom/npy/output.h"
#include "rom/snapshots/windows.h"
#include "support.h"

using namespace rom;

namespace {

constexpr Index kCases = 3;
constexpr Index kLongest = 17;
constexpr Index kSpace = 6;  // 2 x 3

const std::vector<Index> kLengths = {8, 17, 5};

// A padded array in which every entry has its own value, NaN behind the lengths.
std::string write_padded(const test::TemporaryFolder& folder) {
    std::vector<double> values(static_cast<std::size_t>(kCases * kLongest * kSpace));
    std::iota(values.begin(), values.end(), 0.0);
    for (Index c = 0; c < kCases; ++c)
        std::fill(values.begin() + (c * kLongest + kLengths[static_cast<std::size_t>(c)]) * kSpace,
                  values.begin() + (c + 1) * kLongest * kSpace, std::nan(""));
    npy::Writer writer(folder.file("padded.npy"), npy::Type::float32, {kCases, kLongest, 2, 3});
    writer.append_any<double>(values);
    writer.commit();
    return folder.file("padded.npy");
}

snapshots::Recordings recordings_in(const std::string& path, const std::vector<Index>& lengths) {
    return snapshots::padded_recordings(npy::Array::open(path), lengths, "lengths.npy");
}

}  // namespace

TEST_CASE("windows: all times of all cases are in one, none is too long, and the last ends with its case") {
    const test::TemporaryFolder folder;
    const snapshots::Recordings recordings = recordings_in(write_padded(folder), kLengths);
    CHECK(recordings.shortest() == 2);
    for (const Index length : {2, 3, 4, 5}) {
        std::vector<std::vector<int>> seen;
        for (const Index times : kLengths) seen.emplace_back(static_cast<std::size_t>(times), 0);
        std::vector<Index> count(kLengths.size(), 0);
        for (const snapshots::Window& window : snapshots::windows_of(recordings, length)) {
            auto& of_case = seen[static_cast<std::size_t>(window.which)];
            REQUIRE(window.first >= 0);
            REQUIRE(window.first + length <= static_cast<Index>(of_case.size()));
            ++count[static_cast<std::size_t>(window.which)];
            for (Index t = 0; t < length; ++t) ++of_case[static_cast<std::size_t>(window.first + t)];
        }
        for (std::size_t c = 0; c < seen.size(); ++c) {
            CHECK(std::ranges::min(seen[c]) == 1);
            CHECK(std::ranges::max(seen[c]) <= 2);
            CHECK(count[c] == (kLengths[c] + length - 1) / length);  // as few as can be
        }
    }
}

TEST_CASE("windows: they hold the snapshots that their origins name, in the type of the data") {
    const test::TemporaryFolder folder;
    const snapshots::Recordings recordings = recordings_in(write_padded(folder), kLengths);
    const auto windows = snapshots::windows_of(recordings, 5);
    const Eigen::MatrixXd parameters{{7, 1}, {8, 2}, {9, 3}};
    const snapshots::WindowFiles files{folder.file("w.npy"), folder.file("p.npy"), folder.file("i.npy"),
                                       folder.file("o.npy")};
    snapshots::write_windows(files, recordings, parameters, windows, 5);
    const npy::Array cut = npy::Array::open(files.windows);
    const auto count = static_cast<std::int64_t>(windows.size());
    CHECK(cut.shape() == npy::Shape{count, 5, 2, 3});
    CHECK(cut.header().type == npy::Type::float32);
    const std::vector<double> values = cut.read_all();
    const std::vector<double> initial = npy::Array::open(files.initial).read_all();
    const std::vector<double> origins = npy::Array::open(files.origins).read_all();
    const std::vector<double> of_windows = npy::Array::open(files.parameters).read_all();
    REQUIRE(origins.size() == 2 * windows.size());
    for (std::size_t w = 0; w < windows.size(); ++w) {
        CHECK(origins[2 * w] == windows[w].which);
        CHECK(origins[2 * w + 1] == windows[w].first);
        CHECK(of_windows[2 * w] == 7 + windows[w].which);
        for (std::size_t k = 0; k < 5 * kSpace; ++k)
            CHECK(values[w * 5 * kSpace + k] ==
                  static_cast<double>((windows[w].which * kLongest + windows[w].first) * kSpace) +
                      static_cast<double>(k));
        CHECK(initial[w * kSpace] == values[w * 5 * kSpace]);
    }
}

TEST_CASE("windows: padding that the lengths do not tell of is found") {
    const test::TemporaryFolder folder;
    const std::string path = write_padded(folder);
    const snapshots::Recordings recordings = recordings_in(path, {8, 17, 6});
    const std::string error = test::error_of([&] {
        snapshots::write_windows({folder.file("w.npy"), {}, {}, folder.file("o.npy")}, recordings, {},
                                 snapshots::windows_of(recordings, 6), 6);
    });
    CHECK(error.find("case 2 is NaN at time 5, as padding is, but lengths.npy says that it has 6 times") !=
          std::string::npos);
    CHECK(!std::filesystem::exists(folder.file("w.npy")));
    CHECK(!std::filesystem::exists(folder.file("o.npy")));
}
