#include "rom/dynamics/library.h"

namespace rom::dynamics {
Index term_count(Library library, Index latent) { return 1 + (library == Library::quadratic ? 2 : 1) * latent; }

std::vector<std::string> library_terms(Library library, Index latent) {
    std::vector<std::string> terms = {"1"};
    for (Index i = 1; i <= latent; ++i) terms.push_back("z" + std::to_string(i));
    if (library == Library::quadratic)
        for (Index i = 1; i <= latent; ++i) terms.push_back("z" + std::to_string(i) + "^2");
    return terms;
}

void evaluate_library(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                      Eigen::Ref<Eigen::MatrixXd> theta) {
    const Index latent = trajectory.rows();
    theta.col(0).setOnes();
    theta.middleCols(1, latent) = trajectory.transpose();
    if (library == Library::quadratic) theta.rightCols(latent) = trajectory.transpose().cwiseAbs2();
}

void library_gradient(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                      const Eigen::Ref<const Eigen::MatrixXd>& by_terms, Eigen::Ref<Eigen::MatrixXd> by_trajectory) {
    const Index latent = trajectory.rows();
    by_trajectory = by_terms.topRows(latent);
    if (library == Library::quadratic) by_trajectory += 2 * trajectory.cwiseProduct(by_terms.bottomRows(latent));
}

}  // namespace rom::dynamics
