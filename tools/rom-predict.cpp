// rom-predict: what the reduced model says at new parameters.

#include "rom/cli/tool.h"
#include "rom/error.h"
#include "rom/model/consistency.h"
#include "rom/npy/output.h"
#include "rom/training/predict.h"

using namespace rom;

namespace {

struct Options {
    std::string model;
    std::string parameters;
    std::string processes;
    std::string initial;
    std::string output;
    std::string times;
    long stages = 0;
    bool latent_only = false;
    bool fit_initial = false;
    bool keep_going = false;
    bool force = false;
};

void add_options(CLI::App& app, Options& o) {
    app.add_option("model", o.model, "Model directory")->required();
    app.add_option("parameters", o.parameters, "Parameters [cases, dimensions], .npy; - for standard input")
        ->required();
    app.add_option("--gp", o.processes, "gp.json of the model's coefficients")->required();
    app.add_option("--initial", o.initial, "Initial states [cases, ...space], .npy; - for standard input")->required();
    app.add_option("-o,--output", o.output,
                   "Predicted snapshots [cases, times, ...space] to write, .npy; - for standard output")
        ->required();
    cli::no_default(app.add_option("--stages", o.stages, "Sum up the first so many stages only, else all"))
        ->check(cli::positive());
    app.add_option("--times", o.times,
                   "Times to predict: FIRST:LAST:COUNT or a .npy of times; else those of the training");
    app.add_flag("--latent-only", o.latent_only, "Write the latent trajectories [cases, times, latent] instead");
    app.add_flag("--fit-initial", o.fit_initial,
                 "Start from the latent states whose decoding is nearest to the initial states");
    app.add_flag("--keep-going", o.keep_going,
                 "Where a latent trajectory grows without bound, keep its last state and go on");
    app.add_flag("--force", o.force, "Go on where the model and gp.json do not belong together");
}

Eigen::VectorXd times_of(const Options& o, const training::ReducedModel& model) {
    Eigen::VectorXd times;
    if (o.times.empty()) {
        times = model.dt * Eigen::VectorXd::LinSpaced(model.times, 0, static_cast<double>(model.times - 1));
    } else if (o.times.ends_with(".npy") || o.times == "-") {
        const npy::Array array = npy::Array::open(o.times);
        if (array.shape().size() != 1 || array.shape()[0] == 0)
            throw Error(array.name() + " has shape " + npy::to_string(array.shape()) +
                        " but times are one axis, [times]");
        const std::vector<double> values = array.read_all();
        times = Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Index>(values.size()));
    } else {
        const std::vector<std::string> parts = CLI::detail::split(o.times, ':');
        double first = 0;
        double last = 0;
        long count = 0;
        if (parts.size() != 3 || !CLI::detail::lexical_cast(parts[0], first) ||
            !CLI::detail::lexical_cast(parts[1], last) || !CLI::detail::lexical_cast(parts[2], count) || count < 1)
            throw Error("--times: '" + o.times + "' is neither a .npy file nor FIRST:LAST:COUNT, such as 0:10:1001", 2);
        times = Eigen::VectorXd::LinSpaced(count, first, last);
    }
    for (Index k = 0; k < times.size(); ++k)
        if (times[k] < 0 || (k > 0 && times[k] <= times[k - 1]))
            throw Error("--times: time " + std::to_string(k) + " is " + std::to_string(times[k]) +
                            "; times must rise from 0, the time of the initial states, or later",
                        2);
    return times;
}

// Latent states [latent, cases] of the initial states.
Eigen::MatrixXd initial_latent(const Options& o, const training::ReducedModel& model,
                               const model::Parameters& parameters) {
    const npy::Array array = npy::Array::open(o.initial);
    const npy::Shape& shape = array.shape();
    if (shape.empty()) throw Error(array.name() + " is a single number; initial states are [cases, ...space]");
    training::require_space({shape.begin() + 1, shape.end()}, model, array.name(), o.model);
    model::require_same_cases(array.name(), shape[0], parameters.name, parameters.values.rows());
    const training::Snapshots states{array, shape[0], 1, {shape.begin() + 1, shape.end()}};
    const Eigen::MatrixXd coordinates = training::project<double>(model.coordinates, states);
    return o.fit_initial ? training::fit_latent(model, coordinates) : training::encode(model, coordinates);
}

void report_blow_ups(const cli::Tool& tool, const Options& o, const std::vector<std::string>& blow_ups, Index cases) {
    if (blow_ups.empty()) return;
    if (!o.keep_going)
        throw Error(blow_ups.front() + "; train longer, or nearer to this parameter, or give --keep-going");
    for (const std::string& sentence : blow_ups) tool.warn(sentence + "; it stays there");
    tool.warn(std::to_string(blow_ups.size()) + " of " + std::to_string(cases) + " cases blew up");
}

void write_latent(const Options& o, const training::ReducedModel& model, const Eigen::MatrixXd& latent, Index cases) {
    npy::write_array(o.output, model.precision, {cases, latent.cols() / cases, model.latent()},
                     {latent.data(), static_cast<std::size_t>(latent.size())});
}

template <class Scalar>
void write_snapshots(const Options& o, const training::ReducedModel& model, const Eigen::MatrixXd& latent, Index cases,
                     Index stages) {
    npy::Shape shape = {cases, latent.cols() / cases};
    shape.insert(shape.end(), model.coordinates.space.begin(), model.coordinates.space.end());
    npy::Writer writer(o.output, model.precision, shape);
    training::for_decoded_blocks<Scalar>(model, latent, stages,
                                         [&](std::span<const Scalar> block) { writer.append(block); });
    writer.commit();
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-predict", "Predict snapshots at new parameters with a reduced-order model.",
                   "rom-predict model-2 mu_new.npy --gp gp.json --initial u0_new.npy -o prediction.npy");
    Options o;
    add_options(tool.app, o);
    return tool.run(argc, argv, [&] {
        if ((o.parameters == "-") + (o.initial == "-") + (o.times == "-") > 1)
            throw Error("only one of parameters, --initial and --times can be standard input", 2);
        const model::StoredModel stored = model::read_model(o.model);
        const training::ReducedModel& model = stored.model;
        const auto all = static_cast<long>(model.stages.size());
        if (o.stages > all)
            throw Error("--stages is " + std::to_string(o.stages) + " but " + o.model + " has " + std::to_string(all) +
                            (all == 1 ? " stage" : " stages") + "; ask for at most that",
                        2);
        const model::StoredProcesses processes = model::read_processes(o.processes);
        const model::Parameters parameters = model::read_parameters(o.parameters);
        model::require_compatible(stored, processes, parameters);
        for (const std::string& sentence : model::mismatches(stored, processes)) {
            if (!o.force) throw Error(sentence + "; give what belongs together, or --force");
            tool.warn(sentence);
        }
        for (const std::string& sentence : model::outside_training(processes, parameters)) tool.warn(sentence);

        const Eigen::VectorXd times = times_of(o, model);
        const Eigen::MatrixXd initial = initial_latent(o, model, parameters);
        const auto [latent, blow_ups] = training::latent_trajectories(processes.regression, processes.dynamics.library,
                                                                      parameters.values, initial, times);
        report_blow_ups(tool, o, blow_ups, parameters.values.rows());
        const Index cases = parameters.values.rows();
        const Index stages = o.stages > 0 ? o.stages : all;
        if (o.latent_only)
            write_latent(o, model, latent, cases);
        else if (model.precision == npy::Type::float32)
            write_snapshots<float>(o, model, latent, cases, stages);
        else
            write_snapshots<double>(o, model, latent, cases, stages);
        return 0;
    });
}
