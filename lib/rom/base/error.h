// The one kind of error: the sentence the user will see, without the name of the tool.
#pragma once

#include <stdexcept>
#include <string>

namespace rom {

// The status of a tool whose results nobody reads any longer: 128 + SIGPIPE, without a word, as with other tools.
inline constexpr int kReaderGone = 141;

struct Error : std::runtime_error {
    // status: the exit status of the tool, 1 for data or runs that fail, 2 for a wrong command line.
    explicit Error(const std::string& sentence, int status = 1) : std::runtime_error(sentence), status(status) {}
    int status;
};

}  // namespace rom
