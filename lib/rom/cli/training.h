// What the tools that train have in common: their options, and the plan that follows from them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/cli/tool.h"
#include "rom/mlasdi/problem.h"
#include "rom/optimise/training.h"

namespace rom::cli {

// varpro is Adam with the decoder's last layer solved for; marquardt comes after Adam and BFGS.
enum class Optimiser { muon, adam, lbfgs, varpro, marquardt, automatic };

// The heading of --help for how a model is trained.
inline constexpr const char* kTrainingGroup = "Training";

// Options of any training: what checkpoints are about.
struct RunOptions {
    std::uint64_t seed = 0;
    double checkpoint_seconds = 600;
    bool resume = false;
    bool keep_checkpoint = false;
    bool dry_run = false;
};
std::vector<Option> options_of(RunOptions& run);
Option dry_run_option(bool& dry_run);

// Those of networks, besides; each tool has an --optimiser of its own.
struct NetworkFlags {
    std::optional<Widths> hidden = {};
    network::Activation activation = network::Activation::softplus;
    network::Initialisation initialisation = network::Initialisation::xavier_uniform;
    std::optional<Index> epochs = {};
    std::optional<double> rate = {};
    std::optional<optimise::Schedule> schedule = {};
    SampleSize batch = {};
    double minutes = 0;
};
// The two parts of them: for networks of any kind, and for models of rom-encode alone. `rate_help`: what "auto" is.
std::vector<Option> options_of(NetworkFlags& flags, const char* rate_help);
std::vector<Option> encode_options_of(NetworkFlags& flags);

// As the library takes them; sine goes with tanh on the layers after the first.
mlasdi::NetworkOptions network_options(const NetworkFlags& flags, std::uint64_t seed);

// The cases that a step looks at: all, the given number, or what is automatic, at most all. Throws Error if more than
// `cases` are asked for.
Index batch_size(const SampleSize& batch, Index automatic, Index cases);

// How many snapshots there are.
struct Amount {
    Index cases = 0;
    Index times = 0;
};

// Muon, L-BFGS, or Adam for all others. What is "auto" is chosen: the rate; at most 10,000 epochs, in rounds but for
// L-BFGS; for Muon and --optimiser adam batches of a few hundred snapshots and a decaying rate, else all cases at a
// constant rate. Throws Error if --batch does not fit.
template <class Scalar>
optimise::Plan<Scalar> training_plan(const NetworkFlags& flags, Optimiser optimiser, const Amount& amount,
                                     std::uint64_t seed);

// Options that may differ when a training is taken up again, for CommandLine::identity: epochs, unless they are auto or
// the learning rate depends on their number.
std::vector<std::string> extendable(const NetworkFlags& flags, Optimiser optimiser);

// Throws Error(2) if --epochs and --minutes are both given.
void require_one_end(const Tool& tool);

}  // namespace rom::cli

template <>
struct rom::Choices<rom::cli::Optimiser> {
    static constexpr const char* what = "optimiser";
    static constexpr std::array names = {"muon", "adam", "lbfgs", "varpro", "marquardt", "auto"};
};
