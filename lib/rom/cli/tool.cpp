#include "rom/cli/tool.h"

#include <omp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>

#include "rom/error.h"
#include "rom/version.h"

namespace rom::cli {
namespace {

volatile std::sig_atomic_t received_signal = 0;

// The command line as a shell would take it.
std::string quoted(std::span<char*> arguments) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+:,./@%";
    std::string line;
    for (const std::string_view argument : arguments) {
        if (!line.empty()) line += ' ';
        if (!argument.empty() && argument.find_first_not_of(plain) == std::string_view::npos) {
            line += argument;
            continue;
        }
        line += '\'';
        for (const char c : argument) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
        line += '\'';
    }
    return line;
}

std::string utc_time() {
    std::time_t now = std::time(nullptr);
    if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH")) now = std::strtoll(epoch, nullptr, 10);
    std::array<char, 32> text{};
    std::tm utc{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    return text.data();
}

std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

CLI::Validator number(const std::string& what, const std::function<bool(double)>& accepted) {
    CLI::Validator validator(
        [=](std::string& text) -> std::string {
            double value = 0;
            if (!CLI::detail::lexical_cast(text, value)) return "'" + text + "' is not a number";
            return accepted(value) ? std::string() : text + " is not " + what;
        },
        "");
    return validator;
}

}  // namespace

Tool::Tool(std::string name, const std::string& description, const std::string& example)
    : app(description, name), name_(std::move(name)) {
    app.footer("Example:\n  " + example + "\n\nThe manual page is " + name_ + "(1); rom(7) shows the whole pipeline.");
    app.set_version_flag("--version", "rom " ROM_VERSION, "Print the version and exit");
    app.get_formatter()->column_width(34);
    app.option_defaults()->always_capture_default();
    no_default(app.add_option("--threads", threads_, "Number of threads; else OMP_NUM_THREADS, else the cores at hand"))
        ->check(positive());
    app.add_flag("-q,--quiet", quiet_, "Say nothing but errors and warnings");
    app.add_flag("-v,--verbose", verbose_, "Say more");
}

int Tool::run(int argc, char** argv, const std::function<int()>& body) {
    command_ = quoted({argv, static_cast<std::size_t>(argc)});
    if (const auto slash = argv[0] ? std::string_view(argv[0]).rfind('/') : std::string_view::npos;
        slash != std::string_view::npos)
        command_ = name_ + command_.substr(quoted({argv, 1}).size());
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return app.exit(success);  // --help, --version
    } catch (const CLI::ParseError& error) {
        std::cerr << name_ << ": " << one_line(error.what()) << "; see " << name_ << " --help\n";
        return 2;
    }
    if (threads_ > 0) omp_set_num_threads(threads_);
    try {
        return body();
    } catch (const Stopped& stopped) {
        std::cerr << name_ << ": " << stopped.sentence << '\n';
        return 128 + stopped.signal;
    } catch (const Error& error) {
        std::cerr << name_ << ": " << one_line(error.what()) << '\n';
        return error.status;
    } catch (const std::bad_alloc&) {
        std::cerr << name_ << ": out of memory; use fewer snapshots at a time, or a machine with more\n";
    } catch (const std::exception& error) {
        std::cerr << name_ << ": internal error: " << one_line(error.what()) << "; please report it\n";
    }
    return 1;
}

void Tool::say(const std::string& sentence) const {
    if (!quiet_) std::cerr << name_ << ": " << sentence << '\n';
}

void Tool::detail(const std::string& sentence) const {
    if (verbose_) std::cerr << name_ << ": " << sentence << '\n';
}

void Tool::warn(const std::string& sentence) const { std::cerr << name_ << ": warning: " << sentence << '\n'; }

bool Tool::on_terminal() const { return ::isatty(STDERR_FILENO) == 1; }

void Tool::progress(const std::string& line, bool final) const {
    if (quiet_) return;
    if (on_terminal())
        std::cerr << "\r\033[K" << name_ << ": " << line << (final ? "\n" : "") << std::flush;
    else
        std::cerr << name_ << ": " << line << '\n';
}

model::Provenance Tool::provenance(const std::vector<model::Input>& inputs) const {
    return {name_, ROM_VERSION, command_, utc_time(), inputs};
}

CLI::Validator positive() {
    return number("positive", [](double value) { return value > 0 && std::isfinite(value); });
}

CLI::Validator not_negative() {
    return number("zero or positive", [](double value) { return value >= 0 && std::isfinite(value); });
}

CLI::Validator within(double least, double most) {
    return number(format("between %g and %g", least, most),
                  [=](double value) { return value >= least && value <= most; });
}

CLI::Option* no_default(CLI::Option* option) { return option->default_str(""); }

CLI::Validator one_of(Names names) {
    return {[names](std::string& text) -> std::string {
                if (std::find(names.begin(), names.end(), text) != names.end()) return {};
                return "'" + text + "' is not known; one of " + list_of(names);
            },
            ""};
}

std::vector<Eigen::Index> parse_widths(const std::string& option, const std::string& text) {
    std::vector<Eigen::Index> widths;
    if (text == "none") return widths;
    for (const std::string& part : CLI::detail::split(text, ',')) {
        long width = 0;
        if (!CLI::detail::lexical_cast(part, width) || width < 1)
            throw Error(
                option + ": '" + text + "' is no list of widths; write 200,20 for two hidden layers, none for none", 2);
        widths.push_back(width);
    }
    return widths;
}

double number_or_auto(const std::string& option, const std::string& text, const std::function<double()>& automatic) {
    if (text == "auto") return automatic();
    double value = 0;
    if (!CLI::detail::lexical_cast(text, value) || !(value > 0) || !std::isfinite(value))
        throw Error(option + ": '" + text + "' is neither auto nor a positive number", 2);
    return value;
}

void catch_stop_signals() {
    struct sigaction action {};
    action.sa_handler = [](int signal) { received_signal = signal; };
    // SIGTERM comes twice where make and the batch system both send it.
    sigaction(SIGTERM, &action, nullptr);
    action.sa_flags = static_cast<int>(SA_RESETHAND);  // a second Ctrl-C ends the process at once
    sigaction(SIGINT, &action, nullptr);
}

int stop_signal() { return received_signal; }

std::string format(const char* pattern, ...) {
    std::array<char, 1024> text{};
    va_list arguments;
    va_start(arguments, pattern);
    std::vsnprintf(text.data(), text.size(), pattern, arguments);
    va_end(arguments);
    return text.data();
}

}  // namespace rom::cli
