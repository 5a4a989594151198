#include "rom/files/coordinates_file.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "rom/files/network_files.h"

namespace rom::files {
namespace {

constexpr const char* kUnitsFile = "units.npy";
constexpr std::int64_t kMostDelays = 1 << 24;

npy::Shape with_rank(Index rank, npy::Shape state) {
    state.insert(state.begin(), rank);
    return state;
}

}  // namespace

npy::Shape with_space(npy::Shape leading, const snapshots::Coordinates& coordinates) {
    leading.insert(leading.end(), coordinates.space.begin(), coordinates.space.end());
    return leading;
}

Json write_coordinates(const OutputFolder& folder, Precision precision, const snapshots::Coordinates& coordinates) {
    const npy::Type type = npy::type_of(precision);
    const npy::Shape state = snapshots::state_shape(coordinates);
    npy::write_array(folder.file("mean.npy"), npy::type_of(wider(precision, coordinates.precision)), state,
                     entries_of(coordinates.mean));
    if (!coordinates.on_mesh())
        npy::write_array(folder.file("basis.npy"), type, with_rank(coordinates.rank(), state),
                         entries_of(coordinates.basis));
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
        npy::write_array(folder.file(kUnitsFile), npy::Type::float64, state, entries_of(fields.units));
    }
    return json;
}

snapshots::Coordinates read_coordinates(const std::string& folder, const Json& description, const std::string& file) {
    snapshots::Coordinates coordinates;
    const Json described = get<Json>(description, "coordinates", file);
    coordinates.space = get<std::vector<std::int64_t>>(get<Json>(description, "snapshots", file), "space", file);
    if (described.contains("precision")) coordinates.precision = get_choice<Precision>(described, "precision", file);
    coordinates.scale = get<double>(described, "scale", file);
    coordinates.discarded = get<double>(described, "discarded", file);
    if (described.contains("outside")) coordinates.outside = get<double>(described, "outside", file);
    if (described.contains("entries")) coordinates.entries = get<std::int64_t>(described, "entries", file);
    if (described.contains("delays")) coordinates.delays = get<std::int64_t>(described, "delays", file);
    if (coordinates.entries < 0 || coordinates.delays < 0 || coordinates.delays > kMostDelays)
        throw Error(file + ": has " + std::to_string(coordinates.entries) + " entries and " +
                    std::to_string(coordinates.delays) + " delays, which is impossible; make the model again");
    // The shape is believed when there is an array of it.
    const npy::Shape state = snapshots::state_shape(coordinates);
    const auto mean = read_array(folder, "mean.npy", state);
    coordinates.mean = Eigen::Map<const Eigen::VectorXd>(mean.data(), static_cast<Index>(mean.size()));
    if (described.contains("fields"))
        coordinates.fields.names = get<std::vector<std::string>>(described, "fields", file);
    if (described.contains("fields_axis") && coordinates.fields.names.empty())
        throw Error(file + ": has 'fields_axis' but no 'fields'; make the model again");
    if (described.contains("fields_axis"))
        coordinates.fields =
            snapshots::repeated(snapshots::fields_along(coordinates.space, coordinates.fields.names,
                                                        get<std::int64_t>(described, "fields_axis", file)),
                                coordinates.delays + 1);
    if (described.contains("units")) {
        const auto units = read_array(folder, get<std::string>(described, "units", file), state);
        coordinates.fields.units = Eigen::Map<const Eigen::VectorXd>(units.data(), static_cast<Index>(units.size()));
        if (!described.contains("fill") || !described["fill"].is_string())
            coordinates.fields.fill = get<double>(described, "fill", file);
    }
    if (get_choice<snapshots::CoordinateSystem>(described, "basis", file) == snapshots::CoordinateSystem::data) {
        const auto rank = get<std::int64_t>(described, "rank", file);
        const auto basis = read_array(folder, "basis.npy", with_rank(rank, state));
        coordinates.basis = Eigen::Map<const Eigen::MatrixXd>(basis.data(), coordinates.size(), rank);
    }
    return coordinates;
}

}  // namespace rom::files
