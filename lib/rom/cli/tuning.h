// The search of rom-tune: what is tried, by which lines of shell, and what came out.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "rom/base/names.h"
#include "rom/base/types.h"
#include "rom/prediction/interpolation.h"

namespace rom::cli {

// Of how many stages a model is, and of which kind the second. POD with interpolation is `interpolated`.
enum class Variant { one, interpolated, decoder };
inline constexpr std::array kVariants = {Variant::one, Variant::interpolated, Variant::decoder};
inline constexpr std::array kNetworkVariants = {Variant::one};

// One way to make a model: POD with interpolation if `latent` is 0, a latent dynamics network if it has an `order`.
struct Configuration {
    Index latent = 0;
    Index hidden = 100;
    std::uint64_t seed = 0;
    Index order = 0;
    prediction::Interpolation interpolation = prediction::Interpolation::gp;  // of POD

    bool is_baseline() const { return latent == 0; }

    std::string name() const;
};

// What is tried, in this order; `most` latent variables at most.
std::vector<Configuration> configurations(Index most);
std::vector<Configuration> network_configurations();

// What a model is made of. A name is empty if there is no such file; points are those of a latent dynamics network.
struct TuningFiles {
    std::string snapshots;
    std::string parameters;
    std::string points;
    std::string signals;
};

// Where the search keeps its files: FOLDER/fold-K/... the data of each fold, FOLDER/NAME/fold-K/... a trial.
struct TuningFolder {
    std::string path;
    TuningFiles files;         // of which the folds have parts
    std::string times_option;  // " --dt 0.1" or " --times t.npy"
    std::string options = {};  // of rom-ldnet for all trials, or of rom-encode and rom-baseline for the result
    Index entries = 0;         // of a state
    Index times = 0;           // the error of a case is the largest over them; 0: all values count together
    Index folds = 0;

    std::string fold(Index which) const;
    TuningFiles training(Index fold) const;
    TuningFiles left_out(Index fold) const;
    std::span<const Variant> variants() const;
    std::string initial(Index fold) const { return this->fold(fold) + "/test-initial.npy"; }  // states left out
    std::string trial(const Configuration& one, Index fold) const;
    // Its predictions of the fold's cases; a variant that took too long has none.
    std::string prediction(const Configuration& one, Index fold, Variant variant) const;
    // There if the trial has begun, and if it is done.
    std::string beginning(const Configuration& one, Index fold) const { return trial(one, fold) + "/begun"; }
    std::string marker(const Configuration& one, Index fold) const { return trial(one, fold) + "/done"; }
    // For how many minutes rom-encode trains, if there is no time to train for as long as it pays.
    std::string minutes() const { return path + "/minutes.txt"; }
};

// A line of shell that makes them. rom-encode trains for so many `minutes`, or as long as it pays if that is 0; the
// trial fails if one of its steps takes longer than `patience` seconds, and a second stage that does is left out.
std::string trial_line(const TuningFolder& folder, const Configuration& one, Index fold, double minutes,
                       double patience);

// Lines of shell that make these variants of a configuration from all cases, each in a folder of its name in
// OUTPUT/NAME, beside gp.json.
std::vector<std::string> model_lines(const TuningFolder& folder, const std::string& output, const Configuration& one,
                                     const std::vector<Variant>& variants, double minutes);

// A name as one word of shell.
std::string shell_word(const std::string& text);

}  // namespace rom::cli

template <>
struct rom::Choices<rom::cli::Variant> {
    static constexpr const char* what = "variant";
    static constexpr std::array names = {"one", "interpolated", "decoder"};
};
