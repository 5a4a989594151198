#include "rom/cli/processes.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

#include "rom/base/error.h"
#include "rom/cli/tool.h"

namespace rom::cli {
namespace {

// This program's environment with other values of some variables, NAME=value.
std::vector<std::string> environment_with(const std::vector<std::string>& changed) {
    std::vector<std::string> all = changed;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        const std::string name = text.substr(0, text.find('=') + 1);
        bool kept = true;
        for (const std::string& other : changed) kept = kept && !other.starts_with(name);
        if (kept) all.push_back(text);
    }
    return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace

Processes::~Processes() {
    for (const auto& [process, name] : names_) ::kill(-process, SIGTERM);
    for (const auto& [process, name] : names_) ::waitpid(process, nullptr, 0);
}

void Processes::start(const std::string& name, const std::string& line, int threads, const std::string& log) {
    std::error_code failure;
    const std::string folder = std::filesystem::read_symlink("/proc/self/exe", failure).parent_path();
    const char* path = std::getenv("PATH");
    std::vector<std::string> environment = environment_with(
        {"PATH=" + folder + ":" + (path != nullptr ? path : ""), "OMP_NUM_THREADS=" + std::to_string(threads)});
    std::vector<std::string> arguments = {"sh", "-c", line};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t ignored;  // here, by guard_streams
    sigemptyset(&ignored);
    for (const int signal : {SIGPIPE, SIGXFSZ}) sigaddset(&ignored, signal);
    posix_spawnattr_setsigdefault(&attributes, &ignored);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    pid_t process = 0;
    const int error = ::posix_spawn(&process, "/bin/sh", &actions, &attributes, pointers_to(arguments).data(),
                                    pointers_to(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) throw Error(log + ": no process can be started for it (" + std::strerror(error) + ")");
    names_[process] = name;
}

std::optional<Processes::Ended> Processes::wait() {
    int status = 0;
    while (stop_signal() == 0) {
        const pid_t process = ::waitpid(-1, &status, 0);
        if (const auto found = names_.find(process); process > 0 && found != names_.end()) {
            Ended ended{found->second, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)};
            names_.erase(found);
            return ended;
        }
        if (process < 0 && errno != EINTR) break;
    }
    return std::nullopt;
}

}  // namespace rom::cli
