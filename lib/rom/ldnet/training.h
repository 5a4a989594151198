// How a latent dynamics network is trained: Muon, Adam, BFGS, Levenberg and Marquardt's method, in this order.
#pragma once

#include "rom/ldnet/loss.h"
#include "rom/optimise/training.h"

namespace rom::ldnet {

struct Iterations {
    Index muon = 0;
    Index adam = 50;
    Index bfgs = 500;
    Index marquardt = 0;
    double rate = 1e-2;      // of Muon, in whose last 30 % of iterations it falls to 0, and of Adam
    Index batch = 0;         // cases that a step of these two looks at; 0 for all
    std::uint64_t seed = 0;  // of their order
};

// The methods of a further stage. `automatic` is Levenberg and Marquardt's after a quarter of the iterations each of
// Adam and of BFGS.
enum class StageMethod { automatic, adam, bfgs };
Iterations share_out(StageMethod method, Index iterations, double rate);

// Refers to the problem. Levenberg and Marquardt's Hessian is made of a sample of the values, drawn anew for each step.
optimise::Problem<double> training_problem(const FieldProblem& problem);

// If latent states diverge, the step is rejected: Adam goes back to the best weights and halves its rate, the other two
// shorten the step. If they diverge from the start, the training fails.
optimise::Plan<double> training_plan(const Iterations& iterations);

// Throws Error if the methods keep a matrix of the number of weights squared that the machine's memory does not hold:
// better refused now than after hours of Adam.
void require_memory(const Iterations& iterations, Index weights);

}  // namespace rom::ldnet
