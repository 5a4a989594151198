// What every executable shares: common options, errors and exit statuses, what is said to a person, provenance.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <Eigen/Core>

#include "rom/model/provenance.h"
#include "rom/names.h"

namespace rom::cli {

// Thrown to end a tool that a signal has stopped, after its state is saved; the exit status is 128 + signal.
struct Stopped {
    int signal = 0;
    std::string sentence;
};

class Tool {
public:
    // `example`: a real command line, shown at the end of --help.
    Tool(std::string name, const std::string& description, const std::string& example);

    CLI::App app;  // the tool adds its own options here

    // Parses the command line and runs `body`, whose result is the exit status. Errors become one line on standard
    // error: 1 the data or the run failed, 2 the command line is wrong.
    int run(int argc, char** argv, const std::function<int()>& body);

    void say(const std::string& sentence) const;     // standard error, unless --quiet
    void detail(const std::string& sentence) const;  // standard error, with --verbose
    void warn(const std::string& sentence) const;    // standard error, always

    // The status line of a long loop: on a terminal it overwrites itself, elsewhere it is a plain line. Says nothing
    // with --quiet. `final` ends the line on a terminal.
    void progress(const std::string& line, bool final) const;
    bool on_terminal() const;

    model::Provenance provenance(const std::vector<model::Input>& inputs) const;

private:
    std::string name_;
    std::string command_;
    int threads_ = 0;
    bool quiet_ = false;
    bool verbose_ = false;
};

// For an option without a default: --help shows none.
CLI::Option* no_default(CLI::Option* option);

// Validators for options; their messages name the value and what to give instead.
CLI::Validator positive();
CLI::Validator not_negative();
CLI::Validator within(double least, double most);
CLI::Validator one_of(Names names);

// "200,20" as widths; "none" as no hidden layer. Throws Error(2).
std::vector<Eigen::Index> parse_widths(const std::string& option, const std::string& text);

// The positive number in `text`, or automatic() for "auto". Throws Error(2).
double number_or_auto(const std::string& option, const std::string& text, const std::function<double()>& automatic);

// Makes SIGINT and SIGTERM set a flag instead of ending the process.
void catch_stop_signals();
// The signal that arrived, or 0.
int stop_signal();

// printf into a string.
[[gnu::format(printf, 1, 2)]] std::string format(const char* pattern, ...);

}  // namespace rom::cli
