#include "rom/files/coordinates_file.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"

namespace rom::files {
namespace {

constexpr const char* kUnitsFile = "units.npy";
constexpr Index kMostDelays = 1'000'000;

// The shape of a snapshot, of no more entries than there can be.
npy::Shape shape_from(const Json& json, const std::string& key, const std::string& file) {
    constexpr double most = 1e12;
    const auto shape = get<std::vector<std::int64_t>>(json, key, file);
    double entries = 1;
    for (const std::int64_t extent : shape) entries *= extent < 0 ? most + 1 : static_cast<double>(extent);
    if (entries > most) throw Error(file + ": '" + key + "' is not the shape of a snapshot; make the model again");
    return shape;
}

npy::Shape with_rank(Index rank, npy::Shape state) {
    state.insert(state.begin(), rank);
    return state;
}

}  // namespace

npy::Shape with_space(npy::Shape leading, const snapshots::Coordinates& coordinates) {
    leading.insert(leading.end(), coordinates.space.begin(), coordinates.space.end());
    return leading;
}

Json write_coordinates(ModelOutput& folder, Precision precision, const snapshots::Coordinates& coordinates) {
    const npy::Type type = npy::type_of(precision);
    const npy::Shape state = snapshots::state_shape(coordinates);
    folder.write("mean.npy", npy::type_of(wider(precision, coordinates.precision)), state,
                 entries_of(coordinates.mean));
    if (!coordinates.on_mesh())
        folder.write("basis.npy", type, with_rank(coordinates.rank(), state), [&](npy::Writer& writer) {
            snapshots::for_each_mode(coordinates, [&](std::span<const double> mode) { writer.append(mode); });
        });
    Json json = {{"basis", coordinates.on_mesh() ? "mesh" : "data"},
                 {"precision", name_of(coordinates.precision)},
                 {"rank", coordinates.rank()},
                 {"scale", coordinates.scale},
                 {"discarded", coordinates.discarded},
                 {"outside", coordinates.outside}};
    if (coordinates.entries > 0) json["entries"] = coordinates.entries;
    if (coordinates.delays > 0) json["delays"] = coordinates.delays;
    const snapshots::Fields& fields = coordinates.fields;
    if (!fields.names.empty()) json["fields"] = fields.names;
    if (!fields.of_entry.empty()) json["fields_axis"] = fields.axis;
    if (fields.units.size() > 0) {
        json["units"] = kUnitsFile;
        json["fill"] = std::isnan(fields.fill) ? Json("nan") : Json(fields.fill);
        folder.write(kUnitsFile, npy::Type::float64, state, entries_of(fields.units));
    }
    return json;
}

snapshots::Coordinates read_coordinates(const ModelFolder& folder) {
    const Json& description = *folder.json;
    const std::string& file = folder.description.path;
    snapshots::Coordinates coordinates;
    const Json described = get<Json>(description, "coordinates", file);
    coordinates.space = shape_from(get<Json>(description, "snapshots", file), "space", file);
    if (described.contains("precision")) coordinates.precision = get_choice<Precision>(described, "precision", file);
    coordinates.scale = get_positive(described, "scale", file);
    coordinates.discarded = get_not_negative(described, "discarded", file);
    if (described.contains("outside")) coordinates.outside = get_not_negative(described, "outside", file);
    if (described.contains("entries")) coordinates.entries = get_count(described, "entries", file);
    if (described.contains("delays")) coordinates.delays = get_count(described, "delays", file, 0, kMostDelays);
    // The shape is believed when there is an array of it.
    const npy::Shape state = snapshots::state_shape(coordinates);
    const auto mean = read_array(folder, "mean.npy", state);
    coordinates.mean = Eigen::Map<const Eigen::VectorXd>(mean.data(), static_cast<Index>(mean.size()));
    if (described.contains("fields"))
        coordinates.fields.names = get<std::vector<std::string>>(described, "fields", file);
    if (described.contains("fields_axis")) {
        const auto axis = get<std::int64_t>(described, "fields_axis", file);
        try {
            coordinates.fields = snapshots::repeated(
                snapshots::fields_along(coordinates.space, coordinates.fields.names, axis), coordinates.delays + 1);
        } catch (const Error&) {
            throw Error(file + ": 'fields', 'fields_axis' and 'space' do not fit together; make the model again");
        }
    }
    if (described.contains("units")) {
        const auto units = read_array(folder, get<std::string>(described, "units", file), state);
        coordinates.fields.units = Eigen::Map<const Eigen::VectorXd>(units.data(), static_cast<Index>(units.size()));
        if (!described.contains("fill") || !described["fill"].is_string())
            coordinates.fields.fill = get<double>(described, "fill", file);
    }
    if (get_choice<snapshots::CoordinateSystem>(described, "basis", file) == snapshots::CoordinateSystem::data) {
        const Index rank = get_count(described, "rank", file);
        coordinates.basis = read_columns(folder, "basis.npy", with_rank(rank, state),
                                         snapshots::own_rows(snapshots::rows_of(coordinates)));
    }
    return coordinates;
}

}  // namespace rom::files
