#include "rom/model/coefficients_file.h"

#include <filesystem>

#include "rom/error.h"

namespace rom::model {
namespace {

constexpr const char* kCoefficientsFormat = "rom-coefficients";
constexpr const char* kProcessesFormat = "rom-gp";
constexpr int kCoefficientsVersion = 1;
constexpr int kProcessesVersion = 2;

void check_format(const Json& json, const std::string& format, int known, const std::string& path) {
    if (get<std::string>(json, "format", path) != format)
        throw Error(path + ": is of format '" + json["format"].get<std::string>() + "' where '" + format +
                    "' is needed");
    if (const int version = get<int>(json, "version", path); version != known)
        throw Error(path + ": is of format version " + std::to_string(version) + " but this program reads " +
                    std::to_string(known) + (version > known ? "; use the newer tools" : "; make it again"));
}

Json dynamics_json(const Dynamics& dynamics) {
    return {{"library", dynamics::name_of(dynamics.library)},
            {"derivative", dynamics.derivative},
            {"dt", dynamics.dt},
            {"latent_sha256", dynamics.latent_sha256}};
}

Dynamics dynamics_from(const Json& json, const std::string& path) {
    return {choice(get<std::string>(json, "library", path), path, dynamics::library_from),
            get<std::string>(json, "derivative", path), get<double>(json, "dt", path),
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

}  // namespace

std::string json_beside(const std::string& npy_path) {
    return std::filesystem::path(npy_path).replace_extension(".json").string();
}

Json coefficients_json(const Dynamics& dynamics, const std::vector<dynamics::SindyFit>& fits,
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
    return json;
}

std::optional<Dynamics> read_coefficients_json(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return std::nullopt;
    const Json json = read_json(path);
    check_format(json, kCoefficientsFormat, kCoefficientsVersion, path);
    return dynamics_from(json, path);
}

Json coefficients_report(const StoredProcesses& processes) {
    const gp::Regression& regression = processes.regression;
    const auto terms = dynamics::library_terms(processes.dynamics.library, processes.latent);
    const std::vector<gp::LeaveOneOut> scores = gp::leave_one_out(regression);
    Json coefficients = Json::array();
    for (std::size_t c = 0; c < regression.hyperparameters.size(); ++c) {
        const gp::Hyperparameters& h = regression.hyperparameters[c];
        const auto latent = static_cast<std::size_t>(processes.latent);
        coefficients.push_back({{"term", terms[c / latent]},
                                {"equation", "z" + std::to_string(c % latent + 1) + "'"},
                                {"kernel", gp::name_of(h.kernel)},
                                {"amplitude", h.amplitude},
                                {"length_scales", h.length_scales},
                                {"noise", h.noise},
                                {"log_likelihood", h.log_likelihood},
                                {"left_out_error", scores[c].error},
                                {"left_out_score", scores[c].score}});
    }
    return coefficients;
}

void write_processes(const std::string& path, const StoredProcesses& processes, const Json& report,
                     const Provenance& provenance) {
    const gp::Regression& regression = processes.regression;
    Json json = {{"format", kProcessesFormat}, {"version", kProcessesVersion}};
    json.update(dynamics_json(processes.dynamics));
    json["nugget"] = regression.nugget;
    json["latent"] = processes.latent;
    json["terms"] = dynamics::library_terms(processes.dynamics.library, processes.latent);
    json["logarithmic"] = regression.logarithmic;
    json["parameters"] = matrix_json(regression.inputs);
    json["coefficients"] = report;
    json["targets"] = matrix_json(regression.targets);
    json["provenance"] = to_json(provenance);
    write_json(path, json);
}

StoredProcesses read_processes(const std::string& path) {
    const Json json = read_json(path);
    check_format(json, kProcessesFormat, kProcessesVersion, path);
    StoredProcesses processes{{}, dynamics_from(json, path), 0, 0, path};
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
        regression.hyperparameters.push_back(
            {choice(get<std::string>(one, "kernel", path), path, gp::kernel_from), get<double>(one, "amplitude", path),
             Eigen::Map<const Eigen::VectorXd>(lengths.data(), count), get<double>(one, "noise", path),
             get<double>(one, "log_likelihood", path)});
    }
    if (!scales || static_cast<Index>(regression.logarithmic.size()) != regression.inputs.cols() ||
        regression.targets.rows() != regression.inputs.rows() ||
        regression.targets.cols() != processes.terms * processes.latent ||
        regression.hyperparameters.size() != static_cast<std::size_t>(regression.targets.cols()))
        throw Error(path +
                    ": parameters, targets and hyperparameters do not fit together; make it again with rom-gpfit");
    return processes;
}

}  // namespace rom::model
