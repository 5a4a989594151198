// A page about a model: how good it is, what it is made of, how it came about.
#pragma once

#include <string>
#include <vector>

#include "rom/plot/request.h"

namespace rom::plot {

struct ReportRequest {
    std::string model;
    std::string processes;  // gp.json; else the one that the model was made with, if it is there
    std::string truth;      // snapshots, or empty
    std::vector<std::string> predictions;
    Request shown;  // how these are to be shown; its files do not count
};

// The page, HTML. Throws Error: files that are missing, damaged or of other kinds, predictions without a truth (2).
std::string report_on(const ReportRequest& request);

}  // namespace rom::plot
