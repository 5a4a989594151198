// What the trainings of latent dynamics networks take: snapshots, points, parameters and signals, read and checked.
#pragma once

#include <string>
#include <vector>

#include "rom/cli/tool.h"
#include "rom/query/fields.h"

namespace rom::cli {

struct FieldFlags {
    std::string points;
    std::string signals;
};
std::vector<Option> options_of(FieldFlags& flags);

// The files of a training. `inputs` and `identity` of `raw` name snapshots and points too.
struct FieldData {
    ldnet::FieldFiles files;
    query::RawInputs raw;
};

// Throws Error: files that do not fit together, or cases that nothing tells apart.
FieldData read_field_data(const std::string& snapshots, const FieldFlags& flags, const std::string& parameters,
                          Index fields);

// Says what is trained.
void announce(const Tool& tool, const FieldData& data, Index points, Index weights);

}  // namespace rom::cli
