#include "rom/evaluation/left_out.h"

namespace rom::evaluation {

LeftOutSummary summary_of(const Eigen::MatrixXd& relative_errors) {
    LeftOutSummary summary;
    const Eigen::VectorXd largest = relative_errors.colwise().maxCoeff();
    summary.largest = largest.maxCoeff(&summary.worst);
    summary.mean = largest.mean();
    return summary;
}

}  // namespace rom::evaluation
