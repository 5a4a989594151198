#include "rom/cli/training_run.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <new>

#include "rom/base/error.h"
#include "rom/base/ranks.h"
#include "rom/base/text.h"
#include "rom/cli/dry_run.h"
#include "rom/cli/terminal.h"
#include "rom/files/checkpoint.h"
#include "rom/files/checkpoint_folder.h"
#include "rom/files/folder.h"
#include "rom/optimise/resumption.h"

namespace rom::cli {
namespace {

// A roll-out error above this says that something is wrong: that of the mean snapshot is 1.
constexpr double kAstray = 0.3;

// What RoundState::error is.
template <class Scalar>
const char* error_name(const optimise::Problem<Scalar>& problem) {
    return problem.validate ? "left-out" : "roll-out";
}

// "reconstruction 0.08, dynamics 0.02", if the loss has more than one part.
std::string terms_text(const optimise::LossTerms& loss, Names parts) {
    std::vector<std::string> texts;
    for (std::size_t k = 0; k < parts.size(); ++k)
        if (loss[k] > 0) texts.push_back(format("%s %.3g", parts[k], loss[k]));
    return texts.size() > 1 ? fitting(texts, std::numeric_limits<Index>::max()) : "";
}

template <class Scalar>
bool has_epochs(const optimise::Phase<Scalar>& phase) {
    return optimise::has_rate<Scalar>(phase.method);
}

// What the steps of a whole training are counted in.
template <class Scalar>
std::string unit_of(const optimise::Plan<Scalar>& plan) {
    return std::ranges::all_of(plan.phases, has_epochs<Scalar>) ? "epoch" : "iteration";
}

// "epoch 5 of 100", "epoch 5 of at most 100", or "epoch 5" if their number is not known; "iteration" in a method
// without batches, "iteration 5 of 100 (bfgs)" if others come before or after.
template <class Scalar>
std::string place_of(Index epoch, const optimise::Plan<Scalar>& plan) {
    Index before = 0;
    std::size_t k = 0;
    while (k + 1 < plan.phases.size() && epoch > before + plan.phases[k].epochs) before += plan.phases[k++].epochs;
    const optimise::Phase<Scalar>& phase = plan.phases[k];
    const std::string name = std::visit([](const auto& method) { return method.name; }, phase.method);
    std::string text = (has_epochs(phase) ? "epoch " : "iteration ") + std::to_string(epoch - before);
    if (plan.seconds == 0) text += (plan.first_round > 0 ? " of at most " : " of ") + std::to_string(phase.epochs);
    return text + (plan.phases.size() > 1 ? " (" + name + ")" : "");
}

// How far a training is. One in rounds goes on after a round if that has paid, so that only the end of this one is
// sure.
struct Progress {
    double share = 0;
    double seconds_left = 0;
    double seconds_of_round = 0;  // that are left
};

template <class Scalar>
Progress progress_of(const optimise::Plan<Scalar>& plan, const optimise::RoundState& round,
                     const optimise::HistoryRow& row, Index first_epoch, double seconds_before) {
    if (plan.seconds > 0)
        return {std::min(1.0, row.seconds / plan.seconds), std::max(0.0, plan.seconds - row.seconds), 0};
    const auto done = static_cast<double>(row.epoch + 1), all = static_cast<double>(plan.epochs());
    const double a_step = (row.seconds - seconds_before) / (done - static_cast<double>(first_epoch));
    // Each round is so many times as long as the one before.
    const double end = plan.round_growth * static_cast<double>(round.epoch) + static_cast<double>(plan.first_round);
    return {done / all, a_step * std::max(0.0, all - done), a_step * std::max(0.0, std::min(all, end) - done)};
}

// What is said of a training while it runs, what matters most first: share done, time left, error, place, loss.
template <class Scalar>
std::vector<std::string> status_of(const Run<Scalar>& run, const optimise::RoundState& round,
                                   const optimise::HistoryRow& row, const Progress& progress) {
    const bool open = run.plan.first_round > 0 && run.plan.seconds == 0;
    std::vector<std::string> parts = {format(open ? "at least %.0f %%" : "%.0f %%", 100 * progress.share)};
    if (open) parts.push_back("may end in " + duration_text(progress.seconds_of_round));
    parts.push_back((open ? "at most " : "") + duration_text(progress.seconds_left) + " left");
    if (round.error > 0)
        parts.push_back(format("%s error %.3g %%", error_name(run.problem), 100 * round.error));
    else if (run.problem.scale > 0)
        parts.push_back(format("misfit %.3g %%", 100 * std::sqrt(row.loss[0]) / run.problem.scale));
    parts.push_back(place_of(row.epoch + 1, run.plan));
    parts.push_back(format("loss %.4g", row.loss.total()));
    if (const std::string loss = terms_text(row.loss, run.problem.parts); !loss.empty()) parts.push_back(loss);
    if (row.rate > 0) parts.push_back(format("rate %.2g", row.rate));
    return parts;
}

// The state to begin with: that of the checkpoint, or the initial weights.
template <class Scalar>
optimise::TrainState<Scalar> first_state(const Tool& tool, const RunOptions& options, const Run<Scalar>& run) {
    const std::string checkpoint = checkpoint_path(run.output);
    const auto epochs = static_cast<long>(run.plan.epochs());
    if (options.resume) {
        if (auto stored = files::read_checkpoint<Scalar>(checkpoint, run.identity.kept)) {
            const auto epoch = static_cast<long>(stored->epoch);
            if (run.plan.seconds == 0 && epoch > epochs)
                throw Error(
                    format("%s is at epoch %ld already; ask for as many, or remove it", checkpoint.c_str(), epoch));
            if (const std::string misfit = optimise::misfit_of(run.problem, run.plan, *stored); !misfit.empty())
                throw Error(checkpoint + ": " + misfit + ", which cannot be of this training; remove the checkpoint");
            tool.say("resumed at " + place_of(epoch, run.plan));
            return *stored;
        }
        tool.say(checkpoint + ": there is no checkpoint; training starts from the beginning");
    } else if (const auto done = files::epochs_of_checkpoint(checkpoint)) {
        tool.warn(checkpoint + " holds a training" + (*done > 0 ? " of " + counted(*done, "epoch") : std::string()) +
                  ", which --resume would have gone on with; this one begins anew, and that is kept as " +
                  files::set_checkpoint_aside(checkpoint));
    }
    optimise::TrainState<Scalar> state;
    state.weights = run.problem.initial;
    return state;
}

std::string reason_of(const std::exception& error) {
    return dynamic_cast<const std::bad_alloc*>(&error) != nullptr ? "out of memory" : error.what();
}

// What the model is for, in place of a loss.
void tell_roll_out(const Tool& tool, double error) {
    tool.say(format(
        "trajectories of the model's own dynamics are off the training snapshots by %.3g %% (Frobenius, centred)",
        100 * error));
    if (error > kAstray)
        tool.warn(
            "the latent dynamics do not carry the training snapshots: take fewer or more latent variables, or another "
            "--seed; or the snapshots are not the whole state, and lack velocities, say: give --delays");
}

}  // namespace

std::string checkpoint_path(const std::string& output) { return files::name_beside(output, ".checkpoint"); }

OutputClaim::OutputClaim(const Tool& tool, const std::string& output) {
    require_one_end(tool);
    files::check_output_folder(output, files::kModelMarker);
    if (tool.options.given("--dry-run")) return;
    lock_.emplace(output);
    if (!lock_->before().empty()) tool.say(output + " was being trained by " + lock_->before() + ", which was killed");
    files::mend_checkpoint(checkpoint_path(output));
    tool.check_files({}, {checkpoint_path(output)});
    files::check_output_folder(checkpoint_path(output), files::kCheckpointMarker);
}

Identity identity_of(const Tool& tool, const Record& inputs, const std::vector<std::string>& others) {
    return {tool.options.identity(inputs, others), files::fingerprint(tool.options.identity(inputs))};
}

bool is_done(const Tool& tool, const RunOptions& options, const std::string& output, const Identity& identity) {
    if (options.dry_run || !std::filesystem::exists(output) ||
        (options.resume && files::epochs_of_checkpoint(checkpoint_path(output))))
        return false;
    const bool done = of_first_rank(is_first_rank() && files::is_made_with(output, identity.fingerprint) ? 1 : 0) == 1;
    if (!options.resume) {
        if (!done) tool.say(output + ": is of other options or inputs, or not whole; it will be replaced");
        return false;
    }
    tool.say(output + (done ? " is there already, made with the same options from the same inputs; nothing to do"
                            : ": is not whole, or was made with other options or inputs; it will be replaced"));
    return done;
}

template <class Scalar>
optimise::TrainState<Scalar> run_training(const Tool& tool, const RunOptions& options, const Run<Scalar>& run) {
    if (options.dry_run) return dry_train(tool, run);
    const std::string checkpoint = checkpoint_path(run.output);
    optimise::TrainState<Scalar> state = first_state(tool, options, run);
    const auto save = [&](const optimise::TrainState<Scalar>& current) {
        fail_together([&] { files::write_checkpoint(checkpoint, current, run.identity.kept, run.coordinates); });
    };
    // A disk that is full for a while does not end a training of hours.
    bool failing = false;
    const auto try_to_save = [&](const optimise::TrainState<Scalar>& current, const std::string& otherwise) {
        try {
            save(current);
            failing = false;
        } catch (const std::exception& error) {
            if (!failing) tool.warn(reason_of(error) + otherwise);
            failing = true;
        }
    };
    catch_stop_signals();
    const double seconds_before = state.seconds;
    Pace pace;
    double last_checkpoint = seconds_before;
    const Index first_epoch = state.epoch;
    Index judged = state.round.epoch;
    const auto tell_round = [&](const optimise::RoundState& round) {
        if (round.epoch == judged) return;
        judged = round.epoch;
        tool.detail(format("round to epoch %ld: least loss %.4g", static_cast<long>(round.epoch), round.loss) +
                    (round.error > 0 ? format(", %s error %.3g %%", error_name(run.problem), 100 * round.error) : ""));
    };
    std::int64_t retreats = state.retreats;
    int stopped_by = 0;  // the signal that a rank has got
    const auto observe = [&](const optimise::TrainState<Scalar>& current, const optimise::HistoryRow& row) {
        tell_round(current.round);
        if (current.retreats > retreats)
            tool.detail(format("astray at epoch %ld: back to the weights of epoch %ld, and on at %.3g of the rate",
                               static_cast<long>(row.epoch), static_cast<long>(current.best_epoch),
                               current.plateau.factor));
        retreats = current.retreats;
        if (pace.due()) {
            tool.progress(status_of(run, current.round, row,
                                    progress_of(run.plan, current.round, row, first_epoch, seconds_before)));
        }
        if (row.seconds - last_checkpoint >= options.checkpoint_seconds) {
            last_checkpoint = row.seconds;
            try_to_save(current, "; the training goes on without this checkpoint, the next is due in " +
                                     duration_text(options.checkpoint_seconds));
        }
        stopped_by = static_cast<int>(largest_of_ranks(stop_signal()));
        return stopped_by == 0;
    };

    if (!optimise::train<Scalar>(run.problem, run.plan, state, observe)) {
        const std::string stopped = "stopped by " + signal_name(stopped_by) + " at " + place_of(state.epoch, run.plan);
        try {
            save(state);
        } catch (const std::exception& error) {
            throw Error(stopped + ", and its state could not be saved: " + reason_of(error));
        }
        throw Stopped{stopped_by, stopped + "; state saved in " + checkpoint + ", go on with --resume"};
    }
    tell_round(state.round);
    if (run.plan.seconds > 0 && state.epoch < 2)
        throw Error(format("--minutes %g are over after %s, which is no training; give more", run.plan.seconds / 60,
                           counted(state.epoch, "epoch").c_str()));
    if (options.keep_checkpoint) try_to_save(state, "; no checkpoint is kept");
    const std::string unit = unit_of(run.plan);
    tool.say(format("%s in %s, best loss %.4g at %s", counted(state.history.back().epoch, unit).c_str(),
                    duration_text(state.seconds).c_str(), state.best_loss,
                    (unit + " " + std::to_string(state.best_epoch)).c_str()));
    if (state.retreats > optimise::kMostRetreats)
        tool.warn(
            format("the loss was no longer finite, or ten thousand times what it was, time and again, the last "
                   "at epoch %ld: training ends there with its best weights, of epoch %ld; lower --lr",
                   static_cast<long>(state.epoch), static_cast<long>(state.best_epoch)));
    else if (state.best_epoch == 0)
        tool.warn(run.problem.validate
                      ? "left-out cases and times are predicted best by the initial weights, which are kept: there is "
                        "little to learn"
                      : "the loss never fell below that of the initial weights, which are kept; lower --lr, or look at "
                        "the snapshots");
    if (run.problem.assess) tell_roll_out(tool, run.problem.assess(state.best));
    return state;
}

template <class Scalar>
void finish(const RunOptions& options, const Run<Scalar>& run, const optimise::TrainState<Scalar>& state,
            const std::function<void()>& write) {
    if (options.dry_run) return;
    const std::string checkpoint = checkpoint_path(run.output);
    try {
        fail_together(write);
    } catch (const std::exception& error) {
        std::string kept = "the training is kept in " + checkpoint + ", go on with --resume";
        try {
            fail_together([&] { files::write_checkpoint(checkpoint, state, run.identity.kept, run.coordinates); });
        } catch (const std::exception&) {
            kept = files::epochs_of_checkpoint(checkpoint) ? checkpoint + " is of an earlier epoch, go on with --resume"
                                                           : std::string("nor could a checkpoint be written");
        }
        throw Error(reason_of(error) + "; " + kept);
    }
    if (!options.keep_checkpoint) files::remove_checkpoint(checkpoint);
}

#define ROM_INSTANTIATE(Scalar)                                                                             \
    template optimise::TrainState<Scalar> run_training(const Tool&, const RunOptions&, const Run<Scalar>&); \
    template void finish(const RunOptions&, const Run<Scalar>&, const optimise::TrainState<Scalar>&,        \
                         const std::function<void()>&);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::cli
