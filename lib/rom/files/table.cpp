#include "rom/files/table.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <sstream>

#include <nlohmann/json.hpp>

#include "rom/base/text.h"
#include "rom/files/json.h"

namespace rom::files {
namespace {

std::size_t place_of(const Table& table, const std::string& column) {
    const auto found = std::ranges::find(table.columns, column);
    if (found == table.columns.end()) throw Error(table.name + ": has no column '" + column + "'");
    return static_cast<std::size_t>(found - table.columns.begin());
}

CaseErrors of_text(const std::string& path) {
    CaseErrors errors;
    bool deviations = false;
    for (const std::string& line : split(read_text(path).text, '\n')) {
        if (line.starts_with("case ")) {  // those of all fields together come last
            errors = {};
            deviations = line.find(" std ") != std::string::npos;
        }
        std::string numbers = line;
        std::ranges::replace(numbers, '%', ' ');
        std::istringstream words(numbers);
        Index number = 0;
        double largest = 0, time = 0, mean = 0, deviation = 0;
        if (!(words >> number >> largest)) continue;  // a line of a case begins with its number, the errors in per cent
        if (!(words >> time >> mean) || (deviations && !(words >> deviation)))
            throw Error(path + ": is damaged at '" + line + "'");
        errors.largest.push_back(largest / 100);
        errors.mean.push_back(mean / 100);
        if (deviations) errors.deviation.push_back(deviation / 100);
    }
    return errors;
}

CaseErrors of_json(const std::string& path) {
    CaseErrors errors;
    const Json json = read_json(path);
    for (const Json& one : get<Json>(json, "cases", path)) {
        errors.largest.push_back(get<double>(one, "largest", path));
        errors.mean.push_back(get<double>(one, "mean", path));
        if (one.contains("std")) errors.deviation.push_back(get<double>(one, "std", path));
    }
    return errors;
}

}  // namespace

std::vector<double> Table::numbers(const std::string& column) const {
    std::vector<double> values;
    for (const std::string& text : texts(column))
        values.push_back(number_in(text).value_or(std::numeric_limits<double>::quiet_NaN()));
    return values;
}

std::vector<std::string> Table::texts(const std::string& column) const {
    const std::size_t place = place_of(*this, column);
    std::vector<std::string> values;
    for (const auto& row : rows) values.push_back(row[place]);
    return values;
}

Table read_table(const std::string& path) {
    Table table{path, {}, {}};
    for (const std::string& line : split(read_text(path).text, '\n')) {
        if (line.empty()) continue;
        std::vector<std::string> cells = split(line, '\t');
        if (table.columns.empty()) {
            table.columns = std::move(cells);
            continue;
        }
        if (cells.size() != table.columns.size())
            throw Error(path + format(": has %zu columns but a line of %zu: '", table.columns.size(), cells.size()) +
                        line + "'");
        table.rows.push_back(std::move(cells));
    }
    if (table.rows.empty()) throw Error(path + ": has no lines but the first");
    return table;
}

CaseErrors read_case_errors(const std::string& path) {
    CaseErrors errors = std::filesystem::path(path).extension() == ".json" ? of_json(path) : of_text(path);
    if (errors.largest.empty()) throw Error(path + ": has no cases");
    return errors;
}

}  // namespace rom::files
