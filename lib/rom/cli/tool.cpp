#include "rom/cli/tool.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <utility>

#include "rom/base/error.h"
#include "rom/base/memory.h"
#include "rom/base/parallel.h"
#include "rom/base/ranks.h"
#include "rom/base/text.h"
#include "rom/base/vectors.h"
#include "rom/cli/streams.h"
#include "rom/cli/terminal.h"
#include "rom/version.h"

namespace rom::cli {
namespace {

// Back to its first column, and whatever is there goes.
constexpr const char* kClearLine = "\r\033[K";
// Of a pass over the data: what is left of it can be told from so much.
constexpr double kEnoughToTell = 0.02;

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

// "12.34 s, 0.3 GB of memory at most; 1.234567 MB in 34 messages sent by the first of 2 ranks"
std::string cost_since(std::chrono::steady_clock::time_point start) {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::string cost = (seconds < 60 ? format("%.2f s", seconds) : duration_text(seconds)) +
                       format(", %.2g GB of memory at most", peak_memory() / 1e9);
    if (rank_count() > 1)
        cost += format("; %.6f MB in %ld messages sent by the first of %d ranks",
                       static_cast<double>(traffic().bytes) / 1e6, static_cast<long>(traffic().messages), rank_count());
    return cost;
}

std::string one_line(std::string text) {
    std::ranges::replace_if(
        text, [](unsigned char c) { return std::iscntrl(c) != 0; }, ' ');
    return text;
}

}  // namespace

Tool::Tool(const std::string& name, const std::string& description, const std::string& example, Work work)
    : options(name, description,
              "Example:\n  " + example + "\n\nThe manual page is " + name + "(1); rom(7) shows the whole pipeline.",
              "rom " ROM_VERSION),
      name_(name),
      work_(work) {
    options.add(
        {
            {"--threads", &threads_, "Number of threads; else OMP_NUM_THREADS, else the cores at hand",
             kNoDefault | kOfRun, within(1, kMostThreads)},
            {"--memory", &memory_, "Most memory to take, such as 2G; else what the machine has", kNoDefault | kOfRun,
             spelled([](const std::string& text) { return bytes_in(text).has_value(); }, "a size such as 500M or 2G")},
            {"-q,--quiet", &quiet_, "Say nothing but errors and warnings", kOfRun},
            {"-v,--verbose", &verbose_, "Say more: what is chosen on the way, time and memory at the end", kOfRun},
        },
        kCommonOptions);
}

int Tool::run(int argc, char** argv, const std::function<int()>& body) {
    guard_streams();
    try {
        RankSession ranks;
        if (work_ == Work::of_first_rank && !ranks.leave_to_first()) return 0;
        return run_on_ranks(argc, argv, body);
    } catch (const Error& error) {
        return fail(error.what(), error.status);
    }
}

// Several ranks are to do the same. What they need not say is not heard.
void Tool::join_ranks() const {
    if (rank_count() == 1) return;
    if (!is_same_on_ranks(std::string(ROM_VERSION) + " " + command_))
        throw Error("its ranks are not the same: all must be of one version, and have the same options", 2);
    for (const CommandLine::Text& input : options.others())
        if (input.value == "-")
            throw Error(input.option + " is standard input, of which only one rank would have any; name a file", 2);
    if (options.given("--dry-run")) throw Error("--dry-run tells of one process; leave the launcher out", 2);
    if (threads_ == 0 && std::getenv("OMP_NUM_THREADS") == nullptr)
        set_thread_count(std::max(1, thread_count() / ranks_on_these_cores()));
}

// If it is an error of all ranks, the first is quicker.
int Tool::fail(const std::string& sentence, int status) const {
    constexpr int moment = 300000;  // microseconds
    if (!is_first_rank()) ::usleep(static_cast<useconds_t>(moment * (1 + std::min(rank(), 9))));
    if (!sentence.empty()) {
        clear_progress();
        std::cerr << name_ << ": " << one_line(sentence) << std::endl;
    }
    if (rank_count() > 1) abort_ranks(status);
    return status;
}

int Tool::run_on_ranks(int argc, char** argv, const std::function<int()>& body) {
    if (!is_first_rank() && std::freopen("/dev/null", "w", stdout) == nullptr) return 1;
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
        join_ranks();
        check_files();
        if (threads_ > 0) set_thread_count(static_cast<int>(threads_));
        if (!memory_.empty()) limit_memory(*bytes_in(memory_));
        start_ = std::chrono::steady_clock::now();
        const int status = body();
        detail_cost("done");
        clear_progress();
        finish_report();
        return status;
    } catch (const Stopped& stopped) {
        tell(stopped.sentence);
        return 128 + stopped.signal;
    } catch (const Error& error) {
        return fail(error.status == kReaderGone ? "" : error.what(), error.status);
    } catch (const std::bad_alloc&) {
        return fail(format("out of memory: what was asked for does not fit into %.3g GB; take smaller networks, fewer "
                           "snapshots or cases at a time, fewer --threads, or a machine with more",
                           memory_limit() / 1e9),
                    1);
    } catch (const std::filesystem::filesystem_error& error) {
        const std::string path = error.path1().empty() ? "a folder" : error.path1().string();
        return fail(path + ": cannot be read or changed (" + error.code().message() + ")", 1);
    } catch (const std::exception& error) {
        return fail(std::string("internal error: ") + error.what() + "; please report it", 1);
    }
}

void Tool::check_files(const std::vector<std::string>& more_inputs,
                       const std::vector<std::string>& more_outputs) const {
    std::vector<CommandLine::Text> inputs = options.others();
    std::vector<CommandLine::Text> outputs = options.outputs();
    for (const std::string& input : more_inputs) inputs.push_back({input, input});
    for (const std::string& output : more_outputs) outputs.push_back({output, output});
    cli::check_files(inputs, outputs);
}

void Tool::tell(const std::string& sentence) const {
    if (!is_first_rank()) return;
    clear_progress();
    std::cerr << name_ << ": " << one_line(sentence) << '\n';
}

void Tool::say(const std::string& sentence) const {
    if (!quiet_) tell(sentence);
}

void Tool::detail(const std::string& sentence) const {
    if (verbose_) tell(sentence);
}

void Tool::detail_cost(const std::string& what) const { detail(what + " after " + cost_since(start_)); }

void Tool::warn(const std::string& sentence) const { tell("warning: " + sentence); }

void Tool::object(const std::string& sentence, bool force) const {
    if (!force) throw Error(sentence + "; give what belongs together, or --force");
    warn(sentence);
}

void Tool::progress(const std::vector<std::string>& parts) const {
    if (quiet_ || !is_first_rank()) return;
    if (!can_overwrite(STDERR_FILENO)) return tell(fitting(parts, std::numeric_limits<Index>::max()));
    // The last column stays free: some terminals go to the next line with it.
    const Index room = columns_of(STDERR_FILENO) - 1;
    const auto prefix = static_cast<Index>(name_.size()) + 2;
    const bool named = prefix + static_cast<Index>(parts.front().size()) <= room;
    std::cerr << kClearLine << (named ? name_ + ": " : "") << fitting(parts, named ? room - prefix : room)
              << std::flush;
    shows_progress_ = true;
}

void Tool::clear_progress() const {
    if (shows_progress_) std::cerr << kClearLine << std::flush;
    shows_progress_ = false;
}

files::Provenance Tool::provenance(const std::vector<files::InputFile>& inputs) const {
    return {name_, ROM_VERSION, command_, utc_time(), inputs};
}

Pace::Pace() : interval_(can_overwrite(STDERR_FILENO) ? 0.2 : 10) {}

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
    return [&tool, text, pace = Pace(), shown = false](Index done, Index all) mutable {
        const bool last = shown && done == all;
        if (!last && !pace.due()) return;
        shown = true;
        const std::string now = text(static_cast<double>(done), static_cast<double>(all));
        last ? tool.say(now) : tool.progress({now});
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

std::function<void(Index bytes)> reading_progress(const Tool& tool, Index bytes_of_pass) {
    struct State {
        std::mutex mutex;  // threads may read
        Pace pace;
        std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();  // of this pass
        Index read = 0;
        Index passes = 0;
    };
    return [&tool, all = std::max<Index>(1, bytes_of_pass), state = std::make_shared<State>()](Index bytes) {
        const std::lock_guard lock(state->mutex);
        const auto now = std::chrono::steady_clock::now();
        state->read += bytes;
        if (state->read >= all) {
            state->read -= all;
            ++state->passes;
            state->start = now;
        }
        if (!state->pace.due()) return;
        const auto read = static_cast<double>(state->read);
        const double left = std::chrono::duration<double>(now - state->start).count() *
                            (static_cast<double>(all) / std::max(read, 1.0) - 1);
        std::vector<std::string> parts = {format("read %.1f of %.1f GB", read / 1e9, static_cast<double>(all) / 1e9),
                                          format("pass %ld", static_cast<long>(state->passes + 1))};
        if (read > kEnoughToTell * static_cast<double>(all))
            parts.push_back(duration_text(left) + " left of this pass");
        tool.progress(parts);
    };
}

std::function<void(Index done, Index all)> stoppable(std::function<void(Index done, Index all)> progress) {
    catch_stop_signals();
    return [progress = std::move(progress)](Index done, Index all) {
        if (stop_signal() != 0) throw Stopped{stop_signal(), "stopped; nothing was written"};
        progress(done, all);
    };
}

}  // namespace rom::cli
