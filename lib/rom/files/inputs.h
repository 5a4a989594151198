// The small arrays that the tools exchange, read and checked.
#pragma once

#include <string>
#include <vector>

#include "rom/base/time_grid.h"
#include "rom/base/types.h"
#include "rom/dynamics/library.h"
#include "rom/npy/reader.h"

namespace rom::files {

// Whether there is a file or folder of this name, which is not standard input.
bool is_there(const std::string& path);

// Parameters [cases, dimensions], or [cases].
struct Parameters {
    std::string name;
    std::string sha256;
    Eigen::MatrixXd values;  // [cases, dimensions]
};
Parameters read_parameters(const std::string& path);
void write_parameters(const std::string& path, const Eigen::MatrixXd& values);

// Whole numbers [count], such as lengths. Throws Error: another shape, others, numbers that are not whole.
struct Counts {
    std::string name;
    std::vector<Index> values;
};
Counts read_counts(const std::string& path);

// Lines of text, the parameters of some cases.
std::string rows_of(const Parameters& parameters, const std::vector<Index>& cases);

// Latent trajectories [cases, times, latent], or with `one_case` [times, latent].
struct Trajectories {
    std::string name;
    std::string sha256;
    npy::Type type = npy::Type::float64;
    Index cases = 0;
    Index times = 0;
    Eigen::MatrixXd values;  // [latent, cases * times]

    Index latent() const { return values.rows(); }
    Eigen::VectorXd initial(Index which) const { return values.col(which * times); }
};
Trajectories read_trajectories(const std::string& path, bool one_case);

// Times [times].
struct Times {
    std::string name;
    std::string sha256;
    Eigen::VectorXd values;

    // As those of data. Throws Error naming the file if they do not rise.
    TimeGrid grid() const;
};
Times read_times(const std::string& path);

// Signals [cases, times, signals], or [cases, times] for one.
struct Signals {
    std::string name;
    std::string sha256;
    Index cases = 0;
    Index times = 0;
    Eigen::MatrixXd values;  // [cases * times, signals]
};
Signals read_signals(const std::string& path);

// Coefficients xi [cases, terms, latent].
struct Coefficients {
    std::string name;
    std::string sha256;
    Index terms = 0;
    Index latent = 0;
    Eigen::MatrixXd values;  // [cases, terms * latent]
};
Coefficients read_coefficients(const std::string& path);

// Throws Error unless a case has as many times as there are unknowns for each variable of the dynamics.
void require_unknowns(const Trajectories& trajectories, Index unknowns);

// Throws Error unless coefficients have the terms of the library.
void require_terms(const Coefficients& xi, dynamics::Library library);

// Throws Error unless the two numbers of cases are equal.
void require_same_cases(const std::string& first, Index first_cases, const std::string& second, Index second_cases);

}  // namespace rom::files
