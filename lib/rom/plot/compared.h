// Truth and predictions, as they are compared.
#pragma once

#include <string>
#include <vector>

#include "rom/evaluation/error_measure.h"
#include "rom/plot/request.h"

namespace rom::plot {

// The snapshots of the files, of the same shape. The first are the truth. Throws Error.
std::vector<snapshots::Snapshots> open_all(const Request& request);

// The error of a prediction, eq. (25); if the truth has gaps or a snapshot that is zero, without the gaps and relative
// to the trajectories. `deviation`: of it, or null.
evaluation::Comparison compare_any(const snapshots::Snapshots& truth, const snapshots::Snapshots& prediction,
                                   const snapshots::Snapshots* deviation = nullptr);

// Where to look: the case and time that are asked for, or where the first prediction is worst; without predictions the
// first case and the last time. Throws Error(2) if there is no such case or time.
struct Place {
    Index which = 0;
    Index time = 0;
};
Place place_of(const Request& request, const std::vector<snapshots::Snapshots>& all);

// The times of the snapshots, or their numbers. Throws Error if --times has others, or (2) if they are too large or too
// near each other for a picture.
std::vector<double> times_of(const Request& request, Index count, const std::string& name);
std::string time_label(const Request& request);

// "prediction", or its name if there are several.
std::string prediction_label(const Request& request, std::size_t which_file);

}  // namespace rom::plot
