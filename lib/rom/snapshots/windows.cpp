#include "rom/snapshots/windows.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/npy/output.h"

namespace rom::snapshots {
namespace {

constexpr Index kWindowBlock = Index{1} << 20;  // entries that are read together
constexpr Index kFewestTimes = 2;

npy::Shape space_after(const npy::Array& array, std::size_t leading, const std::string& wanted) {
    const npy::Shape& shape = array.shape();
    if (shape.size() <= leading || npy::element_count(shape) == 0)
        throw Error(array.name() + " has shape " + npy::to_string(shape) + " but " + wanted + " is needed");
    return {shape.begin() + static_cast<std::ptrdiff_t>(leading), shape.end()};
}

std::string case_with_times(Index which, Index times) {
    return "case " + std::to_string(which) + " has " + counted(times, "time");
}

// Snapshots `first` and following of a case, in blocks: visit(entries).
template <class Visit>
void for_blocks(const Recordings& recordings, const Window& window, Index count, const Visit& visit) {
    const Recording& recording = recordings.cases[static_cast<std::size_t>(window.which)];
    const Index size = npy::element_count(recordings.space);
    const Index together = std::clamp<Index>(kWindowBlock / size, 1, count);
    std::vector<double> entries;
    for (Index start = 0; start < count; start += together) {
        const Index times = std::min(together, count - start);
        entries.resize(static_cast<std::size_t>(times * size));
        recording.array.read_any<double>(recording.offset + (window.first + start) * size, entries);
        for (Index t = 0; t < times; ++t) {
            const auto snapshot = entries.begin() + t * size;
            if (std::all_of(snapshot, snapshot + size, [](double value) { return std::isnan(value); }))
                throw Error(recording.array.name() + ": case " + std::to_string(window.which) + " is NaN at time " +
                            std::to_string(window.first + start + t) + ", as padding is, but " + recordings.name +
                            " says that it has " + std::to_string(recording.times) + " times; correct one of the two");
        }
        visit(std::span<const double>(entries));
    }
}

npy::Shape with_leading(npy::Shape leading, const npy::Shape& space) {
    leading.insert(leading.end(), space.begin(), space.end());
    return leading;
}

}  // namespace

npy::Type Recordings::type() const {
    const bool wide =
        std::ranges::any_of(cases, [](const Recording& one) { return one.array.header().type == npy::Type::float64; });
    return wide ? npy::Type::float64 : npy::Type::float32;
}

Index Recordings::shortest() const { return std::ranges::min_element(cases, {}, &Recording::times) - cases.begin(); }

Recordings padded_recordings(const npy::Array& array, const std::vector<Index>& lengths, const std::string& name) {
    Recordings recordings{name, space_after(array, 2, "a padded array [cases, longest, ...space]"), {}};
    const auto cases = static_cast<Index>(lengths.size());
    if (array.shape()[0] != cases)
        throw Error(array.name() + " has " + counted(array.shape()[0], "case") + " but " + name + " has " +
                    counted(cases, "length") + "; they must match");
    const Index longest = array.shape()[1];
    const Index size = npy::element_count(recordings.space);
    for (Index c = 0; c < cases; ++c) {
        const Index times = lengths[static_cast<std::size_t>(c)];
        if (times > longest)
            throw Error(name + ": " + case_with_times(c, times) + " but " + array.name() + " has " +
                        std::to_string(longest) + "; a case cannot have more");
        if (times < kFewestTimes)
            throw Error(name + ": " + case_with_times(c, times) + " but a trajectory needs " +
                        std::to_string(kFewestTimes) + "; leave the case out");
        recordings.cases.push_back({array, c * longest * size, times});
    }
    return recordings;
}

Recordings separate_recordings(const std::vector<npy::Array>& arrays) {
    const std::string wanted = "one trajectory [times, ...space]; of a padded array of several, --lengths";
    Recordings recordings{"the file", space_after(arrays.front(), 1, wanted), {}};
    for (const npy::Array& array : arrays) {
        if (const npy::Shape space = space_after(array, 1, wanted); space != recordings.space)
            throw Error(array.name() + " has snapshots of shape " + npy::to_string(space) + " but " +
                        arrays.front().name() + " has " + npy::to_string(recordings.space) + "; they must match");
        if (array.shape()[0] < kFewestTimes)
            throw Error(array.name() + " has " + counted(array.shape()[0], "time") + " but a trajectory needs " +
                        std::to_string(kFewestTimes) + "; leave it out");
        recordings.cases.push_back({array, 0, array.shape()[0]});
    }
    return recordings;
}

std::vector<Window> windows_of(const Recordings& recordings, Index length) {
    if (length < kFewestTimes)
        throw Error("--length is " + std::to_string(length) + " but a window needs " + std::to_string(kFewestTimes) +
                        " times; give more",
                    2);
    const Index shortest = recordings.shortest();
    if (const Index times = recordings.cases[static_cast<std::size_t>(shortest)].times; length > times)
        throw Error("--length is " + std::to_string(length) + " but " + case_with_times(shortest, times) +
                        "; give at most that, or leave the case out",
                    2);
    std::vector<Window> windows;
    for (std::size_t c = 0; c < recordings.cases.size(); ++c) {
        const Index last = recordings.cases[c].times - length;
        for (Index first = 0; first < last; first += length) windows.push_back({static_cast<Index>(c), first});
        windows.push_back({static_cast<Index>(c), last});
    }
    return windows;
}

void write_windows(const WindowFiles& files, const Recordings& recordings, const Eigen::MatrixXd& parameters,
                   const std::vector<Window>& windows, Index length) {
    const auto count = static_cast<Index>(windows.size());
    const Index size = npy::element_count(recordings.space);
    const auto writer = [](const std::string& path, npy::Type type, const npy::Shape& shape) {
        return path.empty() ? nullptr : std::make_unique<npy::Writer>(path, type, shape);
    };
    npy::Writer cut(files.windows, recordings.type(), with_leading({count, length}, recordings.space));
    const auto belonging = writer(files.parameters, npy::Type::float64, {count, parameters.cols()});
    const auto initial = writer(files.initial, recordings.type(), with_leading({count}, recordings.space));
    const auto origins = writer(files.origins, npy::Type::float64, {count, 2});
    for (const Window& window : windows) {
        if (belonging) {
            const Eigen::VectorXd row = parameters.row(window.which);
            belonging->append(entries_of(row));
        }
        const Eigen::Vector2d origin(static_cast<double>(window.which), static_cast<double>(window.first));
        if (origins) origins->append(entries_of(origin));
        bool begins = true;
        for_blocks(recordings, window, length, [&](std::span<const double> entries) {
            if (initial && begins) initial->append_any(entries.first(static_cast<std::size_t>(size)));
            begins = false;
            cut.append_any(entries);
        });
    }
    for (npy::Writer* other : {belonging.get(), initial.get(), origins.get()})
        if (other != nullptr) other->commit();
    cut.commit();  // last, so that whoever waits for it finds all
}

}  // namespace rom::snapshots
