#include "rom/files/processes_file.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/meaning_json.h"
#include "rom/files/regression_json.h"
#include "rom/npy/sha256.h"

namespace rom::files {
namespace {

constexpr const char* kWanted = "a file of rom-gpfit";
constexpr Format kIndependent = {"rom-gp", kWanted, 3, 2, 2};
constexpr Format kJoint = {"rom-gp-joint", kWanted, 2};

// A coefficient that the other cases predict no better than this is marked: 1 is the error of their mean.
constexpr double kUnexplained = 0.9;

// A coefficient's process, and how well the other cases predict it.
struct CoefficientReport {
    std::string term;
    std::string equation;  // "z1'"
    gp::Process process;
    gp::LeaveOneOut left_out;
};

std::vector<CoefficientReport> report_of(const gp::Regression& regression, const StoredProcesses& processes) {
    const auto terms = dynamics::library_terms(processes.dynamics.library, processes.latent);
    const auto latent = static_cast<std::size_t>(processes.latent);
    std::vector<CoefficientReport> report;
    for (std::size_t c = 0; c < processes.left_out.size(); ++c)
        report.push_back({terms[c / latent], "z" + std::to_string(c % latent + 1) + "'", regression.processes[c],
                          processes.left_out[c]});
    return report;
}

Json hyperparameters_json(const gp::Regression& regression, const StoredProcesses& processes) {
    Json coefficients = Json::array();
    for (const CoefficientReport& one : report_of(regression, processes)) {
        Json json = {{"term", one.term}, {"equation", one.equation}};
        json.update(to_json(one.process));
        json["left_out_error"] = one.left_out.error;
        json["left_out_score"] = one.left_out.score;
        coefficients.push_back(json);
    }
    return coefficients;
}

Json hyperparameters_json(const gp::JointRegression& regression, const StoredProcesses&) {
    Json json = to_json(regression.kernel);
    json["mean_variance"] = regression.mean_variance;
    json["noise"] = regression.noise;
    json["log_likelihood"] = regression.log_likelihood;
    json["deviation_factor"] = regression.deviation_factor;
    return json;
}

std::string table_of(const gp::Regression& regression, const StoredProcesses& processes) {
    std::string text = format("%-8s %-6s %-9s %9s  %-21s %9s %11s %9s\n", "equation", "term", "kernel", "amplitude",
                              "length scales", "noise", "likelihood", "left out");
    for (const CoefficientReport& one : report_of(regression, processes)) {
        const gp::Process& process = one.process;
        std::string lengths;
        for (const double length : process.kernel.length_scales) lengths += format("%-10.3g ", length);
        text += format("%-8s %-6s %-9s %9.3g  %-21s %9.2g %11.4g %9.2g%s\n", one.equation.c_str(), one.term.c_str(),
                       name_of(process.kernel.family), process.kernel.amplitude, lengths.c_str(), process.noise,
                       process.log_likelihood, one.left_out.error,
                       one.left_out.error > kUnexplained ? "  ! not explained by the parameters" : "");
    }
    return text;
}

std::string table_of(const gp::JointRegression& regression, const StoredProcesses&) {
    std::string lengths;
    for (Index d = 0; d < regression.kernel.length_scales.size(); ++d)
        lengths += format(" %.3g%s", regression.kernel.length_scales[d],
                          regression.space.logarithmic[static_cast<std::size_t>(d)] ? " (of the logarithm)" : "");
    std::string shares;
    for (const double noise : regression.noise) shares += format(" %.2g %%", 100 * std::sqrt(noise));
    return format("velocities that the dynamics leave unexplained  %.2g %%\n",
                  100 * std::sqrt(regression.noise.mean())) +
           "in each equation                               " + shares + "\n" +
           format("deviation of the coefficients over the cases    %.3g\n", std::sqrt(regression.kernel.amplitude)) +
           format("size of what they have in common                %.3g\n", std::sqrt(regression.mean_variance)) +
           "length scales                                  " + lengths + "\n" +
           format("log likelihood                                  %.6g\n", regression.log_likelihood) +
           format("deviations, times those of the velocities       %.3g\n", regression.deviation_factor);
}

Json summary_json(const evaluation::LeftOutSummary& summary) {
    Json json = {{"largest", summary.largest}, {"worst_case", summary.worst}, {"mean", summary.mean}};
    if (summary.inner) json["inner"] = *summary.inner;
    for (const evaluation::FieldSummary& field : summary.fields)
        json["fields"][field.name] = {{"largest", field.largest}, {"mean", field.mean}};
    return json;
}

Json verdict_json(const evaluation::Verdict& verdict) {
    Json json = {{"training", summary_json(verdict.training)}, {"left_out", summary_json(verdict.left_out)}};
    if (verdict.reference != snapshots::Reference::norm) json["relative_to"] = name_of(verdict.reference);
    if (verdict.between) json["between"] = {{"largest", verdict.between->largest}, {"mean", verdict.between->mean}};
    if (verdict.interpolation) {
        json["interpolation"] = summary_json(verdict.interpolation->left_out);
        json["interpolation"]["kind"] = name_of(verdict.interpolation->kind);
    }
    return json;
}

void add(Json& json, const gp::Regression& regression, const StoredProcesses& processes) {
    json["nugget"] = regression.nugget;
    json["coefficients"] = hyperparameters_json(regression, processes);
    json["targets"] = matrix_json(regression.targets);
}

void add(Json& json, const gp::JointRegression& regression, const StoredProcesses& processes) {
    json.update(hyperparameters_json(regression, processes));
    json["weights"] = matrix_json(gp::weights_of(regression));
    json["units"] = to_json(regression.moments.units);
    json["moments"] = Json::array();
    for (const Eigen::MatrixXd& one : regression.moments.cases) json["moments"].push_back(matrix_json(one));
}

[[noreturn]] void refuse(const std::string& path) {
    throw Error(path + ": parameters, targets and hyperparameters do not fit together; make it again with rom-gpfit");
}

gp::Regression regression_from(const Json& json, Index coefficients, const std::string& path) {
    gp::Regression regression;
    regression.nugget = get_not_negative(json, "nugget", path);
    regression.space = space_from(json, path);
    regression.targets = matrix_from(json, "targets", path);
    const Index dimensions = regression.space.inputs.cols();
    for (const Json& one : get<std::vector<Json>>(json, "coefficients", path)) {
        regression.processes.push_back(process_from(one, path));
        const Index scales = regression.processes.back().kernel.length_scales.size();
        if (scales != 1 && scales != dimensions) refuse(path);
    }
    if (regression.targets.rows() != regression.space.inputs.rows() || regression.targets.cols() != coefficients ||
        regression.processes.size() != static_cast<std::size_t>(coefficients))
        refuse(path);
    return regression;
}

gp::JointRegression joint_from(const Json& json, dynamics::Library library, Index latent, const std::string& path) {
    gp::JointRegression regression;
    regression.library = library;
    regression.space = space_from(json, path);
    regression.kernel = kernel_from(json, path);
    regression.mean_variance = get_positive(json, "mean_variance", path);
    const auto noise = get<std::vector<double>>(json, "noise", path);
    regression.noise = Eigen::Map<const Eigen::VectorXd>(noise.data(), static_cast<Index>(noise.size()));
    regression.log_likelihood = get<double>(json, "log_likelihood", path);
    if (json.contains("deviation_factor")) regression.deviation_factor = get_positive(json, "deviation_factor", path);
    regression.moments.units = units_from(json, path);
    if (regression.latent() != latent || regression.noise.size() != latent || !(regression.noise.minCoeff() > 0))
        refuse(path);
    const Index size = regression.terms() + latent;
    std::vector<Eigen::MatrixXd>& cases = regression.moments.cases;
    for (const Json& one : get<std::vector<Json>>(json, "moments", path)) {
        cases.push_back(matrix_from({{"moments", one}}, "moments", path));
        if (cases.back().rows() != size || cases.back().cols() != size || !(cases.back().diagonal().minCoeff() >= 0))
            refuse(path);
    }
    if (regression.kernel.length_scales.size() != regression.space.inputs.cols() ||
        static_cast<Index>(cases.size()) != regression.space.inputs.rows())
        refuse(path);
    return regression;
}

}  // namespace

std::string table_of(const StoredProcesses& processes) {
    return std::visit([&](const auto& kind) { return table_of(kind, processes); }, processes.coefficients);
}

std::string json_of(const StoredProcesses& processes) {
    return std::visit([&](const auto& kind) { return text_of(hyperparameters_json(kind, processes), 2); },
                      processes.coefficients);
}

Index unexplained(const StoredProcesses& processes) {
    return std::count_if(processes.left_out.begin(), processes.left_out.end(),
                         [](const gp::LeaveOneOut& one) { return one.error > kUnexplained; });
}

std::string coefficients_sha256(const StoredProcesses& processes) {
    return npy::sha256_of(
        entries_of(gp::predict(processes.coefficients, gp::space_of(processes.coefficients).inputs).mean));
}

void write_processes(const std::string& path, const StoredProcesses& processes, const Provenance& provenance) {
    const bool joint = std::holds_alternative<gp::JointRegression>(processes.coefficients);
    const Format& format = joint ? kJoint : kIndependent;
    Json json = {{"format", format.name}, {"version", format.version}};
    json.update(to_json(processes.dynamics));
    json["latent"] = processes.latent;
    json["terms"] = dynamics::library_terms(processes.dynamics.library, processes.latent);
    add_space(json, gp::space_of(processes.coefficients));
    std::visit([&](const auto& kind) { add(json, kind, processes); }, processes.coefficients);
    if (processes.verdict) json["verdict"] = verdict_json(*processes.verdict);
    json["provenance"] = to_json(provenance);
    write_json(path, json);
}

StoredProcesses read_processes(const std::string& path) { return read_processes(path, path); }

StoredProcesses read_processes(const std::string& file, const std::string& path) {
    const TextFile text = read_text(file, path);
    const Json json = parse_json(text.text, path);
    const bool joint = get<std::string>(json, "format", path) == kJoint.name;
    require_format(json, joint ? kJoint : kIndependent, path);
    StoredProcesses processes{{}, meaning_from(json, path), 0, 0, path, text.sha256};
    processes.terms = static_cast<Index>(get<std::vector<std::string>>(json, "terms", path).size());
    processes.latent = get_count(json, "latent", path, 1, std::max<Index>(1, processes.terms));
    if (processes.terms != dynamics::term_count(processes.dynamics.library, processes.latent)) refuse(path);
    if (joint)
        processes.coefficients = joint_from(json, processes.dynamics.library, processes.latent, path);
    else
        processes.coefficients = regression_from(json, processes.terms * processes.latent, path);
    return processes;
}

}  // namespace rom::files
