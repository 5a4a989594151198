// What every executable shares: common options, errors and exit statuses, what is said to a person, provenance.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "rom/cli/estimate.h"
#include "rom/cli/options.h"
#include "rom/cli/signals.h"
#include "rom/files/provenance.h"

namespace rom::cli {

// Thrown to end a tool that a signal has stopped, after its state is saved; the exit status is 128 + signal.
struct Stopped {
    int signal = 0;
    std::string sentence;
};

// Whose work it is if mpirun starts several ranks (base/ranks.h).
enum class Work { of_first_rank, of_ranks };

class Tool {
public:
    // `example`: a real command line, shown at the end of --help.
    Tool(const std::string& name, const std::string& description, const std::string& example,
         Work work = Work::of_first_rank);

    CommandLine options;        // the tool adds its own here
    mutable Estimate estimate;  // with --dry-run

    // Parses the command line, checks the files that it names, and runs `body`, whose result is the exit status. Errors
    // become one line on standard error: 1 the data or the run failed, which includes a report that could not be
    // written, 2 the command line is wrong. Of several ranks the first speaks; an error of another takes all down.
    int run(int argc, char** argv, const std::function<int()>& body);

    // What run() checks of the files that options name, with others that are read or written, such as those beside an
    // output; see check_files in streams.h. For tools that know of such files, before long work.
    void check_files(const std::vector<std::string>& more_inputs = {},
                     const std::vector<std::string>& more_outputs = {}) const;

    void say(const std::string& sentence) const;      // standard error, unless --quiet
    void detail(const std::string& sentence) const;   // standard error, with --verbose
    void detail_cost(const std::string& what) const;  // the same: what is done, and time, memory, messages so far
    void warn(const std::string& sentence) const;     // standard error, always

    // Warns of a sentence, or throws it as an Error unless `force`: about pieces that do not belong together.
    void object(const std::string& sentence, bool force) const;

    // The status line of a long loop, what matters most first. On a terminal it overwrites itself, has as many parts as
    // there is room for, and goes when something else is said; elsewhere it is a plain line. Says nothing with --quiet.
    void progress(const std::vector<std::string>& parts) const;
    void clear_progress() const;  // from a terminal, before results are printed

    files::Provenance provenance(const std::vector<files::InputFile>& inputs) const;

private:
    int run_on_ranks(int argc, char** argv, const std::function<int()>& body);
    void join_ranks() const;
    int fail(const std::string& sentence, int status) const;
    void tell(const std::string& sentence) const;

    std::string name_;
    Work work_;
    std::string command_;
    Index threads_ = 0;
    std::string memory_;
    bool quiet_ = false;
    bool verbose_ = false;
    std::chrono::steady_clock::time_point start_;
    mutable bool shows_progress_ = false;  // on a terminal
};

// When a status line is due: every fifth of a second on a terminal, every ten elsewhere.
class Pace {
public:
    Pace();
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

// For data that are read again and again, so many bytes each time: "read 12.1 of 20.0 GB, pass 3, 35 s left of this
// pass".
std::function<void(Index bytes)> reading_progress(const Tool& tool, Index bytes_of_pass);

// For loops that write: catches signals and throws Stopped once one has arrived, so that nothing half-written is left.
std::function<void(Index done, Index all)> stoppable(std::function<void(Index done, Index all)> progress);

}  // namespace rom::cli
