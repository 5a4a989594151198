#include "rom/files/checkpoint.h"

#include <deque>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/files/folder.h"
#include "rom/files/json.h"
#include "rom/npy/output.h"
#include "rom/npy/reader.h"

namespace rom::files {
namespace {

constexpr const char* kCheckpointMarker = "checkpoint.json";
constexpr const char* kCheckpointFormat = "rom-checkpoint";
constexpr int kCheckpointVersion = 4;

// A matrix, column by column.
void put(const OutputFolder& folder, const std::string& name, Precision precision, const Eigen::MatrixXd& values) {
    npy::write_array(folder.file(name), npy::type_of(precision), {values.cols(), values.rows()}, entries_of(values));
}

Eigen::MatrixXd take(const std::string& folder, const std::string& name) {
    const npy::Array array = npy::Array::open(folder + "/" + name);
    if (array.shape().size() != 2)
        throw Error(array.name() + " has shape " + npy::to_string(array.shape()) +
                    " but arrays of a checkpoint have two axes; remove the checkpoint");
    const std::vector<double> values = array.read_all();
    return Eigen::Map<const Eigen::MatrixXd>(values.data(), array.shape()[1], array.shape()[0]);
}

// Single precision is kept in single, without loss.
template <class Scalar>
void put(const OutputFolder& folder, const std::string& name, const Vector<Scalar>& values) {
    put(folder, name, precision_of<Scalar>, values.template cast<double>());
}
template <class Scalar>
void take(const std::string& folder, const std::string& name, Vector<Scalar>& values) {
    values = take(folder, name).reshaped().template cast<Scalar>();
}

// Writes the fields of a method's state: arrays as files PREFIX-NAME.npy, numbers into the JSON.
struct FieldWriter {
    const OutputFolder& folder;
    std::string prefix;
    Json& json;

    template <class Scalar>
    void operator()(const char* name, const Vector<Scalar>& values) const {
        put(folder, file(name), values);
    }
    void operator()(const char* name, const Eigen::MatrixXd& values) const {
        put(folder, file(name), Precision::float64, values);
    }
    template <class Scalar>
    void operator()(const char* name, const std::deque<Vector<Scalar>>& vectors) const {
        Eigen::MatrixXd all(vectors.empty() ? 0 : vectors.front().size(), static_cast<Index>(vectors.size()));
        for (std::size_t k = 0; k < vectors.size(); ++k)
            all.col(static_cast<Index>(k)) = vectors[k].template cast<double>();
        put(folder, file(name), precision_of<Scalar>, all);
    }
    void operator()(const char* name, double value) const { json[name] = value; }
    void operator()(const char* name, std::int64_t value) const { json[name] = value; }

    std::string file(const char* name) const { return prefix + "-" + name + ".npy"; }
};

struct FieldReader {
    std::string folder;
    std::string prefix;
    const Json& json;

    template <class Scalar>
    void operator()(const char* name, Vector<Scalar>& values) const {
        take(folder, file(name), values);
    }
    void operator()(const char* name, Eigen::MatrixXd& values) const { values = take(folder, file(name)); }
    template <class Scalar>
    void operator()(const char* name, std::deque<Vector<Scalar>>& vectors) const {
        const Eigen::MatrixXd all = take(folder, file(name));
        for (const auto& column : all.colwise()) vectors.emplace_back(column.template cast<Scalar>());
    }
    void operator()(const char* name, double& value) const { value = get<double>(json, name, folder); }
    void operator()(const char* name, std::int64_t& value) const { value = get<std::int64_t>(json, name, folder); }

    std::string file(const char* name) const { return prefix + "-" + name + ".npy"; }
};

template <class State>
Json json_of(const State& state, const OutputFolder& folder) {
    Json json;
    State::fields(state, FieldWriter{folder, State::name, json});
    return json;
}

template <class State>
void take_fields(State& state, const std::string& folder, const Json& json) {
    State::fields(state, FieldReader{folder, State::name, json});
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
    if (!found) throw Error(path + ": method '" + name + "' is not known; remove the checkpoint");
    return *found;
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
        throw Error(path + ": history.npy has " + std::to_string(values.rows()) + " numbers an epoch but " +
                    std::to_string(kHistoryRows) + " are needed; remove the checkpoint");
    std::vector<optimise::HistoryRow> history;
    for (const auto& column : values.colwise()) {
        optimise::HistoryRow row{static_cast<Index>(column[0]), {}, column[1], column[2]};
        std::copy_n(column.data() + 3, row.loss.parts.size(), row.loss.parts.begin());
        history.push_back(row);
    }
    return history;
}

// The content of an input. Options may be missing: the number of epochs of a training that goes on is not asked for.
bool is_sha256(const Json& value) { return value.is_string() && value.get_ref<const std::string&>().size() == 64; }

void require_identity(const Json& stored, const Json& asked, const std::string& path) {
    for (const auto& [key, value] : asked.items())
        if (!stored.contains(key) || stored[key] != value)
            throw Error(path + ": was made with " + key + " " + (stored.contains(key) ? stored[key].dump() : "unset") +
                        " but this run has " + value.dump() + "; resume with the same, or remove the checkpoint");
    for (const auto& [key, value] : stored.items())
        if (!asked.contains(key) && is_sha256(value))
            throw Error(path + ": was made with " + key +
                        ", which this run lacks; resume with the same, or remove the checkpoint");
}

// The content of checkpoint.json; nothing if there is no checkpoint.
std::optional<Json> description_of(const std::string& path) {
    const std::string file = path + "/" + kCheckpointMarker;
    if (!std::filesystem::exists(file)) return std::nullopt;
    Json json = read_json(file);
    if (!json.is_object() || json.value("format", Json()) != kCheckpointFormat ||
        json.value("version", Json()) != kCheckpointVersion)
        throw Error(file + ": is not of the format that this program reads, " + kCheckpointFormat + " version " +
                    std::to_string(kCheckpointVersion) + "; remove the checkpoint");
    return json;
}

}  // namespace

template <class Scalar>
void write_checkpoint(const std::string& path, const optimise::TrainState<Scalar>& state, const Record& identity,
                      const snapshots::Coordinates* coordinates) {
    OutputFolder folder(path, kCheckpointMarker);
    put(folder, "weights.npy", state.weights);
    put(folder, "best.npy", state.best);
    put(folder, "memory.npy", state.memory);
    put(folder, "history.npy", Precision::float64, history_values(state.history));
    Json method = std::visit([&](const auto& one) { return json_of(one, folder); }, state.method);
    method["name"] = std::visit([]<class Method>(const Method&) { return Method::name; }, state.method);
    Json json = {{"format", kCheckpointFormat},
                 {"version", kCheckpointVersion},
                 {"identity", to_json(identity)},
                 {"epoch", state.epoch},
                 {"best_loss", state.best_loss},
                 {"best_epoch", state.best_epoch},
                 {"least_validation", state.least_validation},
                 {"seconds", state.seconds},
                 {"method", method},
                 {"plateau", json_of(state.plateau, folder)},
                 {"round", json_of(state.round, folder)}};
    if (coordinates != nullptr) {
        put(folder, "mean.npy", coordinates->mean);
        if (!coordinates->on_mesh()) put(folder, "basis.npy", Precision::float64, coordinates->basis);
        json["coordinates"] = {{"space", coordinates->space},     {"precision", name_of(coordinates->precision)},
                               {"scale", coordinates->scale},     {"discarded", coordinates->discarded},
                               {"outside", coordinates->outside}, {"on_mesh", coordinates->on_mesh()}};
    }
    write_json(folder.file(kCheckpointMarker), json);
    folder.commit();
}

template <class Scalar>
std::optional<optimise::TrainState<Scalar>> read_checkpoint(const std::string& path, const Record& identity) {
    const std::string file = path + "/" + kCheckpointMarker;
    const std::optional<Json> json = description_of(path);
    if (!json) return std::nullopt;
    require_identity(get<Json>(*json, "identity", file), to_json(identity), path);
    optimise::TrainState<Scalar> state;
    state.epoch = get<std::int64_t>(*json, "epoch", file);
    state.best_loss = get<double>(*json, "best_loss", file);
    state.best_epoch = get<std::int64_t>(*json, "best_epoch", file);
    state.least_validation = get<double>(*json, "least_validation", file);
    state.seconds = get<double>(*json, "seconds", file);
    take(path, "weights.npy", state.weights);
    take(path, "best.npy", state.best);
    take(path, "memory.npy", state.memory);
    state.history = history_from(take(path, "history.npy"), path);
    const Json method = get<Json>(*json, "method", file);
    state.method = method_named<Scalar>(get<std::string>(method, "name", file), file);
    std::visit([&](auto& one) { take_fields(one, path, method); }, state.method);
    take_fields(state.plateau, path, get<Json>(*json, "plateau", file));
    take_fields(state.round, path, get<Json>(*json, "round", file));
    return state;
}

std::optional<snapshots::Coordinates> read_checkpoint_coordinates(const std::string& path) {
    const std::string file = path + "/" + kCheckpointMarker;
    const std::optional<Json> json = description_of(path);
    if (!json || !json->contains("coordinates")) return std::nullopt;
    const Json& described = (*json)["coordinates"];
    snapshots::Coordinates coordinates;
    coordinates.space = get<std::vector<std::int64_t>>(described, "space", file);
    if (described.contains("precision")) coordinates.precision = get_choice<Precision>(described, "precision", file);
    take(path, "mean.npy", coordinates.mean);
    coordinates.scale = get<double>(described, "scale", file);
    coordinates.discarded = get<double>(described, "discarded", file);
    if (described.contains("outside")) coordinates.outside = get<double>(described, "outside", file);
    if (!get<bool>(described, "on_mesh", file)) coordinates.basis = take(path, "basis.npy");
    if (!coordinates.on_mesh() && coordinates.basis.rows() != coordinates.size())
        throw Error(path + ": mean.npy has " + std::to_string(coordinates.size()) + " entries but basis.npy " +
                    std::to_string(coordinates.basis.rows()) + "; remove the checkpoint");
    return coordinates;
}

void remove_checkpoint(const std::string& path) {
    std::error_code error;
    if (std::filesystem::exists(path + "/" + kCheckpointMarker, error)) std::filesystem::remove_all(path, error);
}

#define ROM_INSTANTIATE(Scalar)                                                                            \
    template void write_checkpoint(const std::string&, const optimise::TrainState<Scalar>&, const Record&, \
                                   const snapshots::Coordinates*);                                         \
    template std::optional<optimise::TrainState<Scalar>> read_checkpoint(const std::string&, const Record&);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::files
