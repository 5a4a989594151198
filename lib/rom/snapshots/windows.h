// Trajectories of several lengths, cut into windows of one: each is a trajectory of the same dynamics, which training
// takes as a case of its own.
#pragma once

#include <string>
#include <vector>

#include <Eigen/Core>

#include "rom/base/types.h"
#include "rom/npy/reader.h"

namespace rom::snapshots {

// The snapshots of one case, one after the other in an array.
struct Recording {
    npy::Array array;
    Index offset = 0;  // of its first entry in the array
    Index times = 0;
};

struct Recordings {
    std::string name;  // of where the lengths are
    npy::Shape space;
    std::vector<Recording> cases;

    npy::Type type() const;  // that holds them all exactly
    Index shortest() const;  // the case that is
};

// Of a padded array [cases, longest, ...space], of which the cases have so many times; what follows is never read.
// `name` is that of the lengths in errors. Throws Error: too few axes, another number of lengths than cases, a length
// below 2 or beyond the array.
Recordings padded_recordings(const npy::Array& array, const std::vector<Index>& lengths, const std::string& name);

// Of arrays [times, ...space], a case each. Throws Error: too few axes, another space than the first, fewer than 2
// times.
Recordings separate_recordings(const std::vector<npy::Array>& arrays);

struct Window {
    Index which = 0;  // case
    Index first = 0;  // time
};

// Windows of so many times, one after the other; the last of a case ends with it, and may overlap the one before, so
// that all times are in one. Throws Error(2) for a length below 2 or above the shortest case.
std::vector<Window> windows_of(const Recordings& recordings, Index length);

// Where windows go, and what belongs to them; what has no name is not written.
struct WindowFiles {
    std::string windows;     // [windows, length, ...space]
    std::string parameters;  // [windows, dimensions]
    std::string initial;     // the first snapshot of each [windows, ...space]
    std::string origins;     // case and first time of each, counted from 0 [windows, 2]
};

// In the floating-point type of the recordings, a block at a time. parameters: [cases, dimensions], or empty. Entries
// may be NaN, as gaps are. Throws Error for a snapshot that is NaN altogether, and is padding: then nothing is written.
void write_windows(const WindowFiles& files, const Recordings& recordings, const Eigen::MatrixXd& parameters,
                   const std::vector<Window>& windows, Index length);

}  // namespace rom::snapshots
