#include "rom/query/fields.h"

#include <algorithm>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/inputs.h"
#include "rom/query/query.h"

namespace rom::query {
namespace {

void require_count(const std::string& what, const std::string& file, Index given, Index needed) {
    if (given == needed) return;
    if (given == 0) throw Error("the model has " + counted(needed, what) + " but none are given", 2);
    throw Error(file + " has " + counted(given, what) + " but the model has " + std::to_string(needed) +
                "; they must match");
}

void warn_outside(const Listener& listener, const std::string& what, const ldnet::Range& range,
                  const Eigen::MatrixXd& values) {
    for (Index i = 0; i < range.size(); ++i) {
        const double low = values.col(i).minCoeff();
        const double high = values.col(i).maxCoeff();
        const double margin = 1e-6 * range.half_width(i);
        if (low < range.low[i] - margin || high > range.high[i] + margin)
            listener.warn(format("%s %ld goes from %g to %g, outside what the model was trained on, %g to %g",
                                 what.c_str(), static_cast<long>(i), low, high, range.low[i], range.high[i]));
    }
}

// Of the first times of each case.
Eigen::MatrixXd first_signals(const RawInputs& raw, Index cases, Index times) {
    Eigen::MatrixXd signals(cases * times, raw.signals.cols());
    for (Index c = 0; c < cases && signals.cols() > 0; ++c)
        signals.middleRows(c * times, times) = raw.signals.middleRows(c * raw.times, times);
    return signals;
}

void warn_if_outside(const Listener& listener, const ldnet::LatentDynamicsNetwork& model, const RawInputs& raw,
                     Index cases, Index times) {
    if (raw.parameters.cols() > 0) warn_outside(listener, "parameter", model.parameters, raw.parameters);
    if (raw.signals.cols() > 0) warn_outside(listener, "signal", model.signals, first_signals(raw, cases, times));
}

}  // namespace

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

void require_dimensions(const std::string& points, Index dimensions, const ldnet::LatentDynamicsNetwork& model,
                        const std::string& name) {
    if (dimensions != model.points.size())
        throw Error(points + " has points of " + std::to_string(dimensions) + " dimensions but " + name +
                    " was trained on points of " + std::to_string(model.points.size()) + "; they must match");
}

TimeGrid grid_of(const files::StoredNetwork& stored, const RawInputs& raw) {
    const TimeGrid& trained = stored.model.grid;
    const Index known = raw.times > 0 ? raw.times : trained.size();
    if (!trained.is_uniform() && known > trained.size())
        throw Error(raw.signals_name + " has " + std::to_string(known) + " times but those of " + stored.path +
                    " are " + std::to_string(trained.size()) + ", unevenly apart; give signals at these");
    return trained.resized(known);
}

std::vector<prediction::NetworkAnswer> answers_of(const Listener& listener, const std::vector<AskedNetwork>& networks,
                                                  const RawInputs& raw, const TimeGrid& grid) {
    const Index cases = std::max<Index>(1, raw.cases);
    std::vector<prediction::NetworkAnswer> answers;
    for (const AskedNetwork& asked : networks) {
        const ldnet::LatentDynamicsNetwork& model = asked.stored.model;
        const Index stages = checked_stages(asked.stages, static_cast<Index>(model.stages.size()), asked.stored.path);
        const ldnet::CaseInputs inputs =
            map_raw_inputs(model, raw, cases, prediction::times_needed(model, grid.last()));
        if (answers.empty()) warn_if_outside(listener, model, raw, cases, inputs.times);
        answers.push_back(
            {model, static_cast<std::size_t>(stages), prediction::shared_at(model, inputs, grid), asked.weight});
    }
    return answers;
}

}  // namespace rom::query
