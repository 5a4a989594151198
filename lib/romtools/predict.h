// Predictions of reduced-order models inside a program, such as a solver: load a model once, then ask it for fields at
// parameters, from initial states, at times. The values are those that rom-predict writes for the same model and the
// same input, bit for bit. romtools/predict_c.h has the same for C; examples/embed has programs.
//
// Models of all kinds are read: those of rom-encode and rom-stage, with their gp.json; of rom-ldnet; of rom-baseline;
// and ensembles of them. Here snapshots are what all but the networks of rom-ldnet predict, arrays over the space of
// the training; networks predict fields at any points.
//
// Arrays are dense and in C order, the last axis the fastest. A model of single precision gives numbers of that
// precision, as doubles.
//
// Threads: a loaded model never changes. Any number of threads may ask it at once; each prediction runs on the thread
// that asks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "romtools/export.h"

namespace romtools {

// The one type of exception of this library; what() is a sentence that says what is wrong, with file and numbers.
class ROMTOOLS_EXPORT Error : public std::runtime_error {
public:
    explicit Error(const std::string& sentence);
    ~Error() override;
};

// What a model is asked. Spans refer to the caller's arrays; an empty one is not given.
struct Query {
    std::size_t cases = 1;
    std::span<const double> parameters = {};  // [cases, parameters()]
    std::span<const double> initial = {};     // [cases, ...initial_shape()]
    std::span<const double> times = {};       // rising, by the clock of the training; without, those of times()
    std::span<const double> points = {};      // [points, dimensions()], of networks
    std::span<const double> signals = {};     // [cases, times, signals()], of networks, at the times of the training

    // As the options of rom-predict of these names.
    bool fit_initial = false;
    bool uncorrected = false;
    std::size_t stages = 0;  // 0: all
    std::size_t samples = 20;
    std::uint64_t seed = 0;
};

struct Pieces;

class ROMTOOLS_EXPORT Model {
public:
    // Reads and checks a model directory, and the gp.json of a model of rom-encode; other models have none. Throws
    // Error: missing, damaged, of a newer version, pieces that do not belong together.
    explicit Model(const std::string& folder, const std::string& processes = {});
    ~Model();
    Model(Model&& other) noexcept;
    Model& operator=(Model&& other) noexcept;

    // What each case needs: so many parameters, an initial state of this shape (empty for networks; baselines go
    // without if none is given), and of networks so many signals.
    std::size_t parameters() const;
    std::vector<std::size_t> initial_shape() const;
    std::size_t signals() const;
    // The dimensions of points; 0 unless the model is a network.
    std::size_t dimensions() const;
    // The times of the training, by the clock of its data.
    std::vector<double> times() const;

    // The shape of a prediction: [cases, times, ...space]; of networks [cases, times, points], and [..., fields] if
    // there are several. Throws Error as predict does.
    std::vector<std::size_t> shape(const Query& query) const;

    // Fills `values`, and `deviation` with the standard deviation unless that is empty; both have shape(query). Returns
    // what rom-predict would warn of, a sentence each, such as parameters outside the training's. Throws Error: arrays
    // of another size, numbers that are not finite, a latent trajectory that grows without bound, no memory. What is in
    // the arrays is not defined then.
    std::vector<std::string> predict(const Query& query, std::span<double> values,
                                     std::span<double> deviation = {}) const;

private:
    std::unique_ptr<const Pieces> pieces_;
};

// Of this library, such as "0.1.0".
ROMTOOLS_EXPORT std::string version();

}  // namespace romtools
