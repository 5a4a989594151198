#include "rom/cli/training.h"

#include <algorithm>
#include <cmath>
#include <csignal>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/checkpoint.h"
#include "rom/files/folder.h"

namespace rom::cli {
namespace {

// A roll-out error above this says that something is wrong: that of the mean snapshot is 1.
constexpr double kAstray = 0.3;

std::string duration(double seconds) {
    const long whole = std::lround(seconds);
    if (whole >= 3600) return format("%ld h %02ld min", whole / 3600, whole / 60 % 60);
    if (whole >= 60) return format("%ld min %02ld s", whole / 60, whole % 60);
    return format("%ld s", whole);
}

// "(reconstruction 0.08, dynamics 0.02)", if the loss has more than one part.
std::string text_of(const optimise::LossTerms& loss, Names parts) {
    std::string text;
    int count = 0;
    for (std::size_t k = 0; k < parts.size(); ++k)
        if (loss[k] > 0) text += format("%s%s %.3g", count++ == 0 ? "" : ", ", parts[k], loss[k]);
    return count > 1 ? " (" + text + ")" : "";
}

// "5 of 100", "5 of at most 100", or "5" if their number is not known.
template <class Scalar>
std::string epoch_of(Index epoch, const optimise::Plan<Scalar>& plan) {
    if (plan.seconds > 0) return std::to_string(epoch);
    return std::to_string(epoch) + (plan.first_round > 0 ? " of at most " : " of ") + std::to_string(plan.epochs());
}

// ", loss 0.1 (reconstruction 0.08, dynamics 0.02), rate 0.001, 3 s left"
std::string progress_text(const optimise::HistoryRow& row, Names parts, double seconds_left) {
    return format(", loss %.4g", row.loss.total()) + text_of(row.loss, parts) +
           format(", rate %.2g, %s left", row.rate, duration(seconds_left).c_str());
}

// The state to begin with: that of the checkpoint, or the initial weights.
template <class Scalar>
optimise::TrainState<Scalar> first_state(const Tool& tool, const RunOptions& options, const Run<Scalar>& run) {
    const std::string checkpoint = checkpoint_path(run.output);
    const auto epochs = static_cast<long>(run.plan.epochs());
    if (options.resume) {
        if (auto stored = files::read_checkpoint<Scalar>(checkpoint, run.identity)) {
            const auto epoch = static_cast<long>(stored->epoch);
            if (run.plan.seconds == 0 && epoch > epochs)
                throw Error(
                    format("%s is at epoch %ld already; ask for as many, or remove it", checkpoint.c_str(), epoch));
            tool.say("resumed at epoch " + epoch_of(epoch, run.plan));
            return *stored;
        }
        tool.say(checkpoint + ": there is no checkpoint; training starts from the beginning");
    }
    optimise::TrainState<Scalar> state;
    state.weights = run.problem.initial;
    return state;
}

constexpr Index kMostEpochs = 10000;     // if they are auto
constexpr Index kSnapshotsOfStep = 200;  // about, if the batch is auto

// What is chosen for each optimiser if it is auto. marquardt has a plan of its own.
struct Automatic {
    double rate;
    Index steps_of_first_round;
};
Automatic automatic_for(Optimiser optimiser) {
    switch (optimiser) {
        case Optimiser::muon:
            return {2e-3, 300};
        case Optimiser::varpro:
            return {3e-2, 100};
        default:
            return {1e-3, 1000};
    }
}

// Whether a step may look at some cases alone.
bool in_batches(Optimiser optimiser) { return optimiser == Optimiser::muon || optimiser == Optimiser::adam; }

optimise::Schedule schedule_of(const NetworkFlags& flags, Optimiser optimiser) {
    using enum optimise::Schedule;
    return flags.schedule.value_or(in_batches(optimiser) ? trapezoid : constant);
}

// As many cases as have so many snapshots together; methods that cannot, take all.
Index batch_size(const SampleSize& batch, Optimiser optimiser, const Amount& amount) {
    if (in_batches(optimiser))
        return batch_size(batch, (kSnapshotsOfStep + amount.times - 1) / amount.times, amount.cases);
    if (batch.kind == SampleSize::Kind::number)
        throw Error("--batch is " + std::to_string(batch.number) +
                        ", which is for --optimiser muon and adam alone; leave it out",
                    2);
    return amount.cases;
}

bool in_rounds(const NetworkFlags& flags, Optimiser optimiser) {
    return !flags.epochs && optimiser != Optimiser::lbfgs;
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

Index batch_size(const SampleSize& batch, Index automatic, Index cases) {
    if (batch.kind == SampleSize::Kind::all) return cases;
    if (batch.kind == SampleSize::Kind::automatic) return std::min(automatic, cases);
    if (batch.number > cases)
        throw Error("--batch is " + std::to_string(batch.number) + " but there " + (cases == 1 ? "is " : "are ") +
                    counted(cases, "case") + "; give at most as many");
    return batch.number;
}

std::vector<Option> options_of(RunOptions& run) {
    return {
        {"--seed", &run.seed, "Seed of the initial weights, and of whatever else is drawn"},
        {"--checkpoint", &run.checkpoint_seconds, "Seconds between checkpoints, kept in OUTPUT.checkpoint", kOfRun,
         positive()},
        {"--resume", &run.resume, "Go on from OUTPUT.checkpoint if there is one", kOfRun},
        {"--keep-checkpoint", &run.keep_checkpoint,
         "Keep OUTPUT.checkpoint at the end, so that --resume can go on with more epochs, at a constant rate", kOfRun},
    };
}

std::vector<Option> options_of(NetworkFlags& flags, const char* rate_help) {
    return {
        {"--hidden", &flags.hidden, "Widths of the hidden layers of the encoder, such as 200,20; none for none"},
        {"--activation", choice(&flags.activation), "Activation of the hidden layers"},
        {"--epochs", &flags.epochs, "Number of epochs, each over all snapshots; auto: until more no longer pay"},
        {"--lr", &flags.rate, rate_help},
    };
}

std::vector<Option> encode_options_of(NetworkFlags& flags) {
    return {
        {"--init", choice(&flags.initialisation), "Initial weights: xavier-uniform or xavier-normal"},
        {"--minutes", &flags.minutes, "Minutes to train, instead of --epochs; the schedule ends with them", kNoDefault,
         positive()},
        {"--batch", &flags.batch, "Cases that a step of the optimiser looks at: auto, all, or a number"},
        {"--schedule", choice(&flags.schedule),
         "Course of the learning rate: constant, cosine, plateau or trapezoid; auto is trapezoid for muon and adam, "
         "else constant"},
    };
}

mlasdi::NetworkOptions network_options(const NetworkFlags& flags, std::uint64_t seed) {
    mlasdi::NetworkOptions options;
    options.hidden = flags.hidden.value_or(Widths()).values;
    options.first = flags.activation;
    options.activation = flags.activation == network::Activation::sine ? network::Activation::tanh : flags.activation;
    options.initialisation = flags.initialisation;
    options.seed = seed;
    return options;
}

template <class Scalar>
optimise::Plan<Scalar> training_plan(const NetworkFlags& flags, Optimiser optimiser, const Amount& amount,
                                     std::uint64_t seed) {
    const Automatic automatic = automatic_for(optimiser);
    optimise::Plan<Scalar> plan;
    const Index epochs = flags.epochs.value_or(kMostEpochs);
    plan.batch = batch_size(flags.batch, optimiser, amount);
    plan.seed = seed;
    if (optimiser == Optimiser::lbfgs)
        plan.phases.push_back({optimise::LbfgsState<Scalar>(), epochs});
    else if (optimiser == Optimiser::muon)
        plan.phases.push_back({optimise::MuonState<Scalar>(), epochs});
    else
        plan.phases.push_back({optimise::AdamState<Scalar>(), epochs});
    plan.seconds = 60 * flags.minutes;
    if (in_rounds(flags, optimiser) && flags.minutes == 0) {
        const Index steps = (amount.cases + plan.batch - 1) / plan.batch;
        plan.first_round = (automatic.steps_of_first_round + steps - 1) / steps;
    }
    plan.rate = flags.rate.value_or(automatic.rate);
    plan.schedule = schedule_of(flags, optimiser);
    // At a constant rate nothing is lost where a round ends.
    if (!optimise::depends_on_end(plan.schedule)) {
        plan.round_growth = 1.5;
        plan.round_pays = 1.0 / 3;
    }
    plan.divergence = [](Index epoch) {
        return "the loss is no longer finite at epoch " + std::to_string(epoch) +
               "; lower --lr, or train with --precision double";
    };
    return plan;
}

std::vector<std::string> extendable(const NetworkFlags& flags, Optimiser optimiser) {
    if (in_rounds(flags, optimiser) || optimise::depends_on_end(schedule_of(flags, optimiser))) return {};
    return {"epochs"};
}

std::string checkpoint_path(const std::string& output) { return files::name_beside(output, ".checkpoint"); }

void check_training(const Tool& tool, const std::string& output) {
    if (tool.options.given("--minutes") && tool.options.given("--epochs"))
        throw Error("--epochs and --minutes exclude each other; give one of them", 2);
    files::check_output_folder(output, files::kModelMarker);
    files::check_output_folder(checkpoint_path(output), files::kCheckpointMarker);
}

template <class Scalar>
optimise::TrainState<Scalar> run_training(const Tool& tool, const RunOptions& options, const Run<Scalar>& run) {
    const std::string checkpoint = checkpoint_path(run.output);
    const Index epochs = run.plan.epochs();
    optimise::TrainState<Scalar> state = first_state(tool, options, run);
    const auto save = [&](const optimise::TrainState<Scalar>& current) {
        files::write_checkpoint(checkpoint, current, run.identity, run.coordinates);
    };
    const double seconds_before = state.seconds;
    Pace pace(tool);
    double last_checkpoint = seconds_before;
    const Index first_epoch = state.epoch;
    Index judged = state.round.epoch;
    const auto tell_round = [&](const optimise::RoundState& round) {
        if (round.epoch == judged) return;
        judged = round.epoch;
        tool.detail(format("round to epoch %ld: least loss %.4g", static_cast<long>(round.epoch), round.loss) +
                    (round.error > 0 ? format(", %s error %.3g %%", run.problem.validate ? "left-out" : "roll-out",
                                              100 * round.error)
                                     : ""));
    };
    const auto observe = [&](const optimise::TrainState<Scalar>& current, const optimise::HistoryRow& row) {
        tell_round(current.round);
        if (pace.due()) {
            const auto done = static_cast<double>(row.epoch + 1 - first_epoch);
            const double a_step = (row.seconds - seconds_before) / done;
            const double left = run.plan.seconds > 0 ? run.plan.seconds - row.seconds
                                                     : a_step * static_cast<double>(epochs - row.epoch - 1);
            tool.progress("epoch " + epoch_of(row.epoch + 1, run.plan) + progress_text(row, run.problem.parts, left),
                          false);
        }
        if (row.seconds - last_checkpoint >= options.checkpoint_seconds) {
            last_checkpoint = row.seconds;
            save(current);
        }
        return stop_signal() == 0;
    };

    if (!optimise::train<Scalar>(run.problem, run.plan, state, observe)) {
        save(state);
        const int signal = stop_signal();
        throw Stopped{signal, format("stopped by %s at epoch %s; state saved in %s, go on with --resume",
                                     signal == SIGINT ? "SIGINT" : "SIGTERM", epoch_of(state.epoch, run.plan).c_str(),
                                     checkpoint.c_str())};
    }
    tell_round(state.round);
    if (run.plan.seconds > 0 && state.epoch < 2)
        throw Error(format("--minutes %g are over after %s, which is no training; give more", run.plan.seconds / 60,
                           counted(state.epoch, "epoch").c_str()));
    if (options.keep_checkpoint) save(state);
    tool.progress(format("%ld epochs in %s, best loss %.4g at epoch %ld", static_cast<long>(state.history.back().epoch),
                         duration(state.seconds).c_str(), state.best_loss, static_cast<long>(state.best_epoch)),
                  true);
    if (state.best_epoch == 0)
        tool.warn(run.problem.validate
                      ? "left-out cases and times are predicted best by the initial weights, which are kept: there is "
                        "little to learn"
                      : "the loss never fell below that of the initial weights, which are kept; lower --lr, or look at "
                        "the snapshots");
    if (run.problem.assess) tell_roll_out(tool, run.problem.assess(state.best));
    return state;
}

void finish(const RunOptions& options, const std::string& output) {
    if (!options.keep_checkpoint) files::remove_checkpoint(checkpoint_path(output));
}

#define ROM_INSTANTIATE(Scalar)                                                                                  \
    template optimise::Plan<Scalar> training_plan(const NetworkFlags&, Optimiser, const Amount&, std::uint64_t); \
    template optimise::TrainState<Scalar> run_training(const Tool&, const RunOptions&, const Run<Scalar>&);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::cli
