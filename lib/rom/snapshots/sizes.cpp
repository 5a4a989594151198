#include "rom/snapshots/sizes.h"

#include <cmath>

namespace rom::snapshots {
namespace {

constexpr double kNothing = 1e-6;  // a norm beside those of its case
constexpr double kSmall = 0.1;     // fluctuations beside norms
constexpr double kNoSize = 1e-3;   // of a case, beside all

}  // namespace

Sizes::Sizes(Index times, Index cases) : norms_(times, cases), fluctuations_(Eigen::VectorXd::Zero(cases)) {}

// Mean and squares about it are accumulated online (Welford 1962).
void Sizes::add(const Eigen::Ref<const Eigen::VectorXd>& snapshot) {
    const Index t = count_ % norms_.rows();
    const Index c = count_ / norms_.rows();
    norms_(t, c) = snapshot.stableNorm();
    if (t == 0) mean_.setZero(snapshot.size());
    difference_ = snapshot - mean_;
    mean_ += difference_ / static_cast<double>(t + 1);
    fluctuations_[c] += difference_.squaredNorm() * static_cast<double>(t) / static_cast<double>(t + 1);
    ++count_;
}

Eigen::VectorXd Sizes::values() const {
    Eigen::VectorXd values(norms_.size() + fluctuations_.size());
    values << norms_.reshaped(), fluctuations_;
    return values;
}

Sizes Sizes::of_parts(Index times, Index cases, const Eigen::Ref<const Eigen::MatrixXd>& values) {
    Sizes sizes(times, cases);
    for (Index k = 0; k < sizes.norms_.size(); ++k) sizes.norms_.reshaped()[k] = values.row(k).stableNorm();
    sizes.fluctuations_ = values.bottomRows(cases).rowwise().sum();
    sizes.count_ = times * cases;
    return sizes;
}

Eigen::VectorXd Sizes::of_cases(Reference reference) const {
    const auto times = static_cast<double>(norms_.rows());
    const Index cases = norms_.cols();
    Eigen::VectorXd sizes(cases + 1);
    if (reference == Reference::fluctuation)
        sizes.head(cases) = (fluctuations_ / times).cwiseSqrt();
    else
        sizes.head(cases) = norms_.colwise().stableNorm().transpose() / std::sqrt(times);
    sizes[cases] = sizes.head(cases).stableNorm() / std::sqrt(static_cast<double>(cases));
    return sizes;
}

bool Sizes::mean_dominates() const {
    const double fluctuation = of_cases(Reference::fluctuation)[norms_.cols()];
    return fluctuation > 0 && fluctuation < kSmall * of_cases(Reference::trajectory)[norms_.cols()];
}

Reference Sizes::suitable() const {
    if (mean_dominates()) return Reference::fluctuation;
    const Eigen::RowVectorXd sizes = of_cases(Reference::trajectory).head(norms_.cols());
    const bool vanish = ((norms_.array().rowwise() - kNothing * sizes.array()) <= 0).any();
    return vanish ? Reference::trajectory : Reference::norm;
}

Eigen::MatrixXd Sizes::relative_to(Reference reference) const {
    if (reference == Reference::norm) return norms_;
    const Eigen::VectorXd sizes = of_cases(reference);
    Eigen::MatrixXd result(norms_.rows(), norms_.cols());
    for (Index c = 0; c < result.cols(); ++c)
        result.col(c).setConstant(sizes[c] > kNoSize * sizes[result.cols()] ? sizes[c] : sizes[result.cols()]);
    return result;
}

}  // namespace rom::snapshots
