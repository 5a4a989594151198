// What every executable shares: common options, errors and exit statuses, what is said to a person, provenance.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "rom/cli/options.h"
#include "rom/cli/signals.h"
#include "rom/files/provenance.h"

namespace rom::cli {

// Thrown to end a tool that a signal has stopped, after its state is saved; the exit status is 128 + signal.
struct Stopped {
    int signal = 0;
    std::string sentence;
};

class Tool {
public:
    // `example`: a real command line, shown at the end of --help.
    Tool(const std::string& name, const std::string& description, const std::string& example);

    CommandLine options;  // the tool adds its own here

    // Parses the command line and runs `body`, whose result is the exit status. Errors become one line on standard
    // error: 1 the data or the run failed, 2 the command line is wrong.
    int run(int argc, char** argv, const std::function<int()>& body);

    void say(const std::string& sentence) const;     // standard error, unless --quiet
    void detail(const std::string& sentence) const;  // standard error, with --verbose
    void warn(const std::string& sentence) const;    // standard error, always

    // Warns of a sentence, or throws it as an Error unless `force`: about pieces that do not belong together.
    void object(const std::string& sentence, bool force) const;

    // The status line of a long loop: on a terminal it overwrites itself, elsewhere it is a plain line. Says nothing
    // with --quiet. `final` ends the line on a terminal.
    void progress(const std::string& line, bool final) const;
    bool on_terminal() const;

    files::Provenance provenance(const std::vector<files::InputFile>& inputs) const;

private:
    std::string name_;
    std::string command_;
    Index threads_ = 0;
    bool quiet_ = false;
    bool verbose_ = false;
};

// When a status line is due: every fifth of a second on a terminal, every ten elsewhere.
class Pace {
public:
    explicit Pace(const Tool& tool) : interval_(tool.on_terminal() ? 0.2 : 10) {}
    bool due();

private:
    using Clock = std::chrono::steady_clock;
    std::chrono::duration<double> interval_;
    Clock::time_point last_ = Clock::now();
};

// Shows "WHAT 35 %" when it is due, for a computation that tells of its steps; quick ones end without a word.
std::function<void(Index done, Index all)> percentage(const Tool& tool, const std::string& what);

// The same for bytes: "WHAT 1.2 of 20.0 GB".
std::function<void(Index done, Index all)> bytes_progress(const Tool& tool, const std::string& what);

// Throws Error(2) if more than one of some files is "-". `what`: "only one of truth and prediction can be standard
// input".
void require_one_stream(const std::vector<std::string>& files, const std::string& what);

// Throws Error(2) if two results, those that have names, would go to one file, however it is spelled, or both to
// standard output.
void require_own_names(const std::vector<std::string>& results);

// Throws Error(2) if a result would take the place of a file that is read, however it is spelled, or of a folder that
// it is in.
void require_inputs_kept(const std::vector<std::string>& results, const std::vector<std::string>& inputs);

// For loops that write: catches signals and throws Stopped once one has arrived, so that nothing half-written is left.
std::function<void(Index done, Index all)> stoppable(std::function<void(Index done, Index all)> progress);

}  // namespace rom::cli
