#include "rom/plot/process.h"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>

#include "rom/base/error.h"
#include "rom/base/text.h"

namespace rom::plot {
namespace {

// A file without a name, in memory.
class MemoryFile {
public:
    explicit MemoryFile(const std::string& content = "") : descriptor_(::memfd_create("rom-plot", MFD_CLOEXEC)) {
        if (descriptor_ < 0) fail();
        for (std::size_t written = 0; written < content.size();) {
            const ssize_t more = ::write(descriptor_, content.data() + written, content.size() - written);
            if (more < 0 && errno != EINTR) fail();
            if (more > 0) written += static_cast<std::size_t>(more);
        }
        ::lseek(descriptor_, 0, SEEK_SET);
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    int descriptor() const { return descriptor_; }

    std::string content() const {
        std::string text;
        char buffer[1 << 16];
        while (true) {
            const ssize_t more = ::pread(descriptor_, buffer, sizeof buffer, static_cast<off_t>(text.size()));
            if (more == 0) return text;
            if (more < 0 && errno != EINTR) fail();
            if (more > 0) text.append(buffer, static_cast<std::size_t>(more));
        }
    }

private:
    [[noreturn]] static void fail() {
        throw Error(std::string("a picture cannot be written to memory (") + std::strerror(errno) + ")");
    }

    int descriptor_;
};

}  // namespace

Finished run(const std::string& program, const std::vector<std::string>& arguments, const std::string& input,
             const std::string& hidden) {
    const MemoryFile in(input);
    const MemoryFile out;
    const MemoryFile errors;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.descriptor(), 0);
    posix_spawn_file_actions_adddup2(&actions, out.descriptor(), 1);
    posix_spawn_file_actions_adddup2(&actions, errors.descriptor(), 2);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t ignored;  // by the tools
    sigemptyset(&ignored);
    for (const int signal : {SIGPIPE, SIGXFSZ}) sigaddset(&ignored, signal);
    posix_spawnattr_setsigdefault(&attributes, &ignored);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    std::vector<std::string> texts = {program};
    texts.insert(texts.end(), arguments.begin(), arguments.end());
    std::vector<char*> words;
    for (std::string& text : texts) words.push_back(text.data());
    words.push_back(nullptr);
    std::vector<char*> surroundings;
    for (char** variable = environ; *variable != nullptr; ++variable)
        if (!std::string_view(*variable).starts_with(hidden + "=")) surroundings.push_back(*variable);
    surroundings.push_back(nullptr);
    pid_t process = 0;
    const int error =
        ::posix_spawnp(&process, program.c_str(), &actions, &attributes, words.data(), surroundings.data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error == ENOENT || error == EACCES) return {false, 0, "", ""};
    if (error != 0) throw Error(program + ": cannot be started (" + std::strerror(error) + ")");
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
    return {true, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), out.content(), errors.content()};
}

std::string last_line_of(const std::string& text) {
    std::string last;
    for (const std::string& line : split(text, '\n'))
        if (line.find_first_not_of(" \t^") != std::string::npos) last = line;
    return last.substr(std::min(last.size(), last.find_first_not_of(' ')));
}

}  // namespace rom::plot
