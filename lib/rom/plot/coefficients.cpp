#include <algorithm>
#include <cmath>

#include "rom/base/text.h"
#include "rom/files/processes_file.h"
#include "rom/plot/pictures.h"
#include "rom/plot/places.h"

namespace rom::plot {
namespace {

constexpr std::size_t kShown = 9;   // coefficients, as curves
constexpr std::size_t kMapped = 3;  // as images
constexpr Index kPlaces = 41;       // places along each side of these

// Those that change most among so many places, in their order.
std::vector<Index> liveliest(const Eigen::MatrixXd& mean, std::size_t most) {
    const Eigen::RowVectorXd extent = mean.colwise().maxCoeff() - mean.colwise().minCoeff();
    std::vector<Index> order = order_of(-extent.transpose());
    order.resize(std::min(order.size(), most));
    std::ranges::sort(order);
    return order;
}

// "z1' : z2", the variable whose derivative it is in, and the term that it stands before.
std::string coefficient_name(const files::StoredProcesses& processes, Index coefficient) {
    const std::vector<std::string> terms = dynamics::library_terms(processes.dynamics.library, processes.latent);
    return format("z%ld' : ", static_cast<long>(coefficient % processes.latent + 1)) +
           terms[static_cast<std::size_t>(coefficient / processes.latent)];
}

Picture coefficient_curves(const Request& request, const files::StoredProcesses& processes) {
    const gp::ParameterSpace& space = gp::space_of(processes.coefficients);
    const Way way = way_through(request, space);
    const gp::Prediction posterior = gp::predict(processes.coefficients, way.points);
    const gp::Prediction trained = gp::predict(processes.coefficients, space.inputs);
    const std::vector<Index> shown = liveliest(posterior.mean, kShown);
    Picture picture{"",
                    "mean and one deviation; points at the training cases" + others_on(way),
                    {},
                    std::min<Index>(3, static_cast<Index>(shown.size()))};
    for (const Index k : shown) {
        Panel panel{coefficient_name(processes, k),
                    axis_along(request, space, way.along),
                    {Request::or_else(request.y_label, "coefficient")},
                    {},
                    {}};
        const Eigen::VectorXd mean = posterior.mean.col(k), off = posterior.deviation.col(k);
        const std::vector<double> x = values_of(way.points.col(way.along));
        panel.series.push_back({"", Mark::band, 1, x, values_of(mean - off), values_of(mean + off)});
        panel.series.push_back({"", Mark::line, 1, x, values_of(mean)});
        Series points{"", Mark::points, 0, {}, {}};
        for (const Index c : way.training) {
            points.x.push_back(space.inputs(c, way.along));
            points.y.push_back(trained.mean(c, k));
        }
        panel.series.push_back(points);
        picture.panels.push_back(panel);
    }
    return picture;
}

// A parameter along a side of an image.
struct ParameterSide {
    bool logarithmic = false;
    Range range;  // of the training cases

    double at(double value) const { return logarithmic ? std::log10(value) : value; }
    double place(Index k) const {
        const double at = range.low + (range.high - range.low) * static_cast<double>(k) / (kPlaces - 1);
        return logarithmic ? std::pow(10, at) : at;
    }
    Range edges() const {
        const double half = (range.high - range.low) / (2 * (kPlaces - 1));
        return {range.low - half, range.high + half};
    }
};

ParameterSide parameter_side(const gp::ParameterSpace& space, Index which) {
    ParameterSide side{space.logarithmic[static_cast<std::size_t>(which)], {}};
    side.range = {side.at(space.inputs.col(which).minCoeff()), side.at(space.inputs.col(which).maxCoeff())};
    return side;
}

Panel posterior_image(const Request& request, const gp::ParameterSpace& space, const Eigen::VectorXd& values,
                      const std::string& title) {
    const ParameterSide up = parameter_side(space, 0), across = parameter_side(space, 1);
    const auto label = [](const std::string& given, const ParameterSide& side, Index which) {
        return (side.logarithmic ? "log10 of " : "") + Request::or_else(given, parameter_label(which, 2));
    };
    Panel panel{title, {label(request.x_label, across, 1)}, {label(request.y_label, up, 0)}, {}, {}};
    Raster raster{kPlaces, kPlaces, {}};
    for (const double value : values) raster.values.push_back(static_cast<float>(value));
    const Range range = range_of(raster.values).value_or(Range{0, 1});
    panel.image = Image{raster, across.edges(), up.edges(), range, Palette::sequential, request.value_label};
    Series training{"", Mark::points, 2, {}, {}};
    for (Index c = 0; c < space.inputs.rows(); ++c) {
        training.x.push_back(across.at(space.inputs(c, 1)));
        training.y.push_back(up.at(space.inputs(c, 0)));
    }
    panel.series.push_back(training);
    return panel;
}

// Over both of two parameters: means, and below them deviations.
Picture coefficient_images(const Request& request, const files::StoredProcesses& processes) {
    const gp::ParameterSpace& space = gp::space_of(processes.coefficients);
    const ParameterSide up = parameter_side(space, 0), across = parameter_side(space, 1);
    Eigen::MatrixXd places(kPlaces * kPlaces, 2);
    for (Index k = 0; k < places.rows(); ++k) places.row(k) << up.place(k / kPlaces), across.place(k % kPlaces);
    const gp::Prediction posterior = gp::predict(processes.coefficients, places);
    const std::vector<Index> shown = liveliest(posterior.mean, kMapped);
    Picture picture{"",
                    "mean and deviation over both parameters; points at the training cases",
                    {},
                    static_cast<Index>(shown.size())};
    for (const Index k : shown)
        picture.panels.push_back(
            posterior_image(request, space, posterior.mean.col(k), coefficient_name(processes, k)));
    for (const Index k : shown)
        picture.panels.push_back(posterior_image(request, space, posterior.deviation.col(k),
                                                 "deviation of " + coefficient_name(processes, k)));
    return picture;
}

}  // namespace

Picture coefficients_picture(const Request& request) {
    const files::StoredProcesses processes = files::read_processes(request.files.front());
    const gp::ParameterSpace& space = gp::space_of(processes.coefficients);
    const bool two = space.inputs.cols() == 2 && !request.along &&
                     (space.inputs.colwise().maxCoeff() - space.inputs.colwise().minCoeff()).minCoeff() > 0;
    return two ? coefficient_images(request, processes) : coefficient_curves(request, processes);
}

}  // namespace rom::plot
