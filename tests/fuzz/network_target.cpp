// model.json of rom-ldnet.
#include "rom/files/ldnet_file.h"

#include "rom/prediction/fields.h"
#include "target.h"

namespace {

using namespace rom;

// The fields at one time and the points of points.npy, without parameters and signals that differ from zero.
void ask(const ldnet::LatentDynamicsNetwork& model, const std::string& points_file) {
    constexpr Index times = 2;
    const auto inputs = ldnet::map_inputs(model, 1, times, Eigen::MatrixXd::Zero(1, model.parameters.size()),
                                          Eigen::MatrixXd::Zero(times, model.signals.size()));
    const TimeGrid grid = TimeGrid::listed(Eigen::VectorXd::Zero(1));
    const npy::Array points = npy::Array::open(points_file);
    const ldnet::PointAxes axes = ldnet::point_axes(points, 1, 1);
    if (axes.dimensions != model.points.size()) return;
    const prediction::NetworkAnswer answer{model, model.stages.size(), prediction::shared_at(model, inputs, grid)};
    prediction::for_predicted_blocks({answer}, prediction::Combination::median, points, axes, 1,
                                     [](const prediction::FieldBlock& block) { fuzz::use(block.values.front()); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::Folder folder("network", "model.json");
    folder.put({data, size});
    fuzz::attempt([&] { ask(files::read_latent_dynamics_network(folder.path()).model, folder.file("points.npy")); });
    fuzz::attempt([&] { fuzz::ask_description(folder.path()); });
    return 0;
}
