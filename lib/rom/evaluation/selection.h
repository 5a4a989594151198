// Which of many models to ask together, by their predictions of cases that they have not seen.
#pragma once

#include <vector>

#include "rom/base/types.h"

namespace rom::evaluation {

// States [size, cases * times], predicted or true.
using States = Eigen::MatrixXd;

// States that came true, and what the errors of each are relative to.
struct Truth {
    States states;
    Eigen::RowVectorXd norms;
    Index times = 1;
};

// Relative to their own sizes, as it suits them.
Truth relative_truth(States states, Index times);

// The mean over the cases of the largest relative error over time; of a relative truth eq. (25).
double mean_error(const Truth& truth, const States& predicted);

// Weights of the candidates, whole numbers, whose mean predicts best: the best candidate, and then again and again the
// one that lowers the error of the mean most, with replacement, until none lowers it by a hundredth. Source: Caruana et
// al. (2004), Ensemble selection from libraries of models.
struct Selection {
    std::vector<Index> weights;
    double error = 0;  // mean_error of the weighted mean
};
Selection select_together(const Truth& truth, const std::vector<States>& candidates);

}  // namespace rom::evaluation
