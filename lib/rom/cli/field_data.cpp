#include "rom/cli/field_data.h"

#include "rom/error.h"
#include "rom/model/inputs.h"

namespace rom::cli {
namespace {

void require_count(const std::string& what, const std::string& file, Index given, Index needed) {
    if (given == needed) return;
    if (given == 0)
        throw Error(
            "the model has " + std::to_string(needed) + " " + what + (needed == 1 ? "" : "s") + " but none are given",
            2);
    throw Error(file + " has " + std::to_string(given) + " " + what + (given == 1 ? "" : "s") + " but the model has " +
                std::to_string(needed) + "; they must match");
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

}  // namespace

void add_field_options(CLI::App& app, FieldFlags& flags) {
    app.add_option(
        "--points", flags.points,
        "Points [points, dimensions] of an LDNet's fields, .npy; with cases, or cases and times, before where "
        "they differ");
    app.add_option("--signals", flags.signals, "Input signals of an LDNet [cases, times, signals], .npy");
}

RawInputs read_raw_inputs(const FieldFlags& flags) {
    RawInputs raw;
    if (!flags.parameters.empty()) {
        const model::Parameters parameters = model::read_parameters(flags.parameters);
        raw.cases = parameters.values.rows();
        raw.parameters = parameters.values;
        raw.files.push_back({flags.parameters, parameters.sha256});
    }
    if (!flags.signals.empty()) {
        const model::Signals signals = model::read_signals(flags.signals);
        if (raw.cases > 0) model::require_same_cases(flags.parameters, raw.cases, signals.name, signals.cases);
        raw.cases = signals.cases;
        raw.times = signals.times;
        raw.signals = signals.values;
        raw.files.push_back({flags.signals, signals.sha256});
    }
    return raw;
}

ldnet::Inputs map_raw_inputs(const Tool& tool, const ldnet::LatentDynamicsNetwork& model, const FieldFlags& flags,
                             const RawInputs& raw, Index cases, Index times) {
    require_count("parameter", flags.parameters, raw.parameters.cols(), model.parameters.size());
    require_count("signal", flags.signals, raw.signals.cols(), model.signals.size());
    if (raw.cases > 0 && raw.cases != cases)
        throw Error((raw.parameters.cols() > 0 ? flags.parameters : flags.signals) + " has " +
                    std::to_string(raw.cases) + " cases but there are " + std::to_string(cases) + "; they must match");
    if (raw.signals.cols() > 0 && raw.times < times)
        throw Error(flags.signals + " has " + std::to_string(raw.times) + " times but the run takes " +
                    std::to_string(times) + ", to " + format("%g", model.dt * static_cast<double>(times - 1)) +
                    "; give signals as long as the run");
    Eigen::MatrixXd signals(cases * times, raw.signals.cols());
    for (Index c = 0; c < cases && signals.cols() > 0; ++c)
        signals.middleRows(c * times, times) = raw.signals.middleRows(c * raw.times, times);
    if (raw.parameters.cols() > 0) warn_outside(tool, "parameter", model.parameters, raw.parameters);
    if (signals.cols() > 0) warn_outside(tool, "signal", model.signals, signals);
    return ldnet::map_inputs(model, cases, times, raw.parameters, signals);
}

}  // namespace rom::cli
