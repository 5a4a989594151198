// rom-predict: what the reduced model says at new parameters, and how sure it is.

#include <memory>

#include "rom/cli/field_query.h"
#include "rom/cli/query.h"
#include "rom/error.h"
#include "rom/model/ldnet_file.h"
#include "rom/npy/output.h"
#include "rom/training/predict.h"
#include "rom/training/uncertainty.h"

using namespace rom;

namespace {

struct Options {
    cli::QueryFlags query;
    cli::FieldFlags fields;
    std::string parameters;
    std::string output;
    std::string times;
    bool latent_only = false;
    bool keep_going = false;
    training::Sampling sampling{0, 0, {}};
    std::string mean;
    std::string deviation;
    std::string quantiles;
};

void add_options(CLI::App& app, Options& o) {
    app.add_option("model", o.query.model, "Model directory")->required();
    app.add_option("parameters", o.parameters, "Parameters [cases, dimensions], .npy; - for standard input");
    cli::add_query_options(app, o.query);
    cli::add_field_options(app, o.fields);
    app.add_option("-o,--output", o.output,
                   "Predicted snapshots [cases, times, ...space] to write, .npy; - for standard output")
        ->required();
    app.add_option("--times", o.times,
                   "Times to predict: FIRST:LAST:COUNT or a .npy of times; else those of the training");
    app.add_flag("--latent-only", o.latent_only, "Write the latent trajectories [cases, times, latent] instead");
    app.add_flag("--keep-going", o.keep_going,
                 "Where a latent trajectory grows without bound, keep its last state and go on");
    cli::no_default(
        app.add_option("--samples", o.sampling.samples,
                       "Draws of the coefficients for --std, --mean and --quantiles; 20 where one is given"))
        ->check(cli::within(2, 1e6));
    app.add_option("--seed", o.sampling.seed, "Seed of the draws");
    app.add_option("--std", o.deviation, "Standard deviation over the draws [cases, times, ...space] to write, .npy");
    app.add_option("--mean", o.mean, "Mean over the draws to write, likewise");
    cli::no_default(app.add_option("--quantiles", o.sampling.quantiles,
                                   "Probabilities of quantiles over the draws, such as 0.05,0.95"))
        ->delimiter(',')
        ->check(cli::within(0, 1));
    app.add_option("--quantile-file", o.quantiles, "The quantiles [cases, times, probabilities, ...space] to write");
}

// The options of the draws, of which some need others.
void check_sampling(Options& o) {
    const bool asked = !o.deviation.empty() || !o.mean.empty() || !o.quantiles.empty();
    if (o.sampling.samples > 0 && !asked) throw Error("--samples is for --std, --mean or --quantiles; give one", 2);
    if (o.quantiles.empty() != o.sampling.quantiles.empty())
        throw Error("--quantiles and --quantile-file belong together; give both", 2);
    if (asked && o.latent_only) throw Error("--latent-only has no --std, --mean or --quantiles", 2);
    if (asked && o.sampling.samples == 0) o.sampling.samples = training::Sampling{}.samples;
    int to_standard_output = 0;
    for (const std::string& file : {o.output, o.deviation, o.mean, o.quantiles}) to_standard_output += file == "-";
    if (to_standard_output > 1) throw Error("only one result can go to standard output", 2);
}

void report_blow_ups(const cli::Tool& tool, const Options& o, const std::vector<std::string>& blow_ups, Index cases) {
    if (blow_ups.empty()) return;
    if (!o.keep_going)
        throw Error(blow_ups.front() + "; train longer, or nearer to this parameter, or give --keep-going");
    for (const std::string& sentence : blow_ups) tool.warn(sentence + "; it stays there");
    tool.warn(std::to_string(blow_ups.size()) + " of " + std::to_string(cases) + " cases blew up");
}

npy::Shape shape_of(const training::ReducedModel& model, npy::Shape leading) {
    leading.insert(leading.end(), model.coordinates.space.begin(), model.coordinates.space.end());
    return leading;
}

void write_latent(const Options& o, const training::ReducedModel& model, const Eigen::MatrixXd& latent, Index cases) {
    npy::write_array(o.output, model.precision, {cases, latent.cols() / cases, model.latent()},
                     {latent.data(), static_cast<std::size_t>(latent.size())});
}

// The statistics of all cases, one after the other.
template <class Scalar>
void write_statistics(const cli::Tool& tool, const Options& o, const cli::Query& query,
                      const training::SnapshotDecoder<Scalar>& decoder, const Eigen::VectorXd& times) {
    const training::ReducedModel& model = query.model();
    const Index cases = query.parameters.values.rows();
    const auto open = [&](const std::string& path, npy::Shape leading) {
        return path.empty() ? nullptr
                            : std::make_unique<npy::Writer>(path, model.precision, shape_of(model, std::move(leading)));
    };
    const auto deviation = open(o.deviation, {cases, times.size()});
    const auto mean = open(o.mean, {cases, times.size()});
    const auto quantiles = open(o.quantiles, {cases, times.size(), static_cast<Index>(o.sampling.quantiles.size())});
    Index lost = 0;
    for (const training::UncertainCase& one :
         training::uncertain_cases(query.processes.regression, query.parameters.values, query.initial))
        lost += training::for_sampled_blocks<Scalar>(decoder, query.processes.dynamics.library, one, times, o.sampling,
                                                     [&](const training::SampledBlock<Scalar>& block) {
                                                         if (deviation) deviation->append(block.deviation);
                                                         if (mean) mean->append(block.mean);
                                                         if (quantiles) quantiles->append(block.quantiles);
                                                     });
    if (deviation) deviation->commit();
    if (mean) mean->commit();
    if (quantiles) quantiles->commit();
    cli::warn_of_lost_draws(tool, lost, cases * o.sampling.samples);
}

template <class Scalar>
void write_snapshots(const cli::Tool& tool, const Options& o, const cli::Query& query, const Eigen::MatrixXd& latent,
                     const Eigen::VectorXd& times) {
    const training::SnapshotDecoder<Scalar> decoder(query.model(), query.stages);
    npy::Writer writer(o.output, query.model().precision,
                       shape_of(query.model(), {query.parameters.values.rows(), times.size()}));
    training::for_decoded_blocks<Scalar>(decoder, latent, [&](std::span<const Scalar> block) { writer.append(block); });
    if (o.sampling.samples > 0) write_statistics<Scalar>(tool, o, query, decoder, times);
    writer.commit();
}

void predict_snapshots(const cli::Tool& tool, const Options& o) {
    if (!o.fields.points.empty() || !o.fields.signals.empty())
        throw Error("--points and --signals are for latent dynamics networks, but " + o.query.model +
                        " is a model of rom-encode",
                    2);
    if (o.parameters.empty()) throw Error("parameters are required: of the cases to predict", 2);
    const cli::Query query = cli::read_query(tool, o.query, model::read_parameters(o.parameters));
    const training::ReducedModel& model = query.model();
    const Eigen::VectorXd times = cli::parse_times(o.times, cli::training_times(model));
    const auto [latent, blow_ups] = training::latent_trajectories(
        query.processes.regression, query.processes.dynamics.library, query.parameters.values, query.initial, times);
    const Index cases = query.parameters.values.rows();
    report_blow_ups(tool, o, blow_ups, cases);
    if (o.latent_only)
        write_latent(o, model, latent, cases);
    else if (model.precision == npy::Type::float32)
        write_snapshots<float>(tool, o, query, latent, times);
    else
        write_snapshots<double>(tool, o, query, latent, times);
}

void predict_fields(const cli::Tool& tool, Options o) {
    if (!o.query.processes.empty() || !o.query.initial.empty() || o.sampling.samples > 0)
        throw Error(
            o.query.model +
                " is a latent dynamics network: it takes --points and --signals, but no --gp, --initial or draws",
            2);
    o.fields.parameters = o.parameters;
    cli::predict_fields(tool, {o.query.model, o.fields, o.output, o.times, o.query.stages, o.latent_only});
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-predict", "Predict snapshots at new parameters with a reduced-order model.",
                   "rom-predict model-2 mu_new.npy --gp gp.json --initial u0_new.npy -o prediction.npy");
    Options o;
    add_options(tool.app, o);
    return tool.run(argc, argv, [&] {
        if ((o.parameters == "-") + (o.query.initial == "-") + (o.times == "-") > 1)
            throw Error("only one of parameters, --initial and --times can be standard input", 2);
        check_sampling(o);
        if (model::is_latent_dynamics_network(o.query.model))
            predict_fields(tool, o);
        else
            predict_snapshots(tool, o);
        return 0;
    });
}
