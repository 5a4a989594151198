#include "rom/cli/field_data.h"

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/inputs.h"

namespace rom::cli {
namespace {

void require_count(const std::string& what, const std::string& file, Index given, Index needed) {
    if (given == needed) return;
    if (given == 0) throw Error("the model has " + counted(needed, what) + " but none are given", 2);
    throw Error(file + " has " + counted(given, what) + " but the model has " + std::to_string(needed) +
                "; they must match");
}

void warn_outside(const Tool& tool, const std::string& what, const ldnet::Range& range, const Eigen::MatrixXd& values) {
    for (Index i = 0; i < range.size(); ++i) {
        const double low = values.col(i).minCoeff();
        const double high = values.col(i).maxCoeff();
        const double margin = 1e-6 * range.half_width(i);
        if (low < range.low[i] - margin || high > range.high[i] + margin)
            tool.warn(format("%s %ld goes from %g to %g, outside what the model was trained on, %g to %g", what.c_str(),
                             static_cast<long>(i), low, high, range.low[i], range.high[i]));
    }
}

// Of the first times of each case.
Eigen::MatrixXd first_signals(const RawInputs& raw, Index cases, Index times) {
    Eigen::MatrixXd signals(cases * times, raw.signals.cols());
    for (Index c = 0; c < cases && signals.cols() > 0; ++c)
        signals.middleRows(c * times, times) = raw.signals.middleRows(c * raw.times, times);
    return signals;
}

}  // namespace

std::vector<Option> options_of(FieldFlags& flags) {
    return {
        {"--points", &flags.points,
         "Points of the fields [points, dimensions], .npy; [cases, points, dimensions] or [cases, times, points, "
         "dimensions] if they differ",
         kInput},
        {"--signals", &flags.signals, "Input signals [cases, times, signals], .npy", kInput},
    };
}

RawInputs read_raw_inputs(const std::string& parameters, const std::string& signals) {
    RawInputs raw;
    if (!parameters.empty()) {
        const files::Parameters given = files::read_parameters(parameters);
        raw.parameters_name = given.name;
        raw.cases = given.values.rows();
        raw.parameters = given.values;
        raw.inputs.push_back({parameters, given.sha256});
        raw.identity.push_back({"params", given.sha256});
    }
    if (!signals.empty()) {
        const files::Signals given = files::read_signals(signals);
        raw.signals_name = given.name;
        if (raw.cases > 0) files::require_same_cases(raw.parameters_name, raw.cases, given.name, given.cases);
        raw.cases = given.cases;
        raw.times = given.times;
        raw.signals = given.values;
        raw.inputs.push_back({signals, given.sha256});
        raw.identity.push_back({"signals", given.sha256});
    }
    return raw;
}

ldnet::CaseInputs map_raw_inputs(const ldnet::LatentDynamicsNetwork& model, const RawInputs& raw, Index cases,
                                 Index times) {
    require_count("parameter", raw.parameters_name, raw.parameters.cols(), model.parameters.size());
    require_count("signal", raw.signals_name, raw.signals.cols(), model.signals.size());
    if (raw.cases > 0 && raw.cases != cases)
        throw Error((raw.parameters.cols() > 0 ? raw.parameters_name : raw.signals_name) + " has " +
                    std::to_string(raw.cases) + " cases but there are " + std::to_string(cases) + "; they must match");
    if (raw.signals.cols() > 0 && raw.times < times)
        throw Error(raw.signals_name + " has " + std::to_string(raw.times) + " times but the run takes " +
                    std::to_string(times) + ", to " +
                    format("%g", ldnet::grid_of(model, times).last() + model.grid.start()) +
                    "; give signals as long as the run");
    return ldnet::map_inputs(model, cases, times, raw.parameters, first_signals(raw, cases, times));
}

void warn_if_outside(const Tool& tool, const ldnet::LatentDynamicsNetwork& model, const RawInputs& raw, Index cases,
                     Index times) {
    if (raw.parameters.cols() > 0) warn_outside(tool, "parameter", model.parameters, raw.parameters);
    if (raw.signals.cols() > 0) warn_outside(tool, "signal", model.signals, first_signals(raw, cases, times));
}

void require_dimensions(const std::string& points, Index dimensions, const ldnet::LatentDynamicsNetwork& model,
                        const std::string& name) {
    if (dimensions != model.points.size())
        throw Error(points + " has points of " + std::to_string(dimensions) + " dimensions but " + name +
                    " was trained on points of " + std::to_string(model.points.size()) + "; they must match");
}

FieldData read_field_data(const std::string& snapshots, const FieldFlags& flags, const std::string& parameters,
                          Index fields) {
    if (flags.points.empty()) throw Error("--points is required: where the snapshots' values are", 2);
    FieldData data{ldnet::check_files(npy::Array::open(snapshots), npy::Array::open(flags.points), fields),
                   read_raw_inputs(parameters, flags.signals)};
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
    tool.say(format("%ld cases of %ld times, %ld points each, %ld weights", static_cast<long>(data.files.cases),
                    static_cast<long>(data.files.times), static_cast<long>(points), static_cast<long>(weights)));
}

}  // namespace rom::cli
