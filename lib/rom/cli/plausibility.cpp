#include "rom/cli/plausibility.h"

#include "rom/base/text.h"

namespace rom::cli {
namespace {

bool say_if_swapped(const Tool& tool, const snapshots::Snapshots& data, const snapshots::Neighbours& neighbours,
                    bool known_cases) {
    if (!snapshots::axes_look_swapped(data, neighbours, known_cases)) return false;
    tool.warn(data.array.name() + ": neighbouring times differ more than neighbouring cases: if its shape " +
              npy::to_string(data.array.shape()) +
              " is not [cases, times, ...space], swap the axes, numpy.swapaxes(u, 0, 1)" +
              (known_cases ? "" : "; if it is one trajectory [times, ...space], add --one-case"));
    return true;
}

}  // namespace

void warn_if_swapped(const Tool& tool, const snapshots::Snapshots& data, bool known_cases) {
    say_if_swapped(tool, data, snapshots::neighbours_of(data), known_cases);
}

void warn_if_implausible(const Tool& tool, const snapshots::Snapshots& data, bool known_cases) {
    const snapshots::Neighbours neighbours = snapshots::neighbours_of(data);
    if (say_if_swapped(tool, data, neighbours, known_cases)) return;
    const std::string order = ", or look whether its axes are in the order [cases, times, ...space]";
    if (snapshots::times_look_unrelated(data, neighbours))
        tool.warn(data.array.name() +
                  format(": the correlation of successive snapshots of a case is %.2g only: save them nearer in time",
                         1 - neighbours.times / neighbours.within) +
                  order);
    if (snapshots::times_look_alike(neighbours))
        tool.warn(data.array.name() +
                  ": successive snapshots differ by less than a millionth of the deviation of all: save them farther "
                  "apart in time" +
                  order);
}

}  // namespace rom::cli
