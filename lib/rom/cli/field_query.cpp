#include "rom/cli/field_query.h"

#include "rom/error.h"
#include "rom/ldnet/predict.h"
#include "rom/model/ldnet_file.h"
#include "rom/npy/output.h"

namespace rom::cli {
namespace {

Eigen::VectorXd times_of(const std::string& text, const Eigen::VectorXd& defaults) {
    if (text.empty()) return defaults;
    if (text.ends_with(".npy") || text == "-") {
        const npy::Array array = npy::Array::open(text);
        if (array.shape().size() != 1 || array.shape()[0] == 0)
            throw Error(array.name() + " has shape " + npy::to_string(array.shape()) +
                        " but times are one axis, [times]");
        const std::vector<double> values = array.read_all();
        return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Index>(values.size()));
    }
    const std::vector<std::string> parts = CLI::detail::split(text, ':');
    double first = 0;
    double last = 0;
    long count = 0;
    if (parts.size() != 3 || !CLI::detail::lexical_cast(parts[0], first) ||
        !CLI::detail::lexical_cast(parts[1], last) || !CLI::detail::lexical_cast(parts[2], count) || count < 1)
        throw Error("--times: '" + text + "' is neither a .npy file nor FIRST:LAST:COUNT, such as 0:10:1001", 2);
    return Eigen::VectorXd::LinSpaced(count, first, last);
}

template <class Scalar>
void write_fields(const FieldQuery& query, const ldnet::LatentDynamicsNetwork& model, std::size_t stages,
                  const Eigen::MatrixXd& shared, Index cases) {
    const npy::Array points = npy::Array::open(query.data.points);
    const Index times = shared.cols() / cases;
    const ldnet::PointAxes axes = ldnet::point_axes(points, cases, times);
    if (axes.dimensions != model.points.size())
        throw Error(points.name() + " has points of " + std::to_string(axes.dimensions) + " dimensions but " +
                    query.model + " was trained on points of " + std::to_string(model.points.size()) +
                    "; they must match");
    npy::Shape shape = {cases, times, axes.count};
    if (model.fields.size() > 1) shape.push_back(model.fields.size());
    npy::Writer writer(query.output, model.precision, shape);
    std::vector<Scalar> converted;
    ldnet::for_predicted_blocks(model, stages, points, axes, shared, times, [&](std::span<const double> block) {
        converted.assign(block.size(), 0);
        for (std::size_t i = 0; i < block.size(); ++i) converted[i] = static_cast<Scalar>(block[i]);
        writer.append(std::span<const Scalar>(converted));
    });
    writer.commit();
}

}  // namespace

Eigen::VectorXd parse_times(const std::string& text, const Eigen::VectorXd& defaults) {
    Eigen::VectorXd times = times_of(text, defaults);
    for (Index k = 0; k < times.size(); ++k)
        if (times[k] < 0 || (k > 0 && times[k] <= times[k - 1]))
            throw Error("--times: time " + std::to_string(k) + " is " + std::to_string(times[k]) +
                            "; times must rise from 0, the time of the initial states, or later",
                        2);
    return times;
}

Eigen::Index checked_stages(long asked, std::size_t all, const std::string& model) {
    if (asked > static_cast<long>(all))
        throw Error("--stages is " + std::to_string(asked) + " but " + model + " has " + std::to_string(all) +
                        (all == 1 ? " stage" : " stages") + "; ask for at most that",
                    2);
    return asked > 0 ? asked : static_cast<Index>(all);
}

void predict_fields(const Tool& tool, const FieldQuery& query) {
    const ldnet::LatentDynamicsNetwork model = model::read_latent_dynamics_network(query.model).model;
    const auto stages = static_cast<std::size_t>(checked_stages(query.stages, model.stages.size(), query.model));
    if (query.data.points.empty() && !query.latent_only)
        throw Error("--points is required: where to predict the fields of a latent dynamics network", 2);
    const RawInputs raw = read_raw_inputs(query.data);
    const Index known = raw.times > 0 ? raw.times : model.times;
    const Eigen::VectorXd times =
        parse_times(query.times, model.dt * Eigen::VectorXd::LinSpaced(known, 0, static_cast<double>(known - 1)));
    const Index cases = std::max<Index>(1, raw.cases);
    const ldnet::Inputs inputs =
        map_raw_inputs(tool, model, query.data, raw, cases, ldnet::times_needed(model, times[times.size() - 1]));
    const Eigen::MatrixXd shared = ldnet::shared_at(model, inputs, times);
    if (query.latent_only) {
        const Eigen::MatrixXd latent = shared.topRows(model.latent);
        npy::write_array(query.output, npy::Type::float64, {cases, times.size(), model.latent},
                         {latent.data(), static_cast<std::size_t>(latent.size())});
    } else if (model.precision == npy::Type::float32) {
        write_fields<float>(query, model, stages, shared, cases);
    } else {
        write_fields<double>(query, model, stages, shared, cases);
    }
}

}  // namespace rom::cli
