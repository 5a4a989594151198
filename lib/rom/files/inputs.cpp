#include "rom/files/inputs.h"

#include <cmath>
#include <filesystem>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/npy/output.h"

namespace rom::files {
namespace {

constexpr double kLargestCount = 1e15;

npy::Array open_with_axes(const std::string& path, std::size_t least, std::size_t most, const std::string& wanted) {
    npy::Array array = npy::Array::open(path);
    const std::size_t axes = array.shape().size();
    if (axes < least || axes > most)
        throw Error(array.name() + " has " + std::to_string(axes) + (axes == 1 ? " axis" : " axes") + " but " +
                    std::to_string(most) + " are needed, " + wanted);
    if (npy::element_count(array.shape()) == 0)
        throw Error(array.name() + " has shape " + npy::to_string(array.shape()) + ", which holds nothing");
    return array;
}

Eigen::MatrixXd rows_of(const npy::Array& array) {
    const std::vector<double> values = array.read_all();
    const Index rows = array.shape()[0];
    return Eigen::Map<const RowMajor>(values.data(), rows, static_cast<Index>(values.size()) / rows);
}

}  // namespace

bool is_there(const std::string& path) {
    std::error_code error;
    return !path.empty() && path != "-" && std::filesystem::exists(path, error);
}

Parameters read_parameters(const std::string& path) {
    const npy::Array array = open_with_axes(path, 1, 2, "parameters are [cases, dimensions]");
    return {array.name(), array.sha256(), rows_of(array)};
}

void write_parameters(const std::string& path, const Eigen::MatrixXd& values) {
    const RowMajor rows = values;
    npy::write_array(path, npy::Type::float64, {rows.rows(), rows.cols()}, entries_of(rows));
}

Counts read_counts(const std::string& path) {
    const npy::Array array = npy::Array::open(path, npy::Accept::counts);
    if (array.shape().size() != 1 || array.shape()[0] == 0)
        throw Error(array.name() + " has shape " + npy::to_string(array.shape()) +
                    " but whole numbers [cases] are needed");
    Counts counts{array.name(), {}};
    for (const double value : array.read_all()) {
        if (value != std::round(value) || std::abs(value) > kLargestCount)
            throw Error(array.name() + ": number " + std::to_string(counts.values.size()) + " is " +
                        format("%.6g", value) + ", which is no whole number of times; write whole ones");
        counts.values.push_back(static_cast<Index>(value));
    }
    return counts;
}

std::string rows_of(const Parameters& parameters, const std::vector<Index>& cases) {
    std::string text;
    for (const Index c : cases) {
        for (Index d = 0; d < parameters.values.cols(); ++d)
            text += format(d == 0 ? "%.15g" : " %.15g", parameters.values(c, d));
        text += "\n";
    }
    return text;
}

Trajectories read_trajectories(const std::string& path, bool one_case) {
    const std::size_t axes = one_case ? 2 : 3;
    const npy::Array array = open_with_axes(
        path, axes, axes,
        one_case ? "one latent trajectory is [times, latent]"
                 : "latent trajectories are [cases, times, latent]; for one as [times, latent] add --one-case");
    const npy::Shape& shape = array.shape();
    const std::vector<double> values = array.read_all();
    const Index cases = one_case ? 1 : shape[0];
    return {array.name(),
            array.sha256(),
            array.header().type,
            cases,
            shape[axes - 2],
            Eigen::Map<const Eigen::MatrixXd>(values.data(), shape[axes - 1], cases * shape[axes - 2])};
}

TimeGrid Times::grid() const {
    try {
        return TimeGrid::recorded(values);
    } catch (const Error& error) {
        throw Error(name + ": " + error.what());
    }
}

Times read_times(const std::string& path) {
    const npy::Array array = npy::Array::open(path);
    if (array.shape().size() != 1 || array.shape()[0] == 0)
        throw Error(array.name() + " has shape " + npy::to_string(array.shape()) + " but times are one axis, [times]");
    const std::vector<double> values = array.read_all();
    return {array.name(), array.sha256(), Eigen::Map<const Eigen::VectorXd>(values.data(), array.shape()[0])};
}

Signals read_signals(const std::string& path) {
    const npy::Array array = open_with_axes(path, 2, 3, "signals are [cases, times, signals]");
    const npy::Shape& shape = array.shape();
    const std::vector<double> values = array.read_all();
    const Index groups = shape[0] * shape[1];
    return {array.name(), array.sha256(), shape[0], shape[1],
            Eigen::Map<const RowMajor>(values.data(), groups, static_cast<Index>(values.size()) / groups)};
}

Coefficients read_coefficients(const std::string& path) {
    const npy::Array array = open_with_axes(path, 3, 3, "coefficients are [cases, terms, latent]");
    return {array.name(), array.sha256(), array.shape()[1], array.shape()[2], rows_of(array)};
}

void require_unknowns(const Trajectories& trajectories, Index unknowns) {
    if (trajectories.times < unknowns)
        throw Error(trajectories.name + " has " + std::to_string(trajectories.times) + " times a case but " +
                    std::to_string(unknowns) + " unknowns a variable; record more times");
}

void require_terms(const Coefficients& xi, dynamics::Library library) {
    const Index terms = dynamics::term_count(library, xi.latent);
    if (xi.terms != terms)
        throw Error(xi.name + " has " + std::to_string(xi.terms) + " terms for " + std::to_string(xi.latent) +
                    " latent variables but the " + name_of(library) + " library has " + std::to_string(terms) +
                    "; they must match");
}

void require_same_cases(const std::string& first, Index first_cases, const std::string& second, Index second_cases) {
    if (first_cases != second_cases)
        throw Error(first + " has " + counted(first_cases, "case") + " but " + second + " has " +
                    std::to_string(second_cases) + "; they must match");
}

}  // namespace rom::files
