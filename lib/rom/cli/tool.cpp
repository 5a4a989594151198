#include "rom/cli/tool.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
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
#include "rom/base/vectors.h"
#include "rom/cli/streams.h"
#include "rom/version.h"

namespace rom::cli {
namespace {

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
    const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
    return utc_text(epoch != nullptr ? std::strtoll(epoch, nullptr, 10) : std::time(nullptr));
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
    guard_streams();
    command_ = quoted({argv, static_cast<std::size_t>(argc)});
    if (const auto slash = argv[0] ? std::string_view(argv[0]).rfind('/') : std::string_view::npos;
        slash != std::string_view::npos)
        command_ = name_ + command_.substr(quoted({argv, 1}).size());
    try {
        limit_vectors(std::getenv("ROM_CPU"));
        if (const auto status = options.parse(argc, argv)) {
            finish_report();
            return *status;
        }
        check_files();
        if (threads_ > 0) set_thread_count(static_cast<int>(threads_));
        const int status = body();
        finish_report();
        return status;
    } catch (const Stopped& stopped) {
        std::cerr << name_ << ": " << stopped.sentence << '\n';
        return 128 + stopped.signal;
    } catch (const Error& error) {
        if (error.status != kReaderGone) std::cerr << name_ << ": " << one_line(error.what()) << '\n';
        return error.status;
    } catch (const std::bad_alloc&) {
        std::cerr << name_
                  << format(
                         ": out of memory: what was asked for does not fit into %.3g GB; take smaller networks, "
                         "fewer snapshots or cases at a time, fewer --threads, or a machine with more\n",
                         memory_limit() / 1e9);
    } catch (const std::filesystem::filesystem_error& error) {
        const std::string path = error.path1().empty() ? "a folder" : error.path1().string();
        std::cerr << name_ << ": " << one_line(path + ": cannot be read or changed (" + error.code().message() + ")")
                  << "\n";
    } catch (const std::exception& error) {
        std::cerr << name_ << ": internal error: " << one_line(error.what()) << "; please report it\n";
    }
    return 1;
}

void Tool::check_files(const std::vector<std::string>& more_inputs,
                       const std::vector<std::string>& more_outputs) const {
    std::vector<CommandLine::Text> inputs = options.others();
    std::vector<CommandLine::Text> outputs = options.outputs();
    for (const std::string& input : more_inputs) inputs.push_back({input, input});
    for (const std::string& output : more_outputs) outputs.push_back({output, output});
    cli::check_files(inputs, outputs);
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

std::function<void(Index done, Index all)> stoppable(std::function<void(Index done, Index all)> progress) {
    catch_stop_signals();
    return [progress = std::move(progress)](Index done, Index all) {
        if (stop_signal() != 0) throw Stopped{stop_signal(), "stopped; nothing was written"};
        progress(done, all);
    };
}

}  // namespace rom::cli
