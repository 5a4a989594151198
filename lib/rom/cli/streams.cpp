#include "rom/cli/streams.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <string>
#include <utility>

#include "rom/base/error.h"
#include "rom/files/folder.h"
#include "rom/npy/place.h"
#include "rom/npy/temporary.h"

namespace rom::cli {
namespace {

namespace fs = std::filesystem;
constexpr const char* kStandardOutput = "standard output";

using Texts = std::vector<CommandLine::Text>;

// Standard input as a file that may be an output too.
std::string file_of(const std::string& input) { return input == "-" ? "/proc/self/fd/0" : input; }

bool lies_within(const std::string& inner, const std::string& outer) {
    std::error_code error;
    const fs::path folder = fs::canonical(outer, error);
    const fs::path file = fs::canonical(inner, error);
    return !error && std::mismatch(folder.begin(), folder.end(), file.begin(), file.end()).first == folder.end();
}

// Whether a model's folder would no longer be what it was.
bool changes_model(const std::string& output, const std::string& model) {
    const std::string name = fs::path(npy::place_of(output).path).filename().string();
    return lies_within(output, model) && (name == files::kModelMarker || files::is_of_model(name));
}

bool takes_place(const std::string& output, const std::string& input) {
    std::error_code error;
    const bool is_folder = fs::is_directory(input, error);
    if (!is_folder && !fs::is_regular_file(input, error)) return false;
    if (fs::equivalent(input, output, error)) return true;
    if (fs::is_directory(output, error)) return lies_within(input, output);
    return is_folder && changes_model(output, input);
}

void require_one_stream(const Texts& inputs) {
    const auto is_stream = [](const CommandLine::Text& input) { return input.value == "-"; };
    if (std::ranges::count_if(inputs, is_stream) < 2) return;
    std::vector<std::string> names;
    for (const CommandLine::Text& input : inputs)
        if (is_stream(input)) names.push_back(input.option);
    std::string list = names[0];
    for (std::size_t k = 1; k < names.size(); ++k) list += (k + 1 < names.size() ? ", " : " and ") + names[k];
    throw Error("only one of " + list + " can be standard input", 2);
}

void require_own_names(const Texts& outputs) {
    for (std::size_t k = 0; k < outputs.size(); ++k)
        for (std::size_t j = 0; j < k; ++j) {
            const npy::Place one = npy::place_of(outputs[k].value);
            const npy::Place other = npy::place_of(outputs[j].value);
            if (one.is_stream() && one.stream == other.stream)
                throw Error("only one result can go to " +
                                std::string(one.stream == STDOUT_FILENO ? "standard output" : outputs[k].value),
                            2);
            if (one.path == other.path)
                throw Error(outputs[k].value + " is to hold two results; give each a name of its own", 2);
        }
}

void require_inputs_kept(const Texts& inputs, const Texts& outputs) {
    for (const CommandLine::Text& input : inputs)
        for (const CommandLine::Text& output : outputs)
            if (!npy::place_of(output.value).is_stream() && takes_place(output.value, file_of(input.value)))
                throw Error(output.value + ": would take the place of " +
                                (input.value == output.value ? "an input"
                                 : input.value == "-"        ? "standard input"
                                                             : "the input " + input.value) +
                                "; name another output",
                            2);
}

}  // namespace

void guard_streams() {
    // Read where it is to be written, and the other way round.
    for (const auto& [descriptor, mode] :
         {std::pair(STDIN_FILENO, O_WRONLY), std::pair(STDOUT_FILENO, O_RDONLY), std::pair(STDERR_FILENO, O_RDONLY)})
        if (::fcntl(descriptor, F_GETFD) < 0) ::open("/dev/null", mode);  // takes the lowest that is free
    for (const int unwanted : {SIGPIPE, SIGXFSZ}) std::signal(unwanted, SIG_IGN);
}

void finish_report() {
    if (std::fflush(stdout) != 0) npy::cannot_write(kStandardOutput, errno);
    if (std::ferror(stdout) == 0) return;
    // Some of it failed before, for a reason that is no longer known.
    pollfd reader{STDOUT_FILENO, POLLOUT, 0};
    if (::poll(&reader, 1, 0) == 1 && (reader.revents & POLLERR) != 0) npy::cannot_write(kStandardOutput, EPIPE);
    throw Error(std::string(kStandardOutput) + ": cannot be written; is the disk full, or is it closed?");
}

void check_files(const Texts& inputs, const Texts& outputs) {
    Texts named;
    std::ranges::copy_if(outputs, std::back_inserter(named), [](const auto& one) { return !one.value.empty(); });
    require_one_stream(inputs);
    require_own_names(named);
    require_inputs_kept(inputs, named);
    for (const CommandLine::Text& output : named) {
        const npy::Place place = npy::place_of(output.value);
        npy::check_place(output.value, place);
        if (!place.is_stream()) npy::remove_leftovers(place.path);
    }
}

}  // namespace rom::cli
