#include "rom/model/checkpoint.h"

#include "rom/error.h"
#include "rom/npy/output.h"

namespace rom::model {
namespace {

constexpr const char* kMarker = "checkpoint.json";
constexpr Index kHistoryColumns = 8;

template <class Scalar>
constexpr npy::Type type_of() {
    return sizeof(Scalar) == 4 ? npy::Type::float32 : npy::Type::float64;
}

template <class Scalar>
void put(const OutputFolder& folder, const std::string& name, const Vector<Scalar>& values) {
    npy::Writer writer(folder.file(name), type_of<Scalar>(), {values.size()});
    writer.append(std::span<const Scalar>(values.data(), static_cast<std::size_t>(values.size())));
    writer.commit();
}

template <class Scalar>
Vector<Scalar> take(const std::string& folder, const std::string& name) {
    const npy::Array array = npy::Array::open(folder + "/" + name);
    Vector<Scalar> values(npy::element_count(array.shape()));
    array.read<Scalar>(0, {values.data(), static_cast<std::size_t>(values.size())});
    return values;
}

// Vectors of the same size, one after the other, and back.
template <class Scalar>
Vector<Scalar> joined(const std::deque<Vector<Scalar>>& vectors) {
    Vector<Scalar> all(static_cast<Index>(vectors.size()) * vectors.front().size());
    Index at = 0;
    for (const Vector<Scalar>& one : vectors) {
        all.segment(at, one.size()) = one;
        at += one.size();
    }
    return all;
}
template <class Scalar>
std::deque<Vector<Scalar>> split(const Vector<Scalar>& all, Index size) {
    std::deque<Vector<Scalar>> vectors;
    for (Index at = 0; at < all.size(); at += size) vectors.emplace_back(all.segment(at, size));
    return vectors;
}

Eigen::VectorXd history_values(const std::vector<training::HistoryRow>& history) {
    Eigen::VectorXd values(static_cast<Index>(history.size()) * kHistoryColumns);
    Index at = 0;
    for (const auto& row : history) {
        values.segment<kHistoryColumns>(at) << static_cast<double>(row.epoch), row.loss.reconstruction,
            row.loss.dynamics, row.loss.coefficient, row.loss.variation, row.loss.ridge, row.rate, row.seconds;
        at += kHistoryColumns;
    }
    return values;
}

std::vector<training::HistoryRow> history_from(const Eigen::VectorXd& values) {
    std::vector<training::HistoryRow> history;
    for (Index at = 0; at + kHistoryColumns <= values.size(); at += kHistoryColumns) {
        const auto v = values.segment<kHistoryColumns>(at);
        history.push_back({static_cast<Index>(v[0]), {v[1], v[2], v[3], v[4], v[5]}, v[6], v[7]});
    }
    return history;
}

}  // namespace

template <class Scalar>
void write_checkpoint(const std::string& path, const training::TrainState<Scalar>& state, const Json& identity,
                      const training::Coordinates* coordinates) {
    OutputFolder folder(path, kMarker);
    put(folder, "parameters.npy", state.parameters);
    put(folder, "best.npy", state.best);
    put(folder, "history.npy", history_values(state.history));
    if (state.adam.step > 0) {
        put(folder, "adam-first.npy", state.adam.first_moment);
        put(folder, "adam-second.npy", state.adam.second_moment);
    }
    if (!state.lbfgs.change.empty()) {
        put(folder, "lbfgs-displacements.npy", joined(state.lbfgs.displacement));
        put(folder, "lbfgs-changes.npy", joined(state.lbfgs.change));
    }
    const Eigen::MatrixXd& inverse = state.bfgs.inverse_hessian;
    if (inverse.size() > 0) put<double>(folder, "bfgs-inverse-hessian.npy", inverse.reshaped());
    Json json = {{"identity", identity},
                 {"epoch", state.epoch},
                 {"best_loss", state.best_loss},
                 {"best_epoch", state.best_epoch},
                 {"least_validation", state.least_validation},
                 {"adam_steps", state.adam.step},
                 {"marquardt_damping", state.marquardt.damping},
                 {"marquardt_growth", state.marquardt.growth},
                 {"lbfgs_pairs", state.lbfgs.change.size()},
                 {"bfgs_parameters", inverse.rows()},
                 {"plateau_best", state.plateau.best},
                 {"plateau_epochs", state.plateau.epochs_without_progress},
                 {"plateau_factor", state.plateau.factor},
                 {"seconds", state.seconds}};
    if (coordinates != nullptr) {
        put(folder, "mean.npy", coordinates->mean);
        if (coordinates->basis.cols() > 0) put<double>(folder, "basis.npy", coordinates->basis.reshaped());
        json["coordinates"] = {{"space", coordinates->space},
                               {"scale", coordinates->scale},
                               {"discarded", coordinates->discarded},
                               {"on_mesh", coordinates->basis.cols() == 0}};
    }
    write_json(folder.file(kMarker), json);
    folder.commit();
}

template <class Scalar>
std::optional<training::TrainState<Scalar>> read_checkpoint(const std::string& path, const Json& identity) {
    const std::string file = path + "/" + kMarker;
    if (!std::filesystem::exists(file)) return std::nullopt;
    const Json json = read_json(file);
    const Json stored = get<Json>(json, "identity", file);
    for (const auto& [key, value] : identity.items())
        if (!stored.contains(key) || stored[key] != value)
            throw Error(path + ": was made with " + key + " " + (stored.contains(key) ? stored[key].dump() : "unset") +
                        " but this run has " + value.dump() + "; resume with the same, or remove the checkpoint");
    training::TrainState<Scalar> state;
    state.epoch = get<std::int64_t>(json, "epoch", file);
    state.best_loss = get<double>(json, "best_loss", file);
    state.best_epoch = get<std::int64_t>(json, "best_epoch", file);
    state.least_validation = get<double>(json, "least_validation", file);
    state.seconds = get<double>(json, "seconds", file);
    state.plateau = {get<double>(json, "plateau_best", file), get<std::int64_t>(json, "plateau_epochs", file),
                     get<double>(json, "plateau_factor", file)};
    state.parameters = take<Scalar>(path, "parameters.npy");
    state.best = take<Scalar>(path, "best.npy");
    state.history = history_from(take<double>(path, "history.npy"));
    state.adam.step = get<std::int64_t>(json, "adam_steps", file);
    if (state.adam.step > 0) {
        state.adam.first_moment = take<Scalar>(path, "adam-first.npy");
        state.adam.second_moment = take<Scalar>(path, "adam-second.npy");
    }
    state.marquardt = {get<double>(json, "marquardt_damping", file), get<double>(json, "marquardt_growth", file)};
    if (get<std::int64_t>(json, "lbfgs_pairs", file) > 0) {
        state.lbfgs.displacement = split(take<Scalar>(path, "lbfgs-displacements.npy"), state.parameters.size());
        state.lbfgs.change = split(take<Scalar>(path, "lbfgs-changes.npy"), state.parameters.size());
    }
    const auto bfgs_parameters = get<std::int64_t>(json, "bfgs_parameters", file);
    if (bfgs_parameters > 0)
        state.bfgs.inverse_hessian =
            take<double>(path, "bfgs-inverse-hessian.npy").reshaped(bfgs_parameters, bfgs_parameters);
    return state;
}

std::optional<training::Coordinates> read_checkpoint_coordinates(const std::string& path) {
    const std::string file = path + "/" + kMarker;
    if (!std::filesystem::exists(file)) return std::nullopt;
    const Json json = read_json(file);
    if (!json.contains("coordinates")) return std::nullopt;
    const Json& described = json["coordinates"];
    training::Coordinates coordinates{get<std::vector<std::int64_t>>(described, "space", file),
                                      take<double>(path, "mean.npy"),
                                      get<double>(described, "scale", file),
                                      {},
                                      get<double>(described, "discarded", file)};
    if (!get<bool>(described, "on_mesh", file)) {
        const Eigen::VectorXd basis = take<double>(path, "basis.npy");
        coordinates.basis = basis.reshaped(coordinates.size(), basis.size() / coordinates.size());
    }
    return coordinates;
}

void remove_checkpoint(const std::string& path) {
    std::error_code error;
    if (std::filesystem::exists(path + "/" + kMarker, error)) std::filesystem::remove_all(path, error);
}

template void write_checkpoint(const std::string&, const training::TrainState<float>&, const Json&,
                               const training::Coordinates*);
template void write_checkpoint(const std::string&, const training::TrainState<double>&, const Json&,
                               const training::Coordinates*);
template std::optional<training::TrainState<float>> read_checkpoint(const std::string&, const Json&);
template std::optional<training::TrainState<double>> read_checkpoint(const std::string&, const Json&);

}  // namespace rom::model
