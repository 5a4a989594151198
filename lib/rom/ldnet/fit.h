// Trains a latent dynamics network: Adam, then BFGS, then Levenberg and Marquardt's method.
#pragma once

#include "rom/ldnet/gauss_newton.h"
#include "rom/training/train.h"

namespace rom::ldnet {

struct FitOptions {
    Index adam = 50;  // iterations of each, one after the other
    Index bfgs = 500;
    Index marquardt = 0;
    double rate = 1e-2;  // of Adam

    Index iterations() const { return adam + bfgs + marquardt; }
};

// Runs iterations state.epoch .. options.iterations(), the last being an evaluation. state.best are the parameters of
// the least loss on these observations, which may be others than before. Where latent states diverge, the step is
// rejected: Adam goes back to the best parameters and halves its rate, the other two shorten the step. A method that
// can no longer lower the loss gives way to the next. The history has the mean square error as the reconstruction and
// the Tikhonov term as the ridge. Returns whether it came to the end; the observer ends it by returning false. Throws
// Error where the states diverge from the start.
bool fit(const Problem& problem, const FitOptions& options, training::TrainState<double>& state,
         const training::Observer<double>& observer);

}  // namespace rom::ldnet
