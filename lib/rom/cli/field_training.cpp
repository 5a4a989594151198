#include "rom/cli/field_training.h"

#include "rom/error.h"

namespace rom::cli {

FieldData read_field_data(const std::string& snapshots, const FieldFlags& flags, Eigen::Index fields) {
    if (flags.points.empty()) throw Error("--points is required: where the snapshots' values are", 2);
    FieldData data{ldnet::check_files(npy::Array::open(snapshots), npy::Array::open(flags.points), fields),
                   read_raw_inputs(flags),
                   {}};
    if (data.raw.cases == 0 && data.files.cases > 1)
        throw Error(snapshots + " has " + std::to_string(data.files.cases) +
                        " cases; give --params or --signals, which tell them apart",
                    2);
    data.inputs = {{snapshots, data.files.snapshots.sha256()}, {flags.points, data.files.points.sha256()}};
    data.inputs.insert(data.inputs.end(), data.raw.files.begin(), data.raw.files.end());
    return data;
}

training::TrainState<double> run_fit(const Tool& tool, TrainingFlags run, const ldnet::FitOptions& options,
                                     const ldnet::Problem& problem, model::Json identity, const FieldData& data,
                                     const std::string& output) {
    for (const model::Input& input : data.inputs) identity[input.path] = input.sha256;
    tool.say(format("%ld cases of %ld times, %ld points each, %ld weights", static_cast<long>(data.files.cases),
                    static_cast<long>(data.files.times), static_cast<long>(problem.observations.points),
                    static_cast<long>(problem.parameter_count())));
    catch_stop_signals();
    run.epochs = options.iterations();
    return run_training<double>(
        tool, run, ldnet::parameters_of(problem),
        [&](training::TrainState<double>& state, const training::Observer<double>& observer) {
            return ldnet::fit(problem, options, state, observer);
        },
        identity, output, nullptr);
}

}  // namespace rom::cli
