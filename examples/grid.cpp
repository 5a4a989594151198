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
    if (parameter.logarithmic && !(range[0] > 0))
        throw rom::Error(parameter.option + ": the values have equal ratios; give positive ones", 2);
    for (std::size_t k = 1; k < values.size(); ++k) {
        const double share = static_cast<double>(k) / (count - 1);
        values[k] = parameter.logarithmic ? range[0] * std::pow(range[1] / range[0], share)
                                          : range[0] + (range[1] - range[0]) * share;
    }
    return values;
}

// All combinations, one after the other; the last value runs fastest.
std::vector<double> combinations(const std::vector<std::vector<double>>& values) {
    std::vector<double> rows(1, 0);
    std::size_t width = 0;
    for (const std::vector<double>& of_one : values) {
        std::vector<double> longer;
        const std::size_t count = width == 0 ? 1 : rows.size() / width;
        for (std::size_t r = 0; r < count; ++r)
            for (const double value : of_one) {
                longer.insert(longer.end(), rows.begin() + static_cast<std::ptrdiff_t>(r * width),
                              rows.begin() + static_cast<std::ptrdiff_t>((r + 1) * width));
                longer.push_back(value);
            }
        rows = longer;
        ++width;
    }
    return rows;
}

void generate(const rom::cli::Tool& tool, const Generator& generator, const std::string& prefix, std::int64_t times,
              const std::vector<double>& parameters) {
    const auto width = static_cast<std::int64_t>(generator.parameters.size());
    const std::vector<std::int64_t>& space = generator.space;
    constexpr std::size_t together = 16;  // cases held in memory
    const std::int64_t size = std::accumulate(space.begin(), space.end(), std::int64_t{1}, std::multiplies<>());
    const std::size_t cases = parameters.size() / generator.parameters.size();

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
            const auto mu =
                std::span(parameters).subspan((begin + at) * generator.parameters.size(), generator.parameters.size());
            try {
                generator.solve(mu, snapshots[at]);
            } catch (const std::exception& error) {
                std::string where;
                for (const double value : mu) where += rom::format("%s%g", where.empty() ? "at " : ", ", value);
                throw rom::Error(where + ": " + error.what());
            }
        };
        rom::parallel_for(count, true, solve);
        for (std::size_t c = 0; c < static_cast<std::size_t>(count); ++c) {
            writer.append(std::span<const float>(snapshots[c]));
            initial.insert(initial.end(), snapshots[c].begin(), snapshots[c].begin() + size);
        }
        tool.progress({rom::format("%zu of %zu cases", begin + static_cast<std::size_t>(count), cases)});
    }
    writer.commit();
    rom::npy::write_array(prefix + "-mu.npy", Type::float64, {static_cast<std::int64_t>(cases), width}, parameters);
    shape.erase(shape.begin() + 1);
    rom::npy::write_array(prefix + "-initial.npy", Type::float32, shape, initial);
}

}  // namespace

int run(const Generator& generator, int argc, char** argv) {
    rom::cli::Tool tool(generator.name,
                        generator.description + " Writes PREFIX.npy, PREFIX-mu.npy and PREFIX-initial.npy.",
                        generator.example);
    std::string prefix;
    std::int64_t times = generator.times;
    std::vector<std::vector<double>> ranges(generator.parameters.size());
    std::vector<rom::cli::Option> options = {
        {"PREFIX", &prefix, "Start of the names of the files", rom::cli::kRequired}};
    for (std::size_t k = 0; k < ranges.size(); ++k) options.push_back(range_option(generator.parameters[k], ranges[k]));
    if (generator.any_times) options.push_back({"--times", &times, "Number of times", 0, rom::cli::positive()});
    tool.options.add(options);
    return tool.run(argc, argv, [&] {
        std::vector<std::vector<double>> values;
        for (std::size_t k = 0; k < ranges.size(); ++k) values.push_back(values_of(generator.parameters[k], ranges[k]));
        generate(tool, generator, prefix, times, combinations(values));
        return 0;
    });
}

}  // namespace examples
