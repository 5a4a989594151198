#include <cmath>
#include <filesystem>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/coefficients_file.h"
#include "rom/files/kind.h"
#include "rom/files/processes_file.h"
#include "rom/plot/latent.h"
#include "rom/plot/pictures.h"
#include "rom/plot/places.h"
#include "rom/plot/tracking.h"

namespace rom::plot {
namespace {

namespace fs = std::filesystem;

constexpr Index kDraws = 40;  // from the posterior at each place
constexpr Index kInKey = 12;  // cases that have a place in the key

// Coefficients of each case [cases, terms * latent] with the parameters, if they are known.
struct CaseDynamics {
    Eigen::MatrixXd xi;
    Index terms = 0;
    Index latent = 0;
    std::optional<Eigen::MatrixXd> parameters = {};
};

CaseDynamics dynamics_of_cases(const Request& request) {
    const std::string& path = request.files.front();
    CaseDynamics cases;
    if (files::kind_of(path) == files::Kind::coefficients) {
        const std::string array =
            fs::path(path).extension() == ".json" ? fs::path(path).replace_extension(".npy").string() : path;
        const files::Coefficients xi = files::read_coefficients_with_meaning(array, false).xi;
        cases = {xi.values, xi.terms, xi.latent};
    } else {
        const Latent latent = latent_of(request);
        const auto fits = fits_of(latent);
        cases = {Eigen::MatrixXd(static_cast<Index>(fits.size()), fits.front().xi.size()), fits.front().xi.rows(),
                 fits.front().xi.cols()};
        for (Index c = 0; c < cases.xi.rows(); ++c) {
            const RowMajor xi = fits[static_cast<std::size_t>(c)].xi;
            cases.xi.row(c) = Eigen::RowVectorXd::Map(xi.data(), xi.size());
        }
    }
    if (!request.parameters.empty()) {
        const files::Parameters parameters = files::read_parameters(request.parameters);
        files::require_same_cases(path, cases.xi.rows(), parameters.name, parameters.values.rows());
        cases.parameters = parameters.values;
    }
    return cases;
}

Panel plane(const Request& request) {
    return {"eigenvalues of A",
            {Request::or_else(request.x_label, "growth rate (1/time)")},
            {Request::or_else(request.y_label, "angular frequency (1/time)")},
            {},
            {}};
}

enum class Part { growth, frequency };
double part_of(Part part, const std::complex<double>& value) {
    return part == Part::growth ? value.real() : value.imag();
}

Panel over_parameter(const Request& request, Part part, const std::string& label) {
    return {part == Part::growth ? "growth rate" : "angular frequency",
            {label},
            {Request::or_else(request.y_label, "1/time")},
            {},
            {}};
}

// Of the cases: in the plane, and followed over the parameter.
Picture of_cases(const Request& request) {
    const CaseDynamics cases = dynamics_of_cases(request);
    std::vector<Spectrum> spectra;
    for (Index c = 0; c < cases.xi.rows(); ++c)
        spectra.push_back(spectrum_of(cases.xi.row(c).transpose(), cases.terms, cases.latent));
    Panel all = plane(request);
    for (std::size_t c = 0; c < spectra.size(); ++c) {
        Series points{"", Mark::points, static_cast<Index>(c) + 1, {}, {}};
        if (static_cast<Index>(spectra.size()) <= kInKey) points.title = "case " + std::to_string(c);
        for (const auto& value : spectra[c]) {
            points.x.push_back(value.real());
            points.y.push_back(value.imag());
        }
        all.series.push_back(points);
    }
    if (!cases.parameters) return {"", "", {all}, 1};
    const Index along = checked_along(request, cases.parameters->cols());
    const std::vector<Index> order = order_of(cases.parameters->col(along));
    std::vector<Spectrum> sorted;
    for (const Index c : order) sorted.push_back(spectra[static_cast<std::size_t>(c)]);
    sorted = followed(sorted);
    Picture picture{"", "", {all}, 3};
    for (const Part part : {Part::growth, Part::frequency}) {
        Panel panel = over_parameter(
            request, part, Request::or_else(request.x_label, parameter_label(along, cases.parameters->cols())));
        for (Index k = 0; k < cases.latent; ++k) {
            Series curve{"", cases.parameters->cols() > 1 ? Mark::points : Mark::marked_line, k + 1, {}, {}};
            for (std::size_t c = 0; c < order.size(); ++c) {
                curve.x.push_back((*cases.parameters)(order[c], along));
                curve.y.push_back(part_of(part, sorted[c][static_cast<std::size_t>(k)]));
            }
            panel.series.push_back(curve);
        }
        picture.panels.push_back(panel);
    }
    return picture;
}

// Eigenvalues on the way, of the posterior's mean, with the deviation of growth and frequency over draws.
struct Followed {
    std::vector<Spectrum> mean;
    std::vector<Spectrum> deviation;  // of growth and frequency, as one number
};

Followed followed_along(const files::StoredProcesses& processes, const Way& way) {
    const gp::Prediction posterior = gp::predict(processes.coefficients, way.points);
    Followed result;
    for (Index k = 0; k < way.points.rows(); ++k)
        result.mean.push_back(spectrum_of(posterior.mean.row(k).transpose(), processes.terms, processes.latent));
    result.mean = followed(result.mean);
    for (Index k = 0; k < way.points.rows(); ++k) {
        const Spectrum& mean = result.mean[static_cast<std::size_t>(k)];
        Spectrum squares(mean.size());
        for (Index d = 0; d < kDraws; ++d) {
            const Eigen::VectorXd xi =
                gp::draw(posterior.mean.row(k).transpose(), posterior.deviation.row(k).transpose(), 0,
                         static_cast<std::uint64_t>(d),
                         posterior.mixing.empty() ? Eigen::MatrixXd() : posterior.mixing[static_cast<std::size_t>(k)]);
            const Spectrum drawn = matched(mean, spectrum_of(xi, processes.terms, processes.latent));
            for (std::size_t i = 0; i < mean.size(); ++i) {
                const auto off = drawn[i] - mean[i];
                squares[i] += std::complex<double>(off.real() * off.real(), off.imag() * off.imag());
            }
        }
        for (auto& one : squares)
            one = {std::sqrt(one.real() / static_cast<double>(kDraws)),
                   std::sqrt(one.imag() / static_cast<double>(kDraws))};
        result.deviation.push_back(squares);
    }
    return result;
}

// Of gp.json.
Picture of_processes(const Request& request) {
    const files::StoredProcesses processes = files::read_processes(request.files.front());
    const gp::ParameterSpace& space = gp::space_of(processes.coefficients);
    const Way way = way_through(request, space);
    const Followed eigen = followed_along(processes, way);
    const gp::Prediction trained = gp::predict(processes.coefficients, space.inputs);
    Panel all = plane(request);
    Picture picture{"", others_on(way).substr(std::min<std::size_t>(2, others_on(way).size())), {}, 3};
    std::vector<Panel> over = {over_parameter(request, Part::growth, ""), over_parameter(request, Part::frequency, "")};
    for (Index i = 0; i < processes.latent; ++i) {
        Series curve{"", Mark::line, i + 1, {}, {}};
        for (const Spectrum& spectrum : eigen.mean) {
            curve.x.push_back(spectrum[static_cast<std::size_t>(i)].real());
            curve.y.push_back(spectrum[static_cast<std::size_t>(i)].imag());
        }
        all.series.push_back(curve);
        for (const Part part : {Part::growth, Part::frequency}) {
            Panel& panel = over[part == Part::growth ? 0 : 1];
            panel.x = axis_along(request, space, way.along);
            Series mean{"", Mark::line, i + 1, values_of(way.points.col(way.along)), {}};
            Series band{"", Mark::band, i + 1, mean.x, {}, {}};
            for (std::size_t k = 0; k < eigen.mean.size(); ++k) {
                const double at = part_of(part, eigen.mean[k][static_cast<std::size_t>(i)]);
                const double off = part_of(part, eigen.deviation[k][static_cast<std::size_t>(i)]);
                mean.y.push_back(at);
                band.y.push_back(at - off);
                band.upper.push_back(at + off);
            }
            panel.series.push_back(band);
            panel.series.push_back(mean);
        }
    }
    for (const Index c : way.training) {
        const Spectrum spectrum = spectrum_of(trained.mean.row(c).transpose(), processes.terms, processes.latent);
        Series in_plane{c == way.training.front() ? "training cases" : "", Mark::points, 0, {}, {}};
        for (const auto& value : spectrum) {
            in_plane.x.push_back(value.real());
            in_plane.y.push_back(value.imag());
            for (const Part part : {Part::growth, Part::frequency})
                over[part == Part::growth ? 0 : 1].series.push_back(
                    {"", Mark::points, 0, {space.inputs(c, way.along)}, {part_of(part, value)}});
        }
        all.series.push_back(in_plane);
    }
    picture.panels = {all, over[0], over[1]};
    return picture;
}

}  // namespace

Picture eigenvalues_picture(const Request& request) {
    const files::Kind kind = files::kind_of(request.files.front());
    if (kind == files::Kind::independent || kind == files::Kind::joint) return of_processes(request);
    return of_cases(request);
}

}  // namespace rom::plot
