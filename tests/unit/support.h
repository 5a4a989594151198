// What several unit tests need.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <Eigen/Dense>
#include <filesystem>
#include <functional>
#include <random>
#include <string>

#include "rom/base/error.h"

namespace rom::test {

// A folder that is removed with its content.
struct TemporaryFolder {
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "rom-test-XXXXXX").string();
        path = mkdtemp(pattern.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::string file(const std::string& name) const { return (path / name).string(); }
    std::filesystem::path path;
};

// TimeGrid::spacing of a uniform grid.
inline Eigen::VectorXd every(double step) { return Eigen::VectorXd::Constant(1, step); }

// The sentence of the rom::Error that `action` throws; "" where it throws none.
inline std::string error_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

// Independent normal numbers of unit variance.
inline Eigen::MatrixXd random_matrix(Eigen::Index rows, Eigen::Index columns, unsigned seed) {
    std::mt19937 engine(seed);
    std::normal_distribution<double> normal;
    return Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return normal(engine); });
}

// The gradient of f at x by central differences of fourth order.
inline Eigen::VectorXd central_differences(const std::function<double(const Eigen::VectorXd&)>& f, Eigen::VectorXd x,
                                           double step) {
    Eigen::VectorXd gradient(x.size());
    for (Eigen::Index i = 0; i < x.size(); ++i) {
        const double at = x[i];
        const auto value = [&](double shift) {
            x[i] = at + shift;
            return f(x);
        };
        gradient[i] = (8 * (value(step) - value(-step)) - (value(2 * step) - value(-2 * step))) / (12 * step);
        x[i] = at;
    }
    return gradient;
}

inline double relative_difference(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    return (a - b).norm() / b.norm();
}

}  // namespace rom::test
