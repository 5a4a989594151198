#include "rom/cli/tool.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <span>
#include <string_view>
#include <utility>

#include "rom/base/error.h"
#include "rom/base/memory.h"
#include "rom/base/parallel.h"
#include "rom/base/text.h"
#include "rom/version.h"

namespace rom::cli {
namespace fs = std::filesystem;
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
    std::ranges::replace_if(
        text, [](unsigned char c) { return std::iscntrl(c) != 0; }, ' ');
    return text;
}

}  // namespace

Tool::Tool(const std::string& name, const std::string& description, const std::string& example)
    : options(name, description,
              "Example:\n  " + example + "\n\nThe manual page is " + name + "(1); rom(7) shows the whole pipeline.",
              "rom " ROM_VERSION),
      name_(name) {
    options.add({
        {"--threads", &threads_, "Number of threads; else OMP_NUM_THREADS, else the cores at hand", kNoDefault | kOfRun,
         within(1, kMostThreads)},
        {"-q,--quiet", &quiet_, "Say nothing but errors and warnings", kOfRun},
        {"-v,--verbose", &verbose_, "Say more", kOfRun},
    });
}

int Tool::run(int argc, char** argv, const std::function<int()>& body) {
    command_ = quoted({argv, static_cast<std::size_t>(argc)});
    if (const auto slash = argv[0] ? std::string_view(argv[0]).rfind('/') : std::string_view::npos;
        slash != std::string_view::npos)
        command_ = name_ + command_.substr(quoted({argv, 1}).size());
    try {
        if (const auto status = options.parse(argc, argv)) return *status;
        if (threads_ > 0) set_thread_count(static_cast<int>(threads_));
        return body();
    } catch (const Stopped& stopped) {
        std::cerr << name_ << ": " << stopped.sentence << '\n';
        return 128 + stopped.signal;
    } catch (const Error& error) {
        std::cerr << name_ << ": " << one_line(error.what()) << '\n';
        return error.status;
    } catch (const std::bad_alloc&) {
        std::cerr << name_
                  << format(
                         ": out of memory: what was asked for does not fit into %.3g GB; take smaller networks, "
                         "fewer snapshots or cases at a time, fewer --threads, or a machine with more\n",
                         memory_limit() / 1e9);
    } catch (const std::exception& error) {
        std::cerr << name_ << ": internal error: " << one_line(error.what()) << "; please report it\n";
    }
    return 1;
}

void Tool::say(const std::string& sentence) const {
    if (!quiet_) std::cerr << name_ << ": " << one_line(sentence) << '\n';
}

void Tool::detail(const std::string& sentence) const {
    if (verbose_) std::cerr << name_ << ": " << one_line(sentence) << '\n';
}

void Tool::warn(const std::string& sentence) const {
    std::cerr << name_ << ": warning: " << one_line(sentence) << '\n';
}

void Tool::object(const std::string& sentence, bool force) const {
    if (!force) throw Error(sentence + "; give what belongs together, or --force");
    warn(sentence);
}

bool Tool::on_terminal() const { return ::isatty(STDERR_FILENO) == 1; }

void Tool::progress(const std::string& line, bool final) const {
    if (quiet_) return;
    if (on_terminal())
        std::cerr << "\r\033[K" << name_ << ": " << line << (final ? "\n" : "") << std::flush;
    else
        std::cerr << name_ << ": " << line << '\n';
}

files::Provenance Tool::provenance(const std::vector<files::InputFile>& inputs) const {
    return {name_, ROM_VERSION, command_, utc_time(), inputs};
}

bool Pace::due() {
    const auto now = Clock::now();
    if (now - last_ < interval_) return false;
    last_ = now;
    return true;
}

namespace {

// Shows text(done, all) when it is due.
template <class Text>
std::function<void(Index done, Index all)> paced(const Tool& tool, const Text& text) {
    return [&tool, text, pace = Pace(tool), shown = false](Index done, Index all) mutable {
        if (!pace.due() && !(shown && done == all)) return;
        shown = true;
        tool.progress(text(static_cast<double>(done), static_cast<double>(all)), done == all);
    };
}

}  // namespace

std::function<void(Index done, Index all)> percentage(const Tool& tool, const std::string& what) {
    return paced(tool, [what](double done, double all) { return what + format(" %.0f %%", 100 * done / all); });
}

std::function<void(Index done, Index all)> bytes_progress(const Tool& tool, const std::string& what) {
    return paced(tool,
                 [what](double done, double all) { return what + format(" %.1f of %.1f GB", done / 1e9, all / 1e9); });
}

namespace {

// The file that a name means, whether it is there or not; a link stands for itself, as it is the link that is replaced.
fs::path place_of(const std::string& name) {
    const fs::path path = fs::absolute(name);
    std::error_code error;
    const fs::path folder =
        fs::canonical(path.has_filename() ? path.parent_path() : path.parent_path().parent_path(), error);
    if (error) return path;
    return folder / (path.has_filename() ? path : path.parent_path()).filename();
}

bool is_within(const std::string& file, const std::string& folder) {
    const fs::path inner = fs::canonical(file);
    const fs::path outer = fs::canonical(folder);
    return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

}  // namespace

void require_one_stream(const std::vector<std::string>& files, const std::string& what) {
    if (std::count(files.begin(), files.end(), "-") > 1) throw Error(what, 2);
}

void require_own_names(const std::vector<std::string>& results) {
    require_one_stream(results, "only one result can go to standard output");
    for (std::size_t k = 0; k < results.size(); ++k)
        for (std::size_t j = 0; j < k; ++j)
            if (!results[k].empty() && !results[j].empty() && place_of(results[k]) == place_of(results[j]))
                throw Error(results[k] + " is to hold two results; give each a name of its own", 2);
}

void require_inputs_kept(const std::vector<std::string>& results, const std::vector<std::string>& inputs) {
    for (const std::string& input : inputs) {
        std::error_code error;
        if (!fs::is_regular_file(input, error)) continue;
        for (const std::string& result : results)
            if (fs::equivalent(input, result, error) || (fs::is_directory(result, error) && is_within(input, result)))
                throw Error(result + ": would take the place of " +
                                (input == result ? "an input" : "the input " + input) + "; name another output",
                            2);
    }
}

void catch_stop_signals() {
    struct sigaction action {};
    action.sa_handler = [](int signal) { received_signal = signal; };
    // SIGTERM comes twice if make and the batch system both send it.
    sigaction(SIGTERM, &action, nullptr);
    action.sa_flags = static_cast<int>(SA_RESETHAND);  // a second Ctrl-C ends the process at once
    sigaction(SIGINT, &action, nullptr);
}

int stop_signal() { return received_signal; }

std::function<void(Index done, Index all)> stoppable(std::function<void(Index done, Index all)> progress) {
    catch_stop_signals();
    return [progress = std::move(progress)](Index done, Index all) {
        if (stop_signal() != 0) throw Stopped{stop_signal(), "stopped; nothing was written"};
        progress(done, all);
    };
}

}  // namespace rom::cli
