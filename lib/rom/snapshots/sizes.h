// How large snapshots are: what errors are relative to.
#pragma once

#include <vector>

#include <Eigen/Core>

#include "rom/base/names.h"
#include "rom/base/types.h"

namespace rom::snapshots {

// The norm of each snapshot, eq. (25); the root mean square of the norms of a case, where snapshots may be zero; or the
// same of what differs from the mean of the case over time, where that mean is large.
enum class Reference { norm, trajectory, fluctuation };

// Of snapshots that come in order, `times` of each case.
class Sizes {
public:
    Sizes(Index times, Index cases);
    void add(const Eigen::Ref<const Eigen::VectorXd>& snapshot);

    // What is known of some rows of the snapshots, to be put together with that of others: one column of each.
    Eigen::VectorXd values() const;
    static Sizes of_parts(Index times, Index cases, const Eigen::Ref<const Eigen::MatrixXd>& values);

    const Eigen::MatrixXd& norms() const { return norms_; }  // [times, cases]
    // Whether errors relative to norms say little: fluctuations are below a tenth of them.
    bool mean_dominates() const;
    // Norms, unless one all but vanishes or fluctuations are small beside them.
    Reference suitable() const;
    // What errors are relative to, [times, cases]. A case that has no size, or no fluctuation, takes that of all.
    Eigen::MatrixXd relative_to(Reference reference) const;

private:
    // The root mean squares of each case, and of all as the last.
    Eigen::VectorXd of_cases(Reference reference) const;

    Eigen::MatrixXd norms_;
    Eigen::VectorXd fluctuations_;  // of each case, the sum of squares about its mean
    Eigen::VectorXd mean_;          // of the case so far
    Eigen::VectorXd difference_;
    Index count_ = 0;
};

}  // namespace rom::snapshots

template <>
struct rom::Choices<rom::snapshots::Reference> {
    static constexpr const char* what = "reference";
    static constexpr std::array names = {"norm", "trajectory", "fluctuation"};
};
