// A program asks a model: predict-cpp MODEL GP PARAMETER... <initial >prediction
// The initial state and the prediction are plain numbers of double precision; GP is "" for a model that has none.

#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

#include <romtools/predict.h>

namespace {

std::size_t product(const std::vector<std::size_t>& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

void run(const std::string& folder, const std::string& processes, const std::vector<double>& parameters) {
    const romtools::Model model(folder, processes);
    std::vector<double> state(product(model.initial_shape()));
    if (std::fread(state.data(), sizeof(double), state.size(), stdin) != state.size())
        throw romtools::Error("the initial state is too short");

    const romtools::Query query{.parameters = parameters, .initial = state};
    std::vector<double> prediction(product(model.shape(query)));  // [1, times, ...space]
    for (const std::string& warning : model.predict(query, prediction)) std::fprintf(stderr, "%s\n", warning.c_str());
    std::fwrite(prediction.data(), sizeof(double), prediction.size(), stdout);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) return 2;
    std::vector<double> parameters;
    for (int i = 3; i < argc; ++i) parameters.push_back(std::atof(argv[i]));
    try {
        run(argv[1], argv[2], parameters);
    } catch (const romtools::Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
