#include "rom/exchange/parameters.h"

#include <algorithm>
#include <cmath>

#include "rom/base/error.h"
#include "rom/base/text.h"

namespace rom::exchange {
namespace {

constexpr std::int64_t kMostValues = 100;  // of a case, in one variable

std::string list_of_attributes(const Source& source) {
    std::string list;
    for (const Attribute& one : source.attributes)
        if (!one.values.empty()) list += (list.empty() ? "" : ", ") + one.name;
    return list.empty() ? "none" : list;
}

std::vector<double> values_named(const Fields& fields, const std::string& name, std::int64_t cases) {
    const Source& source = fields.source;
    for (const Attribute& one : source.attributes) {
        if (one.name != name && one.name != fields.variable(fields.parts.front()).name + "@" + name) continue;
        if (one.values.empty())
            throw Error(source.name + ": attribute " + one.name + " " + one.refusal + ", but parameters are numbers");
        return one.values;
    }
    const auto found = std::find_if(source.variables.begin(), source.variables.end(),
                                    [&](const Variable& one) { return one.name == name && one.refusal.empty(); });
    if (found == source.variables.end())
        throw Error(source.name + ": has no attribute or variable '" + name + "'; its attributes are " +
                    list_of_attributes(source));
    if (found->shape.size() > (cases > 1 ? 2 : 1) || npy::element_count(found->shape) > kMostValues * cases)
        throw Error(source.name + ": " + name + " has shape " + npy::to_string(found->shape) + " but there " +
                    (cases == 1 ? "is 1 case" : "are " + counted(cases, "case")) +
                    ", and a case has one parameter or a few; name others with --attributes");
    return values_of(source, variable_in(source, name));
}

}  // namespace

std::vector<double> parameters_of(const Fields& fields, const std::vector<std::string>& names, std::int64_t cases) {
    std::vector<std::vector<double>> columns;  // of each name [cases, values]
    for (const std::string& name : names) {
        std::vector<double> values = values_named(fields, name, cases);
        const auto count = static_cast<std::int64_t>(values.size());
        if (count % cases != 0)
            throw Error(fields.source.name + ": " + name + " has " + counted(count, "value") + " but there are " +
                        counted(cases, "case") + "; they must match");
        if (!std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); }))
            throw Error(fields.source.name + ": " + name +
                        " holds NaN or infinity, which is no parameter; mend it, or leave the file out");
        columns.push_back(std::move(values));
    }
    std::vector<double> rows;
    for (std::int64_t k = 0; k < cases; ++k)
        for (const auto& column : columns) {
            const auto width = static_cast<std::int64_t>(column.size()) / cases;
            rows.insert(rows.end(), column.begin() + k * width, column.begin() + (k + 1) * width);
        }
    return rows;
}

}  // namespace rom::exchange
