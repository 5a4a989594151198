#include "rom/model/coefficients_file.h"

#include <filesystem>

#include "rom/error.h"

namespace rom::model {
namespace {

constexpr const char* kCoefficientsFormat = "rom-coefficients";
constexpr const char* kProcessesFormat = "rom-gp";
constexpr int kVersion = 1;

void check_format(const Json& json, const std::string& format, const std::string& path) {
    if (get<std::string>(json, "format", path) != format)
        throw Error(path + ": is of format '" + json["format"].get<std::string>() + "' where '" + format +
                    "' is needed");
    if (const int version = get<int>(json, "version", path); version > kVersion)
        throw Error(path + ": is of format version " + std::to_string(version) + " but this program reads up to " +
                    std::to_string(kVersion) + "; use the newer tools");
}

Json dynamics_json(const Dynamics& dynamics) {
    return {{"library", dynamics::name_of(dynamics.library)},
            {"derivative", dynamics.derivative},
            {"dt", dynamics.dt},
            {"latent_sha256", dynamics.latent_sha256}};
}

Dynamics dynamics_from(const Json& json, const std::string& path) {
    return {dynamics::library_from(get<std::string>(json, "library", path)), get<std::string>(json, "derivative", path),
            get<double>(json, "dt", path), get<std::string>(json, "latent_sha256", path)};
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
    Json json = {{"format", kCoefficientsFormat}, {"version", kVersion}};
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
    check_format(json, kCoefficientsFormat, path);
    return dynamics_from(json, path);
}

void write_processes(const std::string& path, const StoredProcesses& processes, const Provenance& provenance) {
    const gp::Regression& regression = processes.regression;
    const auto terms = dynamics::library_terms(processes.dynamics.library, processes.latent);
    Json coefficients = Json::array();
    for (Index c = 0; c < regression.targets.cols(); ++c) {
        const gp::Hyperparameters& h = regression.hyperparameters[static_cast<std::size_t>(c)];
        coefficients.push_back({{"term", terms[static_cast<std::size_t>(c / processes.latent)]},
                                {"equation", "z" + std::to_string(c % processes.latent + 1) + "'"},
                                {"amplitude", h.amplitude},
                                {"length_scale", h.length_scale},
                                {"log_likelihood", h.log_likelihood}});
    }
    Json json = {{"format", kProcessesFormat}, {"version", kVersion}};
    json.update(dynamics_json(processes.dynamics));
    json["kernel"] = gp::name_of(regression.kernel);
    json["nugget"] = regression.nugget;
    json["latent"] = processes.latent;
    json["terms"] = terms;
    json["parameters"] = matrix_json(regression.inputs);
    json["coefficients"] = coefficients;
    json["targets"] = matrix_json(regression.targets);
    json["provenance"] = to_json(provenance);
    write_json(path, json);
}

StoredProcesses read_processes(const std::string& path) {
    const Json json = read_json(path);
    check_format(json, kProcessesFormat, path);
    StoredProcesses processes{{}, dynamics_from(json, path), 0, 0, path};
    processes.latent = get<std::int64_t>(json, "latent", path);
    processes.terms = static_cast<Index>(get<std::vector<std::string>>(json, "terms", path).size());
    gp::Regression& regression = processes.regression;
    regression.kernel = gp::kernel_from(get<std::string>(json, "kernel", path));
    regression.nugget = get<double>(json, "nugget", path);
    regression.inputs = matrix_from(json, "parameters", path);
    regression.targets = matrix_from(json, "targets", path);
    for (const Json& one : get<std::vector<Json>>(json, "coefficients", path))
        regression.hyperparameters.push_back({get<double>(one, "amplitude", path),
                                              get<double>(one, "length_scale", path),
                                              get<double>(one, "log_likelihood", path)});
    if (regression.targets.rows() != regression.inputs.rows() ||
        regression.targets.cols() != processes.terms * processes.latent ||
        regression.hyperparameters.size() != static_cast<std::size_t>(regression.targets.cols()))
        throw Error(path +
                    ": parameters, targets and hyperparameters do not fit together; make it again with rom-gpfit");
    return processes;
}

}  // namespace rom::model
