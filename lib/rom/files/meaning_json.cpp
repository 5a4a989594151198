#include "rom/files/meaning_json.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"

namespace rom::files {

namespace {

TimeGrid grid_from(const Json& json, const std::string& path) {
    if (json.contains("times")) {
        const auto times = get<std::vector<double>>(json, "times", path);
        try {
            return TimeGrid::recorded(
                Eigen::Map<const Eigen::VectorXd>(times.data(), static_cast<Index>(times.size())));
        } catch (const Error& error) {
            throw Error(path + ": " + error.what());
        }
    }
    return TimeGrid::uniform(2, get_positive(json, "dt", path));
}

}  // namespace

Json to_json(const CoefficientMeaning& meaning) {
    Json json = {{"library", name_of(meaning.library)}, {"derivative", name_of(meaning.derivative)}};
    if (meaning.grid.is_uniform())
        json["dt"] = meaning.grid.step();
    else
        json["times"] = meaning.grid.times();
    json["latent_sha256"] = meaning.latent_sha256;
    return json;
}

CoefficientMeaning meaning_from(const Json& json, const std::string& path) {
    return {get_choice<dynamics::Library>(json, "library", path),
            get_choice<dynamics::Derivative>(json, "derivative", path), grid_from(json, path),
            get<std::string>(json, "latent_sha256", path)};
}

Json to_json(const dynamics::LatentUnits& units) {
    return {{"mean", units.mean}, {"deviation", units.deviation}, {"rate", units.rate}};
}

dynamics::LatentUnits units_from(const Json& json, const std::string& path) {
    const Json units = get<Json>(json, "units", path);
    const auto mean = get<std::vector<double>>(units, "mean", path);
    const auto deviation = get<std::vector<double>>(units, "deviation", path);
    const auto rate = get<double>(units, "rate", path);
    const bool positive = std::all_of(deviation.begin(), deviation.end(), [](double s) { return s > 0; });
    if (mean.empty() || mean.size() != deviation.size() || !positive || !(rate > 0))
        throw Error(path + ": 'units' are not those of latent variables; make it again");
    const auto size = static_cast<Index>(mean.size());
    return {Eigen::Map<const Eigen::VectorXd>(mean.data(), size),
            Eigen::Map<const Eigen::VectorXd>(deviation.data(), size), rate};
}

}  // namespace rom::files
