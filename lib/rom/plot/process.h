// A program that is run to its end, given what it reads, for what it writes.
#pragma once

#include <string>
#include <vector>

namespace rom::plot {

struct Finished {
    bool found = true;  // whether there is such a program
    int status = 0;     // its exit status, or 128 and the number of the signal that has ended it
    std::string output;
    std::string errors;
};

// `program` is looked for on the PATH. All three streams are files in memory, so that neither side waits for the
// other. It does not see the variable `hidden` of the environment. Throws Error if there is no room for them.
Finished run(const std::string& program, const std::vector<std::string>& arguments, const std::string& input,
             const std::string& hidden);

// The last line of a text that is not empty.
std::string last_line_of(const std::string& text);

}  // namespace rom::plot
