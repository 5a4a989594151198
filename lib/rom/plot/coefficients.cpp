#include <algorithm>

#include "rom/base/text.h"
#include "rom/files/processes_file.h"
#include "rom/plot/pictures.h"
#include "rom/plot/places.h"

namespace rom::plot {
namespace {

constexpr std::size_t kShown = 9;  // coefficients

}  // namespace

Picture coefficients_picture(const Request& request) {
    const files::StoredProcesses processes = files::read_processes(request.files.front());
    const gp::ParameterSpace& space = gp::space_of(processes.coefficients);
    const Way way = way_through(request, space);
    const gp::Prediction posterior = gp::predict(processes.coefficients, way.points);
    const gp::Prediction trained = gp::predict(processes.coefficients, space.inputs);
    const Eigen::RowVectorXd extent = posterior.mean.colwise().maxCoeff() - posterior.mean.colwise().minCoeff();
    std::vector<Index> order = order_of(-extent.transpose());
    order.resize(std::min(order.size(), kShown));
    std::ranges::sort(order);
    const std::vector<std::string> terms = dynamics::library_terms(processes.dynamics.library, processes.latent);
    Picture picture{"",
                    "mean and one deviation; points at the training cases",
                    {},
                    std::min<Index>(3, static_cast<Index>(order.size()))};
    for (const Index k : order) {
        const auto of_term = terms[static_cast<std::size_t>(k / processes.latent)];
        Panel panel{format("z%ld' : ", static_cast<long>(k % processes.latent + 1)) + of_term,
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

}  // namespace rom::plot
