#include "romtools/predict_c.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "romtools/predict.h"

struct romtools_model {
    romtools::Model model;
};

namespace {

thread_local std::string message;

// run() returns what there is to say; what it throws becomes the message.
template <class Run>
int guarded(const Run& run) {
    try {
        message = run();
        return ROMTOOLS_OK;
    } catch (const std::exception& error) {
        message = error.what();
        return ROMTOOLS_ERROR;
    }
}

// What must be given.
template <class Given>
Given& required(Given* given, const char* name) {
    if (given == nullptr) throw romtools::Error(std::string(name) + " is NULL");
    return *given;
}

// So many rows of an array that may be missing. What the model does not take at all is there too, to be refused.
std::span<const double> view(const double* values, std::size_t rows, std::size_t each = 1) {
    return values == nullptr ? std::span<const double>() : std::span(values, rows * std::max<std::size_t>(1, each));
}

std::size_t count_of(const std::vector<std::size_t>& shape) {
    std::size_t count = 1;
    for (const std::size_t extent : shape) count *= extent;
    return count;
}

std::size_t write_shape(const std::vector<std::size_t>& from, std::size_t* shape) {
    std::ranges::copy(from, shape);
    return from.size();
}

romtools::Query query_of(const romtools::Model& model, const romtools_query& query) {
    const std::size_t cases = std::max<std::size_t>(1, query.cases);
    romtools::Query asked;
    asked.cases = cases;
    asked.parameters = view(query.parameters, cases, model.parameters());
    asked.initial = view(query.initial, cases, count_of(model.initial_shape()));
    asked.times = view(query.times, query.time_count);
    asked.points = view(query.points, query.point_count, model.dimensions());
    asked.signals = view(query.signals, cases * query.signal_times, model.signals());
    asked.fit_initial = query.fit_initial != 0;
    asked.uncorrected = query.uncorrected != 0;
    asked.stages = query.stages;
    if (query.samples > 0) asked.samples = query.samples;
    asked.seed = query.seed;
    return asked;
}

}  // namespace

const char* romtools_message() { return message.c_str(); }

const char* romtools_version() {
    static const std::string version = romtools::version();
    return version.c_str();
}

int romtools_load(const char* folder, const char* processes, romtools_model** model) {
    return guarded([&] {
        required(model, "model") = nullptr;
        romtools::Model loaded(&required(folder, "folder"), processes == nullptr ? "" : processes);
        if (loaded.initial_shape().size() + 2 > ROMTOOLS_MAX_AXES)
            throw romtools::Error(std::string(folder) + ": its snapshots have more axes than shapes have room for");
        *model = new romtools_model{std::move(loaded)};
        return std::string();
    });
}

void romtools_free(romtools_model* model) { delete model; }

size_t romtools_parameters(const romtools_model* model) { return model->model.parameters(); }
size_t romtools_signals(const romtools_model* model) { return model->model.signals(); }
size_t romtools_dimensions(const romtools_model* model) { return model->model.dimensions(); }

size_t romtools_initial_shape(const romtools_model* model, size_t* shape) {
    return write_shape(model->model.initial_shape(), shape);
}

size_t romtools_times(const romtools_model* model, double* times) {
    const std::vector<double> all = model->model.times();
    if (times != nullptr) std::ranges::copy(all, times);
    return all.size();
}

int romtools_shape(const romtools_model* model, const romtools_query* query, size_t* shape, size_t* axes) {
    return guarded([&] {
        const romtools::Model& asked = required(model, "model").model;
        required(axes, "axes") =
            write_shape(asked.shape(query_of(asked, required(query, "query"))), &required(shape, "shape"));
        return std::string();
    });
}

int romtools_predict(const romtools_model* model, const romtools_query* query, double* values, double* deviation) {
    return guarded([&] {
        const romtools::Query asked = query_of(required(model, "model").model, required(query, "query"));
        required(values, "values");
        const std::size_t count = count_of(model->model.shape(asked));
        std::string lines;
        for (const std::string& warning :
             model->model.predict(asked, {values, count}, {deviation, deviation == nullptr ? 0 : count}))
            lines += warning + "\n";
        return lines;
    });
}
