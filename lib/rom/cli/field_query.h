// What rom-predict does with a latent dynamics network.
#pragma once

#include <string>

#include "rom/cli/field_data.h"

namespace rom::cli {

// Times FIRST:LAST:COUNT, or a .npy of them; `defaults` where `text` is empty. Throws Error: neither, or not rising
// from 0 on.
Eigen::VectorXd parse_times(const std::string& text, const Eigen::VectorXd& defaults);

struct FieldQuery {
    std::string model;
    FieldFlags data;
    std::string output;
    std::string times;
    long stages = 0;  // to sum up; 0 for all
    bool latent_only = false;
};

// Writes the fields [cases, times, points] or [cases, times, points, fields], or the latent states [cases, times,
// latent].
void predict_fields(const Tool& tool, const FieldQuery& query);

// The number of stages to sum up, of `all`: `asked`, or all where that is 0. Throws Error where there are fewer.
Eigen::Index checked_stages(long asked, std::size_t all, const std::string& model);

}  // namespace rom::cli
