#include "rom/cli/training.h"

#include <algorithm>

#include "rom/base/error.h"
#include "rom/base/text.h"

namespace rom::cli {
namespace {

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
        dry_run_option(run.dry_run),
    };
}

Option dry_run_option(bool& dry_run) {
    return {"--dry-run", &dry_run, "Write nothing; print the data, memory and time that it takes, by a few epochs",
            kOfRun};
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
        return epoch == 0 ? std::string(
                                "the loss of the initial weights is not finite; train with --precision double, or look "
                                "at the snapshots")
                          : "the loss is no longer finite, or ten thousand times what it was, at epoch " +
                                std::to_string(epoch) + "; lower --lr, or train with --precision double";
    };
    return plan;
}

std::vector<std::string> extendable(const NetworkFlags& flags, Optimiser optimiser) {
    if (in_rounds(flags, optimiser) || optimise::depends_on_end(schedule_of(flags, optimiser))) return {};
    return {"epochs"};
}

void require_one_end(const Tool& tool) {
    if (tool.options.given("--minutes") && tool.options.given("--epochs"))
        throw Error("--epochs and --minutes exclude each other; give one of them", 2);
}

template optimise::Plan<float> training_plan(const NetworkFlags&, Optimiser, const Amount&, std::uint64_t);
template optimise::Plan<double> training_plan(const NetworkFlags&, Optimiser, const Amount&, std::uint64_t);

}  // namespace rom::cli
