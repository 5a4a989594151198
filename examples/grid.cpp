#include "grid.h"

#include <cmath>
#include <exception>
#include <functional>
#include <numeric>

#include "rom/base/error.h"
#include "rom/base/parallel.h"
#include "rom/base/text.h"
#include "rom/cli/tool.h"
#include "rom/npy/output.h"

namespace examples {
namespace {

rom::cli::Option range_option(const Parameter& parameter, std::vector<double>& range) {
    return {parameter.option.c_str(), &range, parameter.description.c_str(), rom::cli::kRequired, {}, 3,
            "FIRST LAST COUNT"};
}

std::vector<double> values_of(const Parameter& parameter, const std::vector<double>& range) {
    const double count = range[2];
    if (!(count >= 1) || count != std::floor(count) || count > 1e6)
        throw rom::Error(
            parameter.option + ": the count is " + rom::format("%g", count) + "; give a whole number of at least 1", 2);
    if (!std::isfinite(range[1] - range[0]) || range[0] > range[1] || (count == 1 && range[0] != range[1]))
        throw rom::Error(parameter.option + rom::format(": %g values cannot run from %g to %g; give the smaller end "
                                                        "first, and one value as FIRST FIRST 1",
                                                        count, range[0], range[1]),
                         2);
    std::vector<double> values(static_cast<std::size_t>(count), range[0]);
    for (std::size_t k = 1; k < values.size(); ++k)
        values[k] = range[0] + (range[1] - range[0]) * static_cast<double>(k) / (count - 1);
    return values;
}

void generate(const rom::cli::Tool& tool, const Generator& generator, const std::string& prefix,
              const std::vector<double>& first, const std::vector<double>& second) {
    const std::int64_t times = generator.times;
    const std::vector<std::int64_t>& space = generator.space;
    constexpr std::size_t together = 16;  // cases held in memory
    const std::int64_t size = std::accumulate(space.begin(), space.end(), std::int64_t{1}, std::multiplies<>());
    std::vector<double> parameters;
    for (const double a : first)
        for (const double b : second) parameters.insert(parameters.end(), {a, b});
    const std::size_t cases = parameters.size() / 2;

    using rom::npy::Type;
    std::vector<std::int64_t> shape = {static_cast<std::int64_t>(cases), times};
    shape.insert(shape.end(), space.begin(), space.end());
    rom::npy::Writer writer(prefix + ".npy", Type::float32, shape);
    std::vector<double> initial;
    std::vector<std::vector<float>> snapshots(std::min(together, cases),
                                              std::vector<float>(static_cast<std::size_t>(times * size)));
    for (std::size_t begin = 0; begin < cases; begin += together) {
        const auto count = static_cast<std::int64_t>(std::min(together, cases - begin));
        const auto solve = [&](std::int64_t c) {
            const auto at = static_cast<std::size_t>(c);
            const double a = parameters[2 * (begin + at)];
            const double b = parameters[2 * (begin + at) + 1];
            try {
                generator.solve(a, b, snapshots[at]);
            } catch (const std::exception& error) {
                throw rom::Error(rom::format("at %g, %g: %s", a, b, error.what()));
            }
        };
        rom::parallel_for(count, true, solve);
        for (std::size_t c = 0; c < static_cast<std::size_t>(count); ++c) {
            writer.append(std::span<const float>(snapshots[c]));
            initial.insert(initial.end(), snapshots[c].begin(), snapshots[c].begin() + size);
        }
        tool.progress(rom::format("%zu of %zu cases", begin + static_cast<std::size_t>(count), cases),
                      begin + together >= cases);
    }
    writer.commit();
    rom::npy::write_array(prefix + "-mu.npy", Type::float64, {static_cast<std::int64_t>(cases), 2}, parameters);
    shape.erase(shape.begin() + 1);
    rom::npy::write_array(prefix + "-initial.npy", Type::float32, shape, initial);
}

}  // namespace

int run(const Generator& generator, int argc, char** argv) {
    rom::cli::Tool tool(generator.name,
                        generator.description + " Writes PREFIX.npy, PREFIX-mu.npy and PREFIX-initial.npy.",
                        generator.example);
    std::string prefix;
    std::vector<double> first;
    std::vector<double> second;
    tool.options.add({{"PREFIX", &prefix, "Start of the names of the files", rom::cli::kRequired},
                      range_option(generator.first, first),
                      range_option(generator.second, second)});
    return tool.run(argc, argv, [&] {
        generate(tool, generator, prefix, values_of(generator.first, first), values_of(generator.second, second));
        return 0;
    });
}

}  // namespace examples
