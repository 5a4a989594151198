// Tables of text: a row for each case and time.
#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/exchange/writers.h"
#include "rom/npy/output.h"

namespace rom::exchange {
namespace {

constexpr Index kMostValues = 20'000'000;

std::string quoted_name(const std::string& name) {
    return name.find_first_of(",\"") == std::string::npos ? name : "\"" + name + "\"";
}

}  // namespace

void write_csv(const Prediction& p, const std::string& path, const Progress& progress) {
    const Index values = p.bytes() / (p.single() ? 4 : 8);
    if (values > kMostValues)
        throw Error(path + ": would hold " + std::to_string(values) + " values but text is for at most " +
                    std::to_string(kMostValues) + "; write .nc or .h5, or fewer cases with --case");
    npy::OutputFile file(path);
    std::string line = "case,time";
    for (const Field& field : p.fields)
        for (Index k = 0; k < p.points() * field.width; ++k)
            line += "," + quoted_name(field.name) + (p.points() * field.width > 1 ? "_" + std::to_string(k + 1) : "");
    file.write(line + "\n");
    Index done = 0;
    for (const Index which : p.selection)
        for (Index time = 0; time < p.times; ++time) {
            line = std::to_string(which) + "," + exact(p.time_values[static_cast<std::size_t>(time)]);
            with_type_of(p, [&]<class Scalar>(Scalar) {
                for (std::size_t k = 0; k < p.fields.size(); ++k)
                    for (const Scalar value : values_at<Scalar>(p, k, which, time))
                        line += "," + format(sizeof(Scalar) == 4 ? "%.9g" : "%.17g", static_cast<double>(value));
            });
            file.write(line + "\n");
            progress(++done, p.times * static_cast<Index>(p.selection.size()));
        }
    file.commit();
}

}  // namespace rom::exchange
