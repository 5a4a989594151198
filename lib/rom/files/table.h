// Tables that the tools write as text: training-S.tsv, tune.tsv, and what rom-error prints.
#pragma once

#include <string>
#include <vector>

namespace rom::files {

struct Table {
    std::string name;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;  // as many cells as columns

    // The numbers of a column; NaN where there is none. Throws Error if there is no such column.
    std::vector<double> numbers(const std::string& column) const;
    std::vector<std::string> texts(const std::string& column) const;
};

// Of tabs, the first line being the names. Throws Error: missing, no rows, a row of another length.
Table read_table(const std::string& path);

// What rom-error says of each case, of all fields together: "largest", "mean", as shares, and if it has them the
// deviations, "std". From its text or its JSON. Throws Error: missing, damaged, of no cases.
struct CaseErrors {
    std::vector<double> largest;
    std::vector<double> mean;
    std::vector<double> deviation;  // empty if there are none
};
CaseErrors read_case_errors(const std::string& path);

}  // namespace rom::files
