#include "rom/cli/field_training.h"

#include <unistd.h>

#include "rom/error.h"

namespace rom::cli {
namespace {

// Both methods after Adam keep a matrix of the number of weights squared: better refused now than after hours of Adam.
void check_memory(const ldnet::FitOptions& options, Eigen::Index weights) {
    if (options.bfgs == 0 && options.marquardt == 0) return;
    const double needed = 8.0 * static_cast<double>(weights) * static_cast<double>(weights);
    const double present = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
    if (needed > present)
        throw Error(
            format("%s needs %.0f GB for %ld weights but this machine has %.0f; give smaller hidden layers, or train "
                   "by Adam alone",
                   options.bfgs > 0 ? "BFGS" : "Levenberg and Marquardt's method", needed / 1e9,
                   static_cast<long>(weights), present / 1e9));
}

}  // namespace

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
    check_memory(options, problem.parameter_count());
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
