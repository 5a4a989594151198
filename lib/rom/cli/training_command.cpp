#include "rom/cli/training_command.h"

#include <array>
#include <cmath>
#include <csignal>

namespace rom::cli {
namespace {

constexpr std::array kInitialisations = {"xavier-uniform", "xavier-normal"};

std::string duration(double seconds) {
    const long whole = std::lround(seconds);
    if (whole >= 3600) return format("%ld h %02ld min", whole / 3600, whole / 60 % 60);
    if (whole >= 60) return format("%ld min %02ld s", whole / 60, whole % 60);
    return format("%ld s", whole);
}

}  // namespace

void add_run_options(CLI::App& app, TrainingFlags& flags) {
    app.add_option("--seed", flags.seed, "Seed of the initial weights");
    app.add_option("--checkpoint", flags.checkpoint_seconds, "Seconds between checkpoints, kept in OUTPUT.checkpoint")
        ->check(positive());
    app.add_flag("--resume", flags.resume, "Go on from OUTPUT.checkpoint where there is one");
    app.add_flag("--keep-checkpoint", flags.keep_checkpoint,
                 "Keep OUTPUT.checkpoint at the end: with --resume and more epochs the training goes on from there");
}

void add_training_options(CLI::App& app, TrainingFlags& flags) {
    app.add_option("--hidden", flags.hidden,
                   "Widths of the hidden layers of the encoder, such as 200,20; none for none");
    app.add_option("--activation", flags.activation, "Activation of the hidden layers")
        ->check(one_of(network::activation_names()));
    app.add_option("--init", flags.initialisation, "Initial weights: xavier-uniform or xavier-normal")
        ->check(one_of(kInitialisations));
    app.add_option("--epochs", flags.epochs, "Number of epochs, each over all snapshots")->check(positive());
    app.add_option(
        "--lr", flags.rate,
        flags.ridge > 0 ? "Learning rate; auto is 1e-2 with varpro, else 1e-3" : "Learning rate; auto is 1e-3");
    app.add_option("--schedule", flags.schedule, "Course of the learning rate: constant, cosine or plateau")
        ->check(one_of(network::schedule_names()));
    add_run_options(app, flags);
}

training::NetworkOptions network_options(const TrainingFlags& flags) {
    training::NetworkOptions options;
    options.hidden = parse_widths("--hidden", flags.hidden);
    options.first = network::activation_from(flags.activation);
    options.activation = options.first == network::Activation::sine ? network::Activation::tanh : options.first;
    options.initialisation = flags.initialisation == kInitialisations[0] ? network::Initialisation::xavier_uniform
                                                                         : network::Initialisation::xavier_normal;
    options.seed = flags.seed;
    options.ridge = flags.ridge;
    return options;
}

model::Json record_of(const TrainingFlags& flags) {
    return {{"hidden", flags.hidden},
            {"activation", flags.activation},
            {"init", flags.initialisation},
            {"epochs", flags.epochs},
            {"lr", flags.rate},
            {"schedule", flags.schedule},
            {"optimizer", flags.optimizer},
            {"seed", flags.seed}};
}

template <class Scalar>
training::TrainState<Scalar> run_training(const Tool& tool, const TrainingFlags& flags, const Vector<Scalar>& initial,
                                          const Course<Scalar>& course, const model::Json& identity,
                                          const std::string& output, const training::Coordinates* coordinates) {
    const std::string checkpoint = checkpoint_path(output);
    training::TrainState<Scalar> state;
    if (auto stored = flags.resume ? model::read_checkpoint<Scalar>(checkpoint, identity) : std::nullopt) {
        state = std::move(*stored);
        if (state.epoch > flags.epochs)
            throw Error(format("%s is at epoch %ld already; ask for as many, or remove it", checkpoint.c_str(),
                               static_cast<long>(state.epoch)));
        tool.say(format("resumed at epoch %ld of %ld", static_cast<long>(state.epoch), flags.epochs));
    } else {
        if (flags.resume) tool.say(checkpoint + ": there is no checkpoint; training starts from the beginning");
        state.parameters = initial;
    }
    const double seconds_before = state.seconds;
    const double progress_interval = tool.on_terminal() ? 0.2 : 10;
    double last_progress = seconds_before;
    double last_checkpoint = seconds_before;
    const Index first_epoch = state.epoch;
    const auto line = [&](const training::HistoryRow& row) {
        const auto done = static_cast<double>(row.epoch + 1 - first_epoch);
        const double left = (row.seconds - seconds_before) / done * static_cast<double>(flags.epochs - row.epoch - 1);
        std::string text =
            format("epoch %ld of %ld, loss %.4g", static_cast<long>(row.epoch + 1), flags.epochs, row.loss.total());
        if (row.loss.dynamics > 0)
            text += format(" (reconstruction %.3g, dynamics %.3g, coefficients %.3g)", row.loss.reconstruction,
                           row.loss.dynamics, row.loss.coefficient + row.loss.variation);
        return text + format(", rate %.2g, %s left", row.rate, duration(left).c_str());
    };

    const bool finished =
        course(state, [&](const training::TrainState<Scalar>& current, const training::HistoryRow& row) {
            if (row.seconds - last_progress >= progress_interval) {
                last_progress = row.seconds;
                tool.progress(line(row), false);
            }
            if (row.seconds - last_checkpoint >= flags.checkpoint_seconds) {
                last_checkpoint = row.seconds;
                model::write_checkpoint(checkpoint, current, identity, coordinates);
            }
            return stop_signal() == 0;
        });
    if (!finished) {
        model::write_checkpoint(checkpoint, state, identity, coordinates);
        const int signal = stop_signal();
        throw Stopped{signal, format("stopped by %s at epoch %ld of %ld; state saved in %s, go on with --resume",
                                     signal == SIGINT ? "SIGINT" : "SIGTERM", static_cast<long>(state.epoch),
                                     flags.epochs, checkpoint.c_str())};
    }
    if (flags.keep_checkpoint) model::write_checkpoint(checkpoint, state, identity, coordinates);
    tool.progress(format("%ld epochs in %s, best loss %.4g at epoch %ld", static_cast<long>(state.history.back().epoch),
                         duration(state.seconds).c_str(), state.best_loss, static_cast<long>(state.best_epoch)),
                  true);
    return state;
}

template <class Scalar>
training::TrainState<Scalar> run_training(const Tool& tool, const TrainingFlags& flags,
                                          const training::Problem<Scalar>& problem, model::Json identity,
                                          const std::string& output, const training::Coordinates* coordinates) {
    if (network::schedule_from(flags.schedule) != network::Schedule::cosine) identity.erase("epochs");
    const double rate = number_or_auto("--lr", flags.rate, [&] { return flags.ridge > 0 ? 1e-2 : 1e-3; });
    const training::TrainOptions options{flags.epochs, rate, network::schedule_from(flags.schedule),
                                         training::optimizer_from(flags.optimizer), problem.groups};
    return run_training<Scalar>(
        tool, flags, problem.initial,
        [&](training::TrainState<Scalar>& state, const training::Observer<Scalar>& observer) {
            return training::train<Scalar>(problem.loss, problem.validate, options, state, observer);
        },
        identity, output, coordinates);
}

template training::TrainState<float> run_training(const Tool&, const TrainingFlags&, const training::Problem<float>&,
                                                  model::Json, const std::string&, const training::Coordinates*);
template training::TrainState<double> run_training(const Tool&, const TrainingFlags&, const training::Problem<double>&,
                                                   model::Json, const std::string&, const training::Coordinates*);

}  // namespace rom::cli
