// Which of many models to ask together, by their predictions of cases that they have not seen.
#pragma once

#include <vector>

#include "rom/base/types.h"

namespace rom::evaluation {

// States [size, cases * times], predicted or true.
using States = Eigen::MatrixXd;

// The mean over the cases of the largest relative error over time, eq. (25).
double mean_error(const States& truth, const States& predicted, Index times);

// Weights of the candidates, whole numbers, whose mean predicts best: the best candidate, and then again and again the
// one that lowers the error of the mean most, with replacement, until none lowers it by a hundredth. Source: Caruana et
// al. (2004), Ensemble selection from libraries of models.
struct Selection {
    std::vector<Index> weights;
    double error = 0;  // mean_error of the weighted mean
};
Selection select_together(const States& truth, const std::vector<States>& candidates, Index times);

}  // namespace rom::evaluation
