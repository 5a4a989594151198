#include "rom/dynamics/library.h"

#include <algorithm>
#include <array>
#include <span>

namespace rom::dynamics {
namespace {

using Factors = std::span<const Index>;  // the variables of a product, in rising order

// Visits the terms beyond the linear ones: visit(term, factors).
template <class Visit>
void for_products(Library library, Index latent, const Visit& visit) {
    if (library == Library::linear) return;
    Index term = 1 + latent;
    for (Index i = 0; i < latent; ++i)
        for (Index j = i; j < (library == Library::squares ? i + 1 : latent); ++j)
            visit(term++, Factors(std::array{i, j}));
    if (library != Library::cubic) return;
    for (Index i = 0; i < latent; ++i)
        for (Index j = i; j < latent; ++j)
            for (Index k = j; k < latent; ++k) visit(term++, Factors(std::array{i, j, k}));
}

std::string name_of_product(Factors factors) {
    std::string name;
    for (std::size_t f = 0; f < factors.size();) {
        const auto power = std::count(factors.begin(), factors.end(), factors[f]);
        name += (name.empty() ? "z" : " z") + std::to_string(factors[f] + 1);
        if (power > 1) name += "^" + std::to_string(power);
        f += static_cast<std::size_t>(power);
    }
    return name;
}

// The factors of each term.
std::vector<std::vector<Index>> factors_of_terms(Library library, Index latent) {
    std::vector<std::vector<Index>> all = {{}};
    for (Index i = 0; i < latent; ++i) all.push_back({i});
    for_products(library, latent, [&](Index, Factors factors) { all.emplace_back(factors.begin(), factors.end()); });
    return all;
}

}  // namespace

Index term_count(Library library, Index latent) {
    Index count = 1 + latent;
    for_products(library, latent, [&](Index, Factors) { ++count; });
    return count;
}

std::vector<std::string> library_terms(Library library, Index latent) {
    std::vector<std::string> terms = {"1"};
    for (Index i = 1; i <= latent; ++i) terms.push_back("z" + std::to_string(i));
    for_products(library, latent, [&](Index, Factors factors) { terms.push_back(name_of_product(factors)); });
    return terms;
}

void evaluate_library(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                      Eigen::Ref<Eigen::MatrixXd> theta) {
    const Index latent = trajectory.rows();
    theta.col(0).setOnes();
    theta.middleCols(1, latent) = trajectory.transpose();
    for_products(library, latent, [&](Index term, Factors factors) {
        theta.col(term) = trajectory.row(factors[0]).cwiseProduct(trajectory.row(factors[1])).transpose();
        if (factors.size() == 3) theta.col(term).array() *= trajectory.row(factors[2]).transpose().array();
    });
}

void library_gradient(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                      const Eigen::Ref<const Eigen::MatrixXd>& by_terms, Eigen::Ref<Eigen::MatrixXd> by_trajectory) {
    const Index latent = trajectory.rows();
    by_trajectory = by_terms.topRows(latent);
    for_products(library, latent, [&](Index term, Factors factors) {
        const auto by_term = by_terms.row(term - 1).array();
        const auto z = [&](std::size_t f) { return trajectory.row(factors[f % factors.size()]).array(); };
        for (std::size_t f = 0; f < factors.size(); ++f)
            if (factors.size() == 2)
                by_trajectory.row(factors[f]).array() += by_term * z(f + 1);
            else
                by_trajectory.row(factors[f]).array() += by_term * z(f + 1) * z(f + 2);
    });
}

Eigen::MatrixXd change_of_units(Library library, const Eigen::VectorXd& mean, const Eigen::VectorXd& deviation) {
    const auto terms = factors_of_terms(library, mean.size());
    const auto place_of = [&](std::vector<Index> factors) {
        std::ranges::sort(factors);
        return std::ranges::find(terms, factors) - terms.begin();
    };
    const auto count = static_cast<Index>(terms.size());
    Eigen::MatrixXd change = Eigen::MatrixXd::Zero(count, count);
    change(0, 0) = 1;
    for (Index term = 1; term < count; ++term) {
        // The last factor, (z - mean) / deviation, times the product of the others.
        std::vector<Index> others = terms[static_cast<std::size_t>(term)];
        const Index last = others.back();
        others.pop_back();
        const Eigen::VectorXd product = change.col(place_of(others)) / deviation[last];
        change.col(term) = -mean[last] * product;
        for (Index k = 0; k < count; ++k) {
            if (product[k] == 0) continue;
            std::vector<Index> longer = terms[static_cast<std::size_t>(k)];
            longer.push_back(last);
            change(place_of(longer), term) += product[k];
        }
    }
    return change;
}

}  // namespace rom::dynamics
