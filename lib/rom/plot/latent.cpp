#include "rom/plot/latent.h"

#include <filesystem>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/dynamics/integrate.h"
#include "rom/files/folder.h"
#include "rom/files/kind.h"
#include "rom/files/model_file.h"
#include "rom/plot/pictures.h"
#include "rom/plot/places.h"

namespace rom::plot {

Latent latent_of(const Request& request) {
    const std::string& path = request.files.front();
    const bool folder = std::filesystem::is_directory(path);
    const std::string model =
        folder ? path : ("." / std::filesystem::path(path)).parent_path().lexically_normal().string();
    const bool is_json = std::filesystem::path(path).extension() == ".json";
    Latent latent{files::read_trajectories(folder || is_json ? model + "/latent.npy" : path, request.one_case), {}};
    if (std::filesystem::exists(model + "/" + files::kModelMarker) && files::kind_of(model) == files::Kind::model) {
        const files::StoredModel stored = files::read_model(model);
        if (stored.latent_sha256 == latent.trajectories.sha256) {
            latent.grid = stored.model.grid;
            latent.library = stored.model.library;
            latent.derivative = stored.model.derivative;
            return latent;
        }
    }
    if (request.dt <= 0 && request.times.empty())
        throw Error(path + ": the times of its states are not known; give --dt or --times", 2);
    if (request.times.empty()) {
        latent.grid = TimeGrid::uniform(latent.trajectories.times, request.dt);
    } else {
        latent.grid =
            TimeGrid::recorded(Eigen::VectorXd::Map(request.times.data(), static_cast<Index>(request.times.size())));
    }
    if (latent.grid.size() != latent.trajectories.times)
        throw Error(path + format(": has %ld times but --times has %ld; they must match",
                                  static_cast<long>(latent.trajectories.times), static_cast<long>(latent.grid.size())));
    return latent;
}

std::vector<dynamics::SindyFit> fits_of(const Latent& latent) {
    return dynamics::fit_cases(latent.library, latent.trajectories.values,
                               dynamics::derivative_form(latent.derivative, latent.grid), 0, 0);
}

Picture latent_picture(const Request& request) {
    const Latent latent = latent_of(request);
    const Index which = request.which.value_or(0);
    require_case(which, latent.trajectories.cases, latent.trajectories.name);
    const auto states = [&](const files::Trajectories& all) {
        return Eigen::MatrixXd(all.values.middleCols(which * all.times, all.times));
    };
    Eigen::MatrixXd compared;
    std::string with = "fitted dynamics";
    if (request.files.size() > 1) {
        const files::Trajectories other = files::read_trajectories(request.files[1], request.one_case);
        files::require_same_cases(latent.trajectories.name, latent.trajectories.cases, other.name, other.cases);
        if (other.times != latent.trajectories.times || other.latent() != latent.trajectories.latent())
            throw Error(other.name + " has another number of times or of latent variables than " +
                        latent.trajectories.name + "; they must match");
        compared = states(other);
        with = request.label(1, other.name);
    } else {
        const dynamics::SindyFit fit = fits_of(latent)[static_cast<std::size_t>(which)];
        compared =
            dynamics::integrate(latent.library, fit.xi, latent.trajectories.initial(which), latent.grid.times()).states;
    }
    Panel panel{"latent variables, case " + std::to_string(which),
                {Request::or_else(request.x_label, "time")},
                {Request::or_else(request.y_label, "z")},
                {},
                {}};
    const std::vector<double> times = values_of(latent.grid.clock());
    const Eigen::MatrixXd own = states(latent.trajectories);
    for (Index i = 0; i < own.rows(); ++i) {
        panel.series.push_back(
            {i == 0 ? request.label(0, "encoded") : "", Mark::line, i + 1, times, values_of(own.row(i))});
        panel.series.push_back({i == 0 ? with : "", Mark::dashes, 0, times, values_of(compared.row(i))});
    }
    return {"", "", {panel}, 1};
}

}  // namespace rom::plot
