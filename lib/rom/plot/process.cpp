#include "rom/plot/process.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
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

// In a child: the program in its place. It ends with its parent, however that ends. Returns where this fails; only what
// is allowed between fork and exec is called.
void become(const char* program, char** words, char** surroundings, pid_t parent, const std::array<int, 3>& streams) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(128 + SIGKILL);                         // it had ended before
    for (const int signal : {SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_DFL);  // which the tools ignore
    for (int k = 0; k < 3; ++k) ::dup2(streams[static_cast<std::size_t>(k)], k);
    ::execvpe(program, words, surroundings);
}

}  // namespace

Finished run(const std::string& program, const std::vector<std::string>& arguments, const std::string& input,
             const std::string& hidden) {
    const MemoryFile in(input);
    const MemoryFile out;
    const MemoryFile errors;
    const MemoryFile failure;
    std::vector<std::string> texts = {program};
    texts.insert(texts.end(), arguments.begin(), arguments.end());
    std::vector<char*> words;
    for (std::string& text : texts) words.push_back(text.data());
    words.push_back(nullptr);
    std::vector<char*> surroundings;
    for (char** variable = environ; *variable != nullptr; ++variable)
        if (!std::string_view(*variable).starts_with(hidden + "=")) surroundings.push_back(*variable);
    surroundings.push_back(nullptr);
    const pid_t parent = ::getpid();
    const pid_t process = ::fork();
    if (process == 0) {
        become(program.c_str(), words.data(), surroundings.data(), parent,
               {in.descriptor(), out.descriptor(), errors.descriptor()});
        const int error = errno;
        const ssize_t written = ::write(failure.descriptor(), &error, sizeof error);
        ::_exit(written == sizeof error ? 127 : 126);
    }
    const auto cannot_start = [&](int error) {
        return Error(program + ": cannot be started (" + std::strerror(error) + ")");
    };
    if (process < 0) throw cannot_start(errno);
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
    if (const std::string content = failure.content(); !content.empty()) {
        int error = 0;
        std::memcpy(&error, content.data(), sizeof error);
        if (error == ENOENT || error == EACCES) return {false, 0, "", ""};
        throw cannot_start(error);
    }
    return {true, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), out.content(), errors.content()};
}

std::string last_line_of(const std::string& text) {
    std::string last;
    for (const std::string& line : split(text, '\n'))
        if (line.find_first_not_of(" \t^") != std::string::npos) last = line;
    return last.substr(std::min(last.size(), last.find_first_not_of(' ')));
}

}  // namespace rom::plot
