#include "random_cases.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "rom/base/parallel.h"
#include "rom/base/text.h"
#include "rom/cli/tool.h"
#include "rom/npy/output.h"

namespace examples {
namespace {

using rom::RowMajor;
using rom::npy::Type;

std::span<const double> span_of(const RowMajor& matrix) {
    return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

void generate(const rom::cli::Tool& tool, const RandomCases& generator, const std::string& prefix, std::int64_t cases,
              std::uint64_t seed) {
    constexpr std::int64_t together = 16;  // cases held in memory
    Random random(seed);
    std::vector<Inputs> inputs;
    for (std::int64_t c = 0; c < cases; ++c) inputs.push_back(generator.draw(random));
    const std::int64_t points = generator.points.rows();
    rom::npy::Shape shape = {cases, generator.times, points};
    if (generator.fields > 1) shape.push_back(generator.fields);
    rom::npy::Writer snapshots(prefix + ".npy", Type::float32, shape);
    const auto size = static_cast<std::size_t>(generator.times * points * generator.fields);
    std::vector<std::vector<float>> solved(static_cast<std::size_t>(std::min(together, cases)),
                                           std::vector<float>(size));
    for (std::int64_t begin = 0; begin < cases; begin += together) {
        const std::int64_t count = std::min(together, cases - begin);
        const auto solve = [&](Eigen::Index c) {
            generator.solve(inputs[static_cast<std::size_t>(begin + c)], solved[static_cast<std::size_t>(c)]);
        };
        rom::parallel_for(count, true, solve);
        for (std::int64_t c = 0; c < count; ++c)
            snapshots.append(std::span<const float>(solved[static_cast<std::size_t>(c)]));
        tool.progress({rom::format("%ld of %ld cases", static_cast<long>(begin + count), static_cast<long>(cases))});
    }
    const Eigen::Index parameters = inputs[0].parameters.size();
    const Eigen::Index signals = inputs[0].signals.cols();
    if (parameters > 0) {
        rom::npy::Writer writer(prefix + "-mu.npy", Type::float64, {cases, parameters});
        for (const Inputs& one : inputs) writer.append(span_of(one.parameters.transpose()));
        writer.commit();
    }
    if (signals > 0) {
        rom::npy::Writer writer(prefix + "-signals.npy", Type::float64, {cases, generator.times, signals});
        for (const Inputs& one : inputs) writer.append(span_of(one.signals));
        writer.commit();
    }
    rom::npy::write_array(prefix + "-x.npy", Type::float64, {points, generator.points.cols()},
                          span_of(generator.points));
    snapshots.commit();
}

}  // namespace

double uniform(Random& random, double low, double high) {
    return low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
}

Eigen::VectorXd smooth_signal(Random& random, double low, double high, double spacing, std::int64_t times, double dt) {
    const auto knots = static_cast<std::size_t>(std::ceil(static_cast<double>(times) * dt / spacing)) + 2;
    std::vector<double> values(knots);
    for (double& value : values) value = uniform(random, low, high);
    Eigen::VectorXd signal(times);
    for (std::int64_t t = 0; t < times; ++t) {
        const double place = static_cast<double>(t) * dt / spacing;
        const auto knot = static_cast<std::size_t>(place);
        const double share = 0.5 - 0.5 * std::cos(std::numbers::pi * (place - static_cast<double>(knot)));
        signal[t] = values[knot] + share * (values[knot + 1] - values[knot]);
    }
    return signal;
}

int run(const std::string& name, const std::string& description, const std::string& example,
        std::vector<Option> options, const std::function<RandomCases(const std::vector<Option>& options)>& cases,
        int argc, char** argv) {
    rom::cli::Tool tool(name, description, example);
    std::string prefix;
    std::int64_t count = 0;
    std::uint64_t seed = 0;
    using namespace rom::cli;
    tool.options.add({
        {"prefix", &prefix, "Writes PREFIX.npy, PREFIX-mu.npy, PREFIX-signals.npy and PREFIX-x.npy", kRequired},
        {"--cases", &count, "Number of cases", kRequired | kNoDefault, within(1, 1e6)},
        {"--seed", &seed, "Seed of the parameters and signals"},
    });
    for (examples::Option& option : options)
        tool.options.add({{option.name.c_str(), &option.value, option.description.c_str()}});
    return tool.run(argc, argv, [&] {
        generate(tool, cases(options), prefix, count, seed);
        return 0;
    });
}

}  // namespace examples
