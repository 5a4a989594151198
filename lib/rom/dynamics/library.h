// Libraries of functions of the latent state, Theta(z), from which SINDy composes its velocity (eq. 8): monomials.
// linear: 1 and each z_i (eq. 9). squares: these and each z_i^2 (appendix B). quadratic: all products of at most two
// variables. cubic: of at most three.
#pragma once

#include <string>
#include <vector>

#include <Eigen/Core>

#include "rom/base/types.h"

namespace rom::dynamics {

enum class Library { linear, squares, quadratic, cubic };

Index term_count(Library library, Index latent);

// "1", "z1", ..., "z1^2", "z1 z2", ..., in the order of the rows of Xi.
std::vector<std::string> library_terms(Library library, Index latent);

// Theta [times, terms] of a trajectory [latent, times].
void evaluate_library(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                      Eigen::Ref<Eigen::MatrixXd> theta);

// dL/dz [latent, times] for dL/dTheta without its constant column, transposed: by_terms [terms - 1, times].
void library_gradient(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                      const Eigen::Ref<const Eigen::MatrixXd>& by_terms, Eigen::Ref<Eigen::MatrixXd> by_trajectory);

// C [terms, terms] with Theta((z - mean) / deviation) = Theta(z) C.
Eigen::MatrixXd change_of_units(Library library, const Eigen::VectorXd& mean, const Eigen::VectorXd& deviation);

}  // namespace rom::dynamics

template <>
struct rom::Choices<rom::dynamics::Library> {
    static constexpr const char* what = "library";
    static constexpr std::array names = {"linear", "squares", "quadratic", "cubic"};
};
