// How much of a residual the latent trajectories can explain: whether a further stage has something to learn from.
#pragma once

#include <vector>

#include "rom/base/types.h"

namespace rom::mlasdi {

// All of 0 .. count - 1, or a thousand of them at random, the same each time: what is compared with all others.
std::vector<Index> sample_of(Index count);

struct Predictability {
    double linear = 0;   // multiple correlation coefficient of the residual with the latent variables, in [0, 1]
    double nearest = 0;  // the same for the prediction from the nearest neighbours in latent space, in [0, 1]
};

// linear: least squares on (1, z). nearest: each residual is predicted by the mean of those at its `neighbours`
// nearest latent states (Euclidean, each variable scaled to unit deviation); if noise dominates, or what the latents do
// not see, neighbours do not resemble each other. Both are sqrt(max(0, 1 - unexplained share of variance)).
// Beyond a thousand states, a fixed sample of them is predicted.
// latent: [latent, count]; residual: [rank, count].
Predictability predictability(const Eigen::Ref<const Eigen::MatrixXd>& latent,
                              const Eigen::Ref<const Eigen::MatrixXd>& residual, Index neighbours = 2);

}  // namespace rom::mlasdi
