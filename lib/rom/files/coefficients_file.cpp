#include "rom/files/coefficients_file.h"

#include <algorithm>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/json.h"
#include "rom/npy/output.h"

namespace rom::files {
namespace {

constexpr const char* kCoefficientsFormat = "rom-coefficients";
constexpr const char* kProcessesFormat = "rom-gp";
constexpr int kCoefficientsVersion = 1;
constexpr int kProcessesVersion = 2;

// A coefficient that the other cases predict no better than this is marked: 1 is the error of their mean.
constexpr double kUnexplained = 0.9;

void check_format(const Json& json, const std::string& format, int known, const std::string& path) {
    if (get<std::string>(json, "format", path) != format)
        throw Error(path + ": is of format '" + json["format"].get<std::string>() + "' but '" + format + "' is needed");
    if (const int version = get<int>(json, "version", path); version != known)
        throw Error(path + ": is of format version " + std::to_string(version) + " but this program reads " +
                    std::to_string(known) + (version > known ? "; use the newer tools" : "; make it again"));
}

Json dynamics_json(const CoefficientMeaning& dynamics) {
    return {{"library", name_of(dynamics.library)},
            {"derivative", name_of(dynamics.derivative)},
            {"dt", dynamics.dt},
            {"latent_sha256", dynamics.latent_sha256}};
}

CoefficientMeaning dynamics_from(const Json& json, const std::string& path) {
    return {get_choice<dynamics::Library>(json, "library", path),
            get_choice<dynamics::Derivative>(json, "derivative", path), get<double>(json, "dt", path),
            get<std::string>(json, "latent_sha256", path)};
}

Json matrix_json(const Eigen::MatrixXd& matrix) {
    Json rows = Json::array();
    for (Index i = 0; i < matrix.rows(); ++i) {
        Json row = Json::array();
        for (Index j = 0; j < matrix.cols(); ++j) row.push_back(matrix(i, j));
        rows.push_back(row);
    }
    return rows;
}

Eigen::MatrixXd matrix_from(const Json& json, const std::string& key, const std::string& path) {
    const auto rows = get<std::vector<std::vector<double>>>(json, key, path);
    const std::size_t columns = rows.empty() ? 0 : rows.front().size();
    if (columns == 0) throw Error(path + ": '" + key + "' is empty; make it again");
    Eigen::MatrixXd matrix(static_cast<Index>(rows.size()), static_cast<Index>(columns));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].size() != columns)
            throw Error(path + ": the rows of '" + key + "' differ in length; make it again");
        for (std::size_t j = 0; j < columns; ++j) matrix(static_cast<Index>(i), static_cast<Index>(j)) = rows[i][j];
    }
    return matrix;
}

Json coefficients_json(const std::vector<CoefficientReport>& report) {
    Json coefficients = Json::array();
    for (const CoefficientReport& one : report) {
        const gp::Kernel& kernel = one.process.kernel;
        coefficients.push_back({{"term", one.term},
                                {"equation", one.equation},
                                {"kernel", name_of(kernel.family)},
                                {"amplitude", kernel.amplitude},
                                {"length_scales", kernel.length_scales},
                                {"noise", one.process.noise},
                                {"log_likelihood", one.process.log_likelihood},
                                {"left_out_error", one.left_out.error},
                                {"left_out_score", one.left_out.score}});
    }
    return coefficients;
}

}  // namespace

std::string json_beside(const std::string& npy_path) {
    return std::filesystem::path(npy_path).replace_extension(".json").string();
}

std::string coefficients_json(const CoefficientMeaning& dynamics, const std::vector<dynamics::SindyFit>& fits,
                              const Provenance& provenance) {
    Json json = {{"format", kCoefficientsFormat}, {"version", kCoefficientsVersion}};
    json.update(dynamics_json(dynamics));
    json["terms"] = dynamics::library_terms(dynamics.library, fits.front().xi.cols());
    json["cases"] = Json::array();
    for (const dynamics::SindyFit& fit : fits) {
        Json eigenvalues = Json::array();
        for (const auto& value : fit.eigenvalues)
            eigenvalues.push_back({{"growth", value.real()}, {"frequency", value.imag()}});
        json["cases"].push_back({{"residual", fit.residual},
                                 {"condition", fit.condition},
                                 {"rank", fit.rank},
                                 {"eigenvalues", eigenvalues}});
    }
    json["provenance"] = to_json(provenance);
    return json.dump(2);
}

// xi.npy appears after xi.json, so that whoever waits for it finds both.
void write_coefficients(const std::string& path, const std::vector<dynamics::SindyFit>& fits, const std::string& json) {
    const Eigen::MatrixXd& first = fits.front().xi;
    npy::Writer writer(path, npy::Type::float64, {static_cast<std::int64_t>(fits.size()), first.rows(), first.cols()});
    for (const dynamics::SindyFit& fit : fits) {
        const Eigen::MatrixXd transposed = fit.xi.transpose();
        writer.append(entries_of(transposed));
    }
    if (path != "-") npy::write_text(json_beside(path), json + "\n");
    writer.commit();
}

std::string table_of(const std::vector<dynamics::SindyFit>& fits) {
    std::string text = "case  residual  condition  rank  eigenvalues of the linear terms: growth rate +- frequency\n";
    for (std::size_t c = 0; c < fits.size(); ++c) {
        const dynamics::SindyFit& fit = fits[c];
        text += format("%4zu  %8.2e  %9.2e  %4ld ", c, fit.residual, fit.condition, static_cast<long>(fit.rank));
        for (const auto& value : fit.eigenvalues) {
            if (value.imag() > 0)
                text += format(" %+.4g +- %.4gi", value.real(), value.imag());
            else if (value.imag() == 0)
                text += format(" %+.4g", value.real());
        }
        text += "\n";
    }
    return text;
}

std::optional<CoefficientMeaning> read_coefficients_json(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return std::nullopt;
    const Json json = read_json(path);
    check_format(json, kCoefficientsFormat, kCoefficientsVersion, path);
    return dynamics_from(json, path);
}

std::vector<CoefficientReport> report_of(const StoredProcesses& processes) {
    const auto terms = dynamics::library_terms(processes.dynamics.library, processes.latent);
    const std::vector<gp::LeaveOneOut> scores = gp::leave_one_out(processes.regression);
    const auto latent = static_cast<std::size_t>(processes.latent);
    std::vector<CoefficientReport> report;
    for (std::size_t c = 0; c < scores.size(); ++c)
        report.push_back({terms[c / latent], "z" + std::to_string(c % latent + 1) + "'",
                          processes.regression.processes[c], scores[c]});
    return report;
}

std::string table_of(const std::vector<CoefficientReport>& report) {
    std::string text = format("%-8s %-6s %-9s %9s  %-21s %9s %11s %9s\n", "equation", "term", "kernel", "amplitude",
                              "length scales", "noise", "likelihood", "left out");
    for (const CoefficientReport& one : report) {
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

Index unexplained(const std::vector<CoefficientReport>& report) {
    return std::count_if(report.begin(), report.end(),
                         [](const CoefficientReport& one) { return one.left_out.error > kUnexplained; });
}

std::string json_of(const std::vector<CoefficientReport>& report) { return coefficients_json(report).dump(2); }

void write_processes(const std::string& path, const StoredProcesses& processes,
                     const std::vector<CoefficientReport>& report, const Provenance& provenance) {
    const gp::Regression& regression = processes.regression;
    Json json = {{"format", kProcessesFormat}, {"version", kProcessesVersion}};
    json.update(dynamics_json(processes.dynamics));
    json["nugget"] = regression.nugget;
    json["latent"] = processes.latent;
    json["terms"] = dynamics::library_terms(processes.dynamics.library, processes.latent);
    json["logarithmic"] = regression.logarithmic;
    json["parameters"] = matrix_json(regression.inputs);
    json["coefficients"] = coefficients_json(report);
    json["targets"] = matrix_json(regression.targets);
    json["provenance"] = to_json(provenance);
    write_json(path, json);
}

StoredProcesses read_processes(const std::string& path) {
    const TextFile file = read_text(path);
    const Json json = parse_json(file.text, path);
    check_format(json, kProcessesFormat, kProcessesVersion, path);
    StoredProcesses processes{{}, dynamics_from(json, path), 0, 0, path, file.sha256};
    processes.latent = get<std::int64_t>(json, "latent", path);
    processes.terms = static_cast<Index>(get<std::vector<std::string>>(json, "terms", path).size());
    gp::Regression& regression = processes.regression;
    regression.nugget = get<double>(json, "nugget", path);
    regression.logarithmic = get<std::vector<bool>>(json, "logarithmic", path);
    regression.inputs = matrix_from(json, "parameters", path);
    regression.targets = matrix_from(json, "targets", path);
    bool scales = true;
    for (const Json& one : get<std::vector<Json>>(json, "coefficients", path)) {
        const auto lengths = get<std::vector<double>>(one, "length_scales", path);
        const auto count = static_cast<Index>(lengths.size());
        scales = scales && (count == 1 || count == regression.inputs.cols());
        regression.processes.push_back(
            {{get_choice<gp::KernelFamily>(one, "kernel", path), get<double>(one, "amplitude", path),
              Eigen::Map<const Eigen::VectorXd>(lengths.data(), count)},
             get<double>(one, "noise", path),
             get<double>(one, "log_likelihood", path)});
    }
    if (!scales || static_cast<Index>(regression.logarithmic.size()) != regression.inputs.cols() ||
        regression.targets.rows() != regression.inputs.rows() ||
        regression.targets.cols() != processes.terms * processes.latent ||
        regression.processes.size() != static_cast<std::size_t>(regression.targets.cols()))
        throw Error(path +
                    ": parameters, targets and hyperparameters do not fit together; make it again with rom-gpfit");
    return processes;
}

}  // namespace rom::files
