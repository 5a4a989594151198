// A training as a tool runs it: its output for it alone, progress, checkpoints, being stopped and going on.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "rom/cli/training.h"
#include "rom/files/identity.h"
#include "rom/files/lock.h"

namespace rom::cli {

std::string checkpoint_path(const std::string& output);

// An output that this process alone trains, until the object goes.
class OutputClaim {
public:
    // Takes away what killed programs have left of checkpoints. Throws Error if no model, or no checkpoint beside it,
    // can be written there, or another process trains it; before that, if --epochs and --minutes are both given. With
    // --dry-run it only looks whether one can.
    OutputClaim(const Tool& tool, const std::string& output);

private:
    std::optional<files::OutputLock> lock_;
};

// What the result of a training depends on.
struct Identity {
    Record kept;              // for checkpoints: all but the options that may differ when it is taken up again
    std::string fingerprint;  // of all
};
// `inputs`: the SHA-256 of each by what it is for; `others`: names of such options.
Identity identity_of(const Tool& tool, const Record& inputs, const std::vector<std::string>& others = {});

// Whether --resume has nothing to do, because the model is there, made with the same options from the same inputs; then
// it says so. Also says if a model there is another one.
bool is_done(const Tool& tool, const RunOptions& options, const std::string& output, const Identity& identity);

// A training of a tool whose result goes to `output`.
template <class Scalar>
struct Run {
    const optimise::Problem<Scalar>& problem;
    const optimise::Plan<Scalar>& plan;
    Identity identity;
    std::string output;
    const snapshots::Coordinates* coordinates = nullptr;  // as for checkpoints
};

// With --dry-run it only tells what it would take, and finish() does nothing. Runs it to its end: from a checkpoint if
// --resume says so and there is one (otherwise it is set aside), showing progress, saving a checkpoint every so often
// (if that fails, it warns and goes on), at the end if it is to be kept, and when a signal stops it (then it throws
// Stopped).
template <class Scalar>
optimise::TrainState<Scalar> run_training(const Tool& tool, const RunOptions& options, const Run<Scalar>& run);

// Has `write` write the result, and removes the checkpoint unless it is to be kept. If that fails, the state is kept in
// a checkpoint, and it throws Error.
template <class Scalar>
void finish(const RunOptions& options, const Run<Scalar>& run, const optimise::TrainState<Scalar>& state,
            const std::function<void()>& write);

// How a stage was trained, for model.json: the options, what all depends on, the best epoch, its loss, and what `found`
// adds.
template <class Scalar>
Record record_of(const Tool& tool, const Identity& identity, const optimise::TrainState<Scalar>& state,
                 const Record& found = {}) {
    Record record = tool.options.record();
    record.push_back({files::kIdentity, identity.fingerprint});
    record.push_back({"best_epoch", static_cast<std::int64_t>(state.best_epoch)});
    record.push_back({"best_loss", state.best_loss});
    record.insert(record.end(), found.begin(), found.end());
    return record;
}

}  // namespace rom::cli
