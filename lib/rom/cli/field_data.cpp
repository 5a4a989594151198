#include "rom/cli/field_data.h"

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/dry_run.h"

namespace rom::cli {
std::vector<Option> options_of(FieldFlags& flags) {
    return {
        {"--points", &flags.points,
         "Points of the fields [points, dimensions], .npy; [cases, points, dimensions] or [cases, times, points, "
         "dimensions] if they differ",
         kInput | kArray},
        {"--signals", &flags.signals, "Input signals [cases, times, signals], .npy", kInput | kArray},
    };
}

FieldData read_field_data(const std::string& snapshots, const FieldFlags& flags, const std::string& parameters,
                          Index fields) {
    if (flags.points.empty()) throw Error("--points is required: where the snapshots' values are", 2);
    FieldData data{ldnet::check_files(npy::Array::open(snapshots), npy::Array::open(flags.points), fields),
                   query::read_raw_inputs(parameters, flags.signals)};
    if (data.raw.cases == 0 && data.files.cases > 1)
        throw Error(snapshots + " has " + std::to_string(data.files.cases) +
                        " cases; give --params or --signals, which tell them apart",
                    2);
    const std::string of_snapshots = data.files.snapshots.sha256();
    const std::string of_points = data.files.points.sha256();
    data.raw.inputs.insert(data.raw.inputs.begin(), {{snapshots, of_snapshots}, {flags.points, of_points}});
    data.raw.identity.push_back({"snapshots", of_snapshots});
    data.raw.identity.push_back({"points", of_points});
    return data;
}

void announce(const Tool& tool, const FieldData& data, Index points, Index weights) {
    note_data(tool, data.files.snapshots, data.files.cases, data.files.times, data.files.count * data.files.fields);
    tool.say(format("%ld cases of %ld times, %ld points each, %ld weights", static_cast<long>(data.files.cases),
                    static_cast<long>(data.files.times), static_cast<long>(points), static_cast<long>(weights)));
}

}  // namespace rom::cli
