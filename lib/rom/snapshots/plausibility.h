// Whether snapshots look like what their shape says: cases of trajectories, sampled finely enough in time.
#pragma once

#include "rom/snapshots/snapshots.h"

namespace rom::snapshots {

// Mean squares of differences between snapshots, over a fixed random sample of their entries.
struct Neighbours {
    double cases = 0;   // of one case and the next, at the same time; 0 of one case
    double times = 0;   // of one time and the next, in the same case; 0 of one time
    double within = 0;  // of any two times of a case
    double all = 0;     // of any two snapshots
};

// Reads at most 2560 pieces of 16 entries, whatever the size of the file.
Neighbours neighbours_of(const Snapshots& data);

// Whether the axes may be others than [cases, times, ...space]: neighbouring times are no nearer to each other than
// neighbouring cases, and there are at least as many cases as times, or as many times as points along the first of
// several axes of space. Cases that are known to be cases are no times: then only as many of both may be swapped.
bool axes_look_swapped(const Snapshots& data, const Neighbours& neighbours, bool known_cases);

// Whether successive snapshots of a case, eight or more, have hardly more in common than any two of them: their
// correlation is below 0.2, as of fewer than five snapshots a period, or of noise.
bool times_look_unrelated(const Snapshots& data, const Neighbours& neighbours);

// Whether snapshots change from one time to the next by less than a millionth of their deviation.
bool times_look_alike(const Neighbours& neighbours);

}  // namespace rom::snapshots
