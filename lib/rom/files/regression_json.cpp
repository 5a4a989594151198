#include "rom/files/regression_json.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"

namespace rom::files {

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

void add_space(Json& json, const gp::ParameterSpace& space) {
    json["logarithmic"] = space.logarithmic;
    json["parameters"] = matrix_json(space.inputs);
    if (!space.of_case.empty()) json["parameters_of_cases"] = space.of_case;
}

gp::ParameterSpace space_from(const Json& json, const std::string& path) {
    gp::ParameterSpace space{matrix_from(json, "parameters", path), get<std::vector<bool>>(json, "logarithmic", path)};
    if (static_cast<Index>(space.logarithmic.size()) != space.inputs.cols())
        throw Error(path + ": parameters and 'logarithmic' do not fit together; make it again");
    if (!json.contains("parameters_of_cases")) return space;
    for (const std::int64_t row : get<std::vector<std::int64_t>>(json, "parameters_of_cases", path)) {
        if (row < 0 || row >= space.inputs.rows())
            throw Error(path + ": 'parameters_of_cases' has " + std::to_string(row) + " but there are " +
                        std::to_string(space.inputs.rows()) + " parameters, counted from 0; make it again");
        space.of_case.push_back(row);
    }
    return space;
}

Json to_json(const gp::Process& process) {
    Json json = to_json(process.kernel);
    json["noise"] = process.noise;
    json["log_likelihood"] = process.log_likelihood;
    return json;
}

gp::Process process_from(const Json& json, const std::string& path) {
    return {kernel_from(json, path), get_not_negative(json, "noise", path), get<double>(json, "log_likelihood", path)};
}

Json to_json(const gp::Kernel& kernel) {
    return {
        {"kernel", name_of(kernel.family)}, {"amplitude", kernel.amplitude}, {"length_scales", kernel.length_scales}};
}

gp::Kernel kernel_from(const Json& json, const std::string& path) {
    const auto lengths = get<std::vector<double>>(json, "length_scales", path);
    if (lengths.empty() || std::any_of(lengths.begin(), lengths.end(), [](double l) { return !(l > 0); }))
        throw Error(path + ": a length scale is not positive; make it again");
    return {get_choice<gp::KernelFamily>(json, "kernel", path), get_positive(json, "amplitude", path),
            Eigen::Map<const Eigen::VectorXd>(lengths.data(), static_cast<Index>(lengths.size()))};
}

}  // namespace rom::files
