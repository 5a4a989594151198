// What a run would take, as --dry-run finds it.
#pragma once

#include "rom/cli/course.h"

namespace rom::cli {

// Filled on the way, by whoever knows. A dry run does all that a run does, but what is long: large snapshots are seen
// by a sample of their entries, of a training a few epochs are run. Nothing is written.
struct Estimate {
    Watch watch;

    // Of the data.
    Index cases = 0;
    Index times = 0;
    Index entries = 0;  // of a state
    double bytes = 0;
    Index latent = 0;
    Index rank = 0;  // coordinates of a state; 0 without any

    // Of a sample that stands for the data.
    Index sampled = 0;     // its entries of a state; 0: there is none
    double held = 0;       // bytes that are held in its place
    double per_entry = 0;  // seconds to read one
    double per_flop = 0;   // seconds
    Index passes = 0;      // that are made over the data beside those for the basis
    double mapped = 0;     // bytes of the file that count as memory once they have been read
    double own = 0;        // bytes that the process had when it was taken, and of files
    double of_files = 0;

    double output = 0;  // bytes to be written, beside what is trained
};

}  // namespace rom::cli
