// --dry-run: size, memory and time of a run, measured before anything long starts.
#pragma once

#include <functional>
#include <vector>

#include "rom/cli/training_run.h"

namespace rom::cli {

// What the estimate has to know of the data, and of a model of rom-encode.
void note_data(const Tool& tool, const npy::Array& array, Index cases, Index times, Index entries);
void note_model(const Tool& tool, const snapshots::Coordinates& coordinates, Index latent);

// Tells the estimate of the data, and what may be long: snapshots of more than 12 million entries become a sample of
// the entries of each state, held in memory.
void begin_dry_run(const Tool& tool, snapshots::Snapshots& data);

// Measures some epochs of each method, and prints what the training would take, as text or with --json. Returns its
// beginning.
template <class Scalar>
optimise::TrainState<Scalar> dry_train(const Tool& tool, const Run<Scalar>& run);

// Prints what a search takes: so many trials at most, of which each trains as `course`, in `room` seconds of all
// threads together, and `seconds` in all.
void dry_search(const Tool& tool, const Course& course, Index trials, double room, double seconds);

// Prints what was taken by a run that has done all but write.
void dry_end(const Tool& tool);

// Prints what a prediction takes. Each part of it is given what counts the entries of the snapshots as they come, and
// is stopped by that.
using Computation = std::function<void(const std::function<void(std::size_t entries)>& count)>;
void dry_predict(const Tool& tool, const Estimate& of, const std::vector<Computation>& parts);

}  // namespace rom::cli
