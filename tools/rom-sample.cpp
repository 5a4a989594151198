// rom-sample: the parameter of which the reduced model is least sure, to be simulated next.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <numeric>

#include "rom/cli/query.h"
#include "rom/error.h"
#include "rom/npy/output.h"
#include "rom/parallel.h"
#include "rom/training/uncertainty.h"

using namespace rom;

namespace {

struct Options {
    cli::QueryFlags query;
    std::string candidates;
    std::string list;
    std::string output;
    std::string measure = "relative";
    training::Sampling sampling;
    double tolerance = 0;
    double apart = 1e-6;
    long count = 1;
    bool json = false;
};

constexpr std::array kMeasures = {"relative", "max", "mean", "l2"};

void add_options(CLI::App& app, Options& o) {
    app.add_option("model", o.query.model, "Model directory");
    app.add_option("candidates", o.candidates,
                   "Candidate parameters: [cases, dimensions], .npy, - for standard input, or a grid "
                   "FIRST:LAST:COUNT[:log] for each dimension, separated by commas");
    cli::add_query_options(app, o.query);
    app.get_option("--gp")->required(false);
    app.get_option("--initial")->required(false);
    app.add_option("--list", o.list, "Only write this grid to OUTPUT, to make initial states from");
    app.add_option("--samples", o.sampling.samples, "Draws of the coefficients for each candidate")
        ->check(cli::within(2, 1e6));
    app.add_option("--seed", o.sampling.seed, "Seed of the draws");
    app.add_option("--measure", o.measure,
                   "Of the standard deviation: the largest over time of its norm, relative to that of the state "
                   "(relative), the largest over space and time (max), the mean, or the root mean square (l2)")
        ->check(cli::one_of(kMeasures));
    cli::no_default(
        app.add_option("--tolerance", o.tolerance, "Exit with status 3 where no candidate's measure is above this"))
        ->check(cli::positive());
    app.add_option("--exclusion-radius", o.apart,
                   "Leave out candidates this near to a training case, in standard deviations of the parameters")
        ->check(cli::not_negative());
    app.add_option("--count", o.count, "Print so many parameters, the least sure first")->check(cli::positive());
    app.add_option("-o,--output", o.output,
                   "The measure of each candidate [cases] to write, .npy; 0 where it is left out");
    app.add_flag("--json", o.json, "Print a report as JSON");
}

// Values of one dimension from FIRST:LAST:COUNT or FIRST:LAST:COUNT:log.
Eigen::VectorXd axis_of(const std::string& text) {
    const std::vector<std::string> parts = CLI::detail::split(text, ':');
    double first = 0;
    double last = 0;
    long count = 0;
    const bool logarithmic = parts.size() == 4 && parts[3] == "log";
    if ((parts.size() != 3 && !logarithmic) || !CLI::detail::lexical_cast(parts[0], first) ||
        !CLI::detail::lexical_cast(parts[1], last) || !CLI::detail::lexical_cast(parts[2], count) || count < 1 ||
        (logarithmic && (first <= 0 || last <= 0)))
        throw Error("candidates: '" + text +
                        "' is neither FIRST:LAST:COUNT nor FIRST:LAST:COUNT:log with positive ends, such as 0.7:0.9:21",
                    2);
    if (!logarithmic) return Eigen::VectorXd::LinSpaced(count, first, last);
    return Eigen::VectorXd::LinSpaced(count, std::log(first), std::log(last)).array().exp();
}

// All combinations, the last dimension fastest.
Eigen::MatrixXd grid_of(const std::string& text) {
    std::vector<Eigen::VectorXd> axes;
    for (const std::string& axis : CLI::detail::split(text, ',')) axes.push_back(axis_of(axis));
    Index count = 1;
    for (const Eigen::VectorXd& axis : axes) count *= axis.size();
    Eigen::MatrixXd points(count, static_cast<Index>(axes.size()));
    for (Index p = 0; p < count; ++p) {
        Index rest = p;
        for (auto d = static_cast<Index>(axes.size()) - 1; d >= 0; --d) {
            const Eigen::VectorXd& axis = axes[static_cast<std::size_t>(d)];
            points(p, d) = axis[rest % axis.size()];
            rest /= axis.size();
        }
    }
    return points;
}

model::Parameters candidates_of(const Options& o) {
    if (o.candidates == "-" || o.candidates.find(':') == std::string::npos || o.candidates.ends_with(".npy"))
        return model::read_parameters(o.candidates);
    return {"the grid " + o.candidates, {}, grid_of(o.candidates)};
}

void write_rows(const std::string& path, const Eigen::MatrixXd& rows) {
    const Eigen::MatrixXd transposed = rows.transpose();
    npy::write_array(path, npy::Type::float64, {rows.rows(), rows.cols()},
                     {transposed.data(), static_cast<std::size_t>(transposed.size())});
}

// The standard deviation of one candidate over space and time.
struct Spread {
    double relative = 0;
    double largest = 0;
    double sum = 0;
    double squares = 0;
    double count = 0;

    template <class Scalar>
    void add(const training::SampledBlock<Scalar>& block, Index size) {
        const auto times = static_cast<Index>(block.deviation.size()) / size;
        const Eigen::Map<const Matrix<Scalar>> sigma(block.deviation.data(), size, times);
        const Eigen::Map<const Matrix<Scalar>> mean(block.mean.data(), size, times);
        const Eigen::RowVectorXd norms = sigma.colwise().norm().template cast<double>();
        const Eigen::RowVectorXd states = mean.colwise().norm().template cast<double>();
        relative = std::max(relative, norms.cwiseQuotient(states).maxCoeff());
        largest = std::max(largest, static_cast<double>(sigma.maxCoeff()));
        sum += sigma.template cast<double>().sum();
        squares += norms.squaredNorm();
        count += static_cast<double>(sigma.size());
    }

    double measure(const std::string& name) const {
        if (name == "relative") return relative;
        if (name == "max") return largest;
        return name == "mean" ? sum / count : std::sqrt(squares / count);
    }
};

struct Scores {
    Eigen::VectorXd values;  // NaN for candidates that are left out
    Index lost = 0;          // draws
};

// The distance of each candidate to the nearest training case, in deviations of the parameters.
Eigen::VectorXd distance_to_training(const cli::Query& query) {
    const gp::Regression& regression = query.processes.regression;
    return gp::scaled_distances(gp::normalised_inputs(regression, query.parameters.values),
                                gp::normalised_inputs(regression, regression.inputs), Eigen::VectorXd::Ones(1))
        .rowwise()
        .minCoeff();
}

template <class Scalar>
Scores score(const Options& o, const cli::Query& query) {
    const training::SnapshotDecoder<Scalar> decoder(query.model(), query.stages);
    const Eigen::VectorXd times = cli::training_times(query.model());
    const Eigen::VectorXd distance = distance_to_training(query);
    const std::vector<training::UncertainCase> cases =
        training::uncertain_cases(query.processes.regression, query.parameters.values, query.initial);
    Scores scores{Eigen::VectorXd::Constant(distance.size(), std::nan("")), 0};
    std::vector<Index> lost(cases.size());
    parallel_for(distance.size(), true, [&](Index c) {
        if (distance[c] <= o.apart) return;
        const auto at = static_cast<std::size_t>(c);
        Spread spread;
        lost[at] = training::for_sampled_blocks<Scalar>(
            decoder, query.processes.dynamics.library, cases[at], times, o.sampling,
            [&](const training::SampledBlock<Scalar>& block) { spread.add(block, decoder.size()); });
        scores.values[c] = spread.measure(o.measure);
    });
    scores.lost = std::accumulate(lost.begin(), lost.end(), Index{0});
    return scores;
}

// Candidates that are not left out, the largest measure first.
std::vector<Index> ranking_of(const Eigen::VectorXd& scores) {
    std::vector<Index> order(static_cast<std::size_t>(scores.size()));
    std::iota(order.begin(), order.end(), Index{0});
    std::erase_if(order, [&](Index c) { return std::isnan(scores[c]); });
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return scores[a] > scores[b]; });
    return order;
}

model::Json entry(const cli::Query& query, const Scores& scores, Index candidate) {
    return {{"candidate", candidate},
            {"parameters", query.parameters.values.row(candidate)},
            {"measure", scores.values[candidate]}};
}

void print_parameters(const Eigen::RowVectorXd& parameters) {
    for (Index d = 0; d < parameters.size(); ++d) std::printf(d == 0 ? "%.15g" : " %.15g", parameters[d]);
    std::printf("\n");
}

int sample(const cli::Tool& tool, const Options& o) {
    const cli::Query query = cli::read_query(tool, o.query, candidates_of(o));
    std::unique_ptr<npy::Writer> writer;  // before the work, so that a folder that is missing is known at once
    if (!o.output.empty())
        writer =
            std::make_unique<npy::Writer>(o.output, npy::Type::float64, npy::Shape{query.parameters.values.rows()});
    const Scores scores =
        query.model().precision == npy::Type::float32 ? score<float>(o, query) : score<double>(o, query);
    const std::vector<Index> ranking = ranking_of(scores.values);
    const bool enough = ranking.empty() || scores.values[ranking.front()] <= o.tolerance;
    if (writer) {
        const Eigen::VectorXd values = scores.values.array().isNaN().select(0, scores.values);
        writer->append(std::span<const double>(values.data(), static_cast<std::size_t>(values.size())));
        writer->commit();
    }
    cli::warn_of_lost_draws(tool, scores.lost, static_cast<Index>(ranking.size()) * o.sampling.samples);
    const auto shown = std::min(ranking.size(), static_cast<std::size_t>(o.count));
    if (o.json) {
        model::Json next = model::Json::array();
        for (std::size_t k = 0; k < shown && !enough; ++k) next.push_back(entry(query, scores, ranking[k]));
        model::Json all = model::Json::array();
        for (const Index c : ranking) all.push_back(entry(query, scores, c));
        std::printf("%s\n", model::Json{{"measure", o.measure},
                                        {"samples", o.sampling.samples},
                                        {"enough", enough},
                                        {"next", next},
                                        {"excluded", scores.values.size() - static_cast<Index>(ranking.size())},
                                        {"draws_left_out", scores.lost},
                                        {"ranking", all}}
                                .dump(2)
                                .c_str());
    } else {
        for (std::size_t k = 0; k < shown && !enough; ++k) print_parameters(query.parameters.values.row(ranking[k]));
    }
    if (ranking.empty()) {
        tool.say("every candidate is a training case");
    } else {
        const std::string least =
            cli::format("the standard deviation (%s) is at most %.4g, at candidate %ld", o.measure.c_str(),
                        scores.values[ranking.front()], static_cast<long>(ranking.front()));
        tool.say(enough ? least + cli::format(", within --tolerance %.4g", o.tolerance) : least);
    }
    return enough ? 3 : 0;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-sample", "Find the parameter of which a reduced-order model is least sure, to simulate next.",
                   "rom-sample model 0.7:0.9:21,0.9:1.1:21 --gp gp.json --initial u0.npy --tolerance 0.01");
    Options o;
    add_options(tool.app, o);
    return tool.run(argc, argv, [&] {
        if (!o.list.empty()) {
            if (!o.query.model.empty()) throw Error("--list goes with --output alone", 2);
            if (o.output.empty()) throw Error("--list needs --output, the file to write", 2);
            write_rows(o.output, grid_of(o.list));
            return 0;
        }
        for (const auto& [given, name] :
             {std::pair(&o.query.model, "a model"), std::pair(&o.candidates, "candidates"),
              std::pair(&o.query.processes, "--gp"), std::pair(&o.query.initial, "--initial")})
            if (given->empty()) throw Error(std::string(name) + " is required; see rom-sample --help", 2);
        if (o.candidates == "-" && o.query.initial == "-")
            throw Error("only one of candidates and --initial can be standard input", 2);
        return sample(tool, o);
    });
}
