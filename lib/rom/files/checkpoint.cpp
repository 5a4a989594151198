#include "rom/files/checkpoint.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <variant>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/files/checkpoint_arrays.h"
#include "rom/files/checkpoint_folder.h"
#include "rom/files/folder.h"
#include "rom/files/json.h"
#include "rom/npy/header.h"

namespace rom::files {
namespace {

constexpr const char* kCheckpointFormat = "rom-checkpoint";
constexpr int kCheckpointVersion = 5;

template <class State>
Json json_of(const State& state, const ArrayWriter& arrays) {
    Json json;
    State::fields(state, FieldWriter{arrays, State::name, json});
    return json;
}

template <class State>
void take_fields(State& state, const ArrayReader& arrays, const Json& json) {
    State::fields(state, FieldReader{arrays, State::name, json});
}

template <class... States>
Json json_of(const std::variant<States...>& method, const ArrayWriter& arrays) {
    return std::visit(
        [&]<class State>(const State& state) {
            Json json = json_of(state, arrays);
            json["name"] = State::name;
            return json;
        },
        method);
}

// A method's state, empty, by its name.
template <class Scalar>
optimise::MethodState<Scalar> method_named(const std::string& name, const std::string& path) {
    using State = optimise::MethodState<Scalar>;
    std::optional<State> found;
    const auto consider = [&]<class Method>(Method method) {
        if (name == Method::name) found = method;
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) { (consider(std::variant_alternative_t<I, State>{}), ...); }
    (std::make_index_sequence<std::variant_size_v<State>>());
    if (!found) throw Error(path + ": method '" + name + "' is not known" + kRemedy);
    return *found;
}

template <class Scalar>
optimise::MethodState<Scalar> method_from(const Json& json, const ArrayReader& arrays, const std::string& path) {
    auto method = method_named<Scalar>(get<std::string>(json, "name", path), path);
    std::visit([&](auto& state) { take_fields(state, arrays, json); }, method);
    return method;
}

constexpr Index kHistoryRows = 3 + static_cast<Index>(std::tuple_size_v<decltype(optimise::LossTerms::parts)>);

Eigen::MatrixXd history_values(const std::vector<optimise::HistoryRow>& history) {
    Eigen::MatrixXd values(kHistoryRows, static_cast<Index>(history.size()));
    for (Index k = 0; k < values.cols(); ++k) {
        const optimise::HistoryRow& row = history[static_cast<std::size_t>(k)];
        values.col(k) << static_cast<double>(row.epoch), row.rate, row.seconds,
            Eigen::Map<const Eigen::VectorXd>(row.loss.parts.data(), kHistoryRows - 3);
    }
    return values;
}

std::vector<optimise::HistoryRow> history_from(const Eigen::MatrixXd& values, const std::string& path) {
    if (values.rows() != kHistoryRows)
        throw Error(path + "/history.npy: has rows of " + std::to_string(values.rows()) + " numbers but " +
                    std::to_string(kHistoryRows) + " are needed" + kRemedy);
    std::vector<optimise::HistoryRow> history;
    for (const auto& column : values.colwise()) {
        if (!(column[0] >= 0 && column[0] < 1e15))
            throw Error(path + "/history.npy: has an epoch " + std::to_string(column[0]) + kRemedy);
        optimise::HistoryRow row{static_cast<Index>(column[0]), {}, column[1], column[2]};
        std::copy_n(column.data() + 3, row.loss.parts.size(), row.loss.parts.begin());
        history.push_back(row);
    }
    return history;
}

// The content of an input. Options may be missing: the number of epochs of a training that goes on is not asked for.
bool is_sha256(const Json& value) { return value.is_string() && value.get_ref<const std::string&>().size() == 64; }

void require_identity(const Json& stored, const Json& asked, const std::string& path) {
    if (!stored.is_object()) throw Error(path + ": its identity lists no options" + kRemedy);
    for (const auto& [key, value] : asked.items())
        if (!stored.contains(key) || stored[key] != value)
            throw Error(path + ": was made with " + key + " " +
                        (stored.contains(key) ? text_of(stored[key]) : "unset") + " but this run has " +
                        text_of(value) + "; resume with the same, or remove the checkpoint");
    for (const auto& [key, value] : stored.items())
        if (!asked.contains(key) && is_sha256(value))
            throw Error(path + ": was made with " + key +
                        ", which this run lacks; resume with the same, or remove the checkpoint");
}

// The content of checkpoint.json, made by the same options from the same inputs; nothing if there is no checkpoint.
std::optional<Json> description_of(const std::string& path, const Record& identity) {
    const std::string file = path + "/" + kCheckpointMarker;
    if (!std::filesystem::exists(file)) return std::nullopt;
    Json json = read_json(file);
    if (!json.is_object() || !json.contains("format") || json["format"] != kCheckpointFormat ||
        !json.contains("version") || json["version"] != kCheckpointVersion)
        throw Error(file + ": is not of the format that this program reads, " + kCheckpointFormat + " version " +
                    std::to_string(kCheckpointVersion) + kRemedy);
    require_identity(get<Json>(json, "identity", file), to_json(identity), path);
    return json;
}

}  // namespace

template <class Scalar>
void write_checkpoint(const std::string& path, const optimise::TrainState<Scalar>& state, const Record& identity,
                      const snapshots::Coordinates* coordinates) {
    OutputFolder folder(path, kCheckpointMarker);
    Json list = Json::object();
    const ArrayWriter arrays{folder, list};
    arrays.put("weights.npy", state.weights);
    arrays.put("best.npy", state.best);
    arrays.put("memory.npy", state.memory);
    arrays.put("history.npy", Precision::float64, history_values(state.history));
    Json json = {{"format", kCheckpointFormat},
                 {"version", kCheckpointVersion},
                 {"identity", to_json(identity)},
                 {"epoch", state.epoch},
                 {"best_loss", json_number(state.best_loss)},
                 {"best_epoch", state.best_epoch},
                 {"least_validation", json_number(state.least_validation)},
                 {"seconds", state.seconds},
                 {"retreats", state.retreats},
                 {"method", json_of(state.method, arrays)},
                 {"plateau", json_of(state.plateau, arrays)},
                 {"round", json_of(state.round, arrays)}};
    if (coordinates != nullptr) {
        arrays.put("mean.npy", coordinates->mean);
        if (!coordinates->on_mesh())
            arrays.put("basis.npy", Precision::float64, {coordinates->rank(), coordinates->mode_size()},
                       [&](npy::Writer& writer) {
                           snapshots::for_each_mode(*coordinates,
                                                    [&](std::span<const double> mode) { writer.append_any(mode); });
                       });
        json["coordinates"] = {{"space", coordinates->space},      {"precision", name_of(coordinates->precision)},
                               {"scale", coordinates->scale},      {"discarded", coordinates->discarded},
                               {"outside", coordinates->outside},  {"noise", coordinates->noise},
                               {"on_mesh", coordinates->on_mesh()}};
    }
    json["arrays"] = list;
    write_json(folder.file(kCheckpointMarker), json);
    folder.commit();
}

template <class Scalar>
std::optional<optimise::TrainState<Scalar>> read_checkpoint(const std::string& path, const Record& identity) {
    const std::string file = path + "/" + kCheckpointMarker;
    const std::optional<Json> json = description_of(path, identity);
    if (!json) return std::nullopt;
    const ArrayReader arrays{path, get<Json>(*json, "arrays", file)};
    optimise::TrainState<Scalar> state;
    state.epoch = get<std::int64_t>(*json, "epoch", file);
    state.best_loss = number_from(*json, "best_loss", file);
    state.best_epoch = get<std::int64_t>(*json, "best_epoch", file);
    state.least_validation = number_from(*json, "least_validation", file);
    state.seconds = get<double>(*json, "seconds", file);
    state.retreats = get<std::int64_t>(*json, "retreats", file);
    arrays.take("weights.npy", state.weights);
    arrays.take("best.npy", state.best);
    arrays.take("memory.npy", state.memory);
    state.history = history_from(arrays.take("history.npy"), path);
    state.method = method_from<Scalar>(get<Json>(*json, "method", file), arrays, file);
    take_fields(state.plateau, arrays, get<Json>(*json, "plateau", file));
    take_fields(state.round, arrays, get<Json>(*json, "round", file));
    return state;
}

std::optional<snapshots::Coordinates> read_checkpoint_coordinates(const std::string& path, const Record& identity,
                                                                  const snapshots::Snapshots& data) {
    const std::string file = path + "/" + kCheckpointMarker;
    const std::optional<Json> json = description_of(path, identity);
    if (!json || !json->contains("coordinates")) return std::nullopt;
    const Json described = get<Json>(*json, "coordinates", file);
    const ArrayReader arrays{path, get<Json>(*json, "arrays", file)};
    snapshots::Coordinates kept;
    kept.space = get<npy::Shape>(described, "space", file);
    kept.fields = data.fields;
    kept.delays = data.delays;
    kept.precision = get_choice<Precision>(described, "precision", file);
    kept.scale = get<double>(described, "scale", file);
    kept.discarded = get<double>(described, "discarded", file);
    kept.outside = get<double>(described, "outside", file);
    kept.noise = get<double>(described, "noise", file);
    arrays.take("mean.npy", kept.mean);
    if (!get<bool>(described, "on_mesh", file))
        kept.basis = arrays.take("basis.npy", snapshots::own_rows(snapshots::rows_of(kept)));
    const bool in_basis = kept.basis.rows() == snapshots::own_rows(snapshots::rows_of(kept)).count &&
                          kept.basis.cols() > 0 && kept.rank() <= data.size();
    if (kept.space != data.space || kept.mean.size() != data.size() || !(kept.basis.size() == 0 || in_basis) ||
        !kept.mean.allFinite() || !kept.basis.allFinite() || !(kept.scale > 0) || !std::isfinite(kept.scale) ||
        !(kept.discarded >= 0 && kept.discarded < 1) || !(kept.outside >= 0) || !(kept.noise >= 0))
        throw Error(file + ": its coordinates are not those of states of shape " + npy::to_string(data.space) +
                    kRemedy);
    return kept;
}

#define ROM_INSTANTIATE(Scalar)                                                                            \
    template void write_checkpoint(const std::string&, const optimise::TrainState<Scalar>&, const Record&, \
                                   const snapshots::Coordinates*);                                         \
    template std::optional<optimise::TrainState<Scalar>> read_checkpoint(const std::string&, const Record&);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::files
