#include "rom/files/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "rom/base/error.h"
#include "rom/base/ranks.h"
#include "rom/base/text.h"
#include "rom/files/folder.h"
#include "rom/npy/place.h"

namespace rom::files {
namespace {

constexpr const char* kLockStart = "rom-training";

// What a lock file says of the process that holds it.
struct Holder {
    std::string host;
    long process = 0;
    std::string started;  // ticks of the machine's clock, which tell it from a later process of the same number
    std::string since;    // UTC

    std::string name() const { return "process " + std::to_string(process) + " on " + host + ", since " + since; }
};

std::string host_name() {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    return name[0] != 0 ? name.data() : "localhost";
}

// When a process of this machine began; empty if there is none of this number.
std::string start_of(long process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string line;
    std::getline(file, line);
    const std::size_t name_end = line.rfind(')');
    if (name_end == std::string::npos) return "";
    std::istringstream words(line.substr(name_end + 1));
    std::string word;
    for (int field = 3; field <= 22; ++field) words >> word;
    return word;
}

Holder this_process() { return {host_name(), ::getpid(), start_of(::getpid()), utc_text(std::time(nullptr))}; }

std::string text_of(const Holder& holder) {
    return std::string(kLockStart) + " " + holder.host + " " + std::to_string(holder.process) + " " + holder.started +
           " " + holder.since + "\n";
}

std::string content_of(int descriptor) {
    std::array<char, 1024> text{};
    const ssize_t count = ::pread(descriptor, text.data(), text.size(), 0);
    return {text.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

std::optional<Holder> holder_in(const std::string& text) {
    std::istringstream words(text);
    std::string start;
    Holder holder;
    words >> start >> holder.host >> holder.process >> holder.started >> holder.since;
    return start == kLockStart && words ? std::optional(holder) : std::nullopt;
}

bool is_gone(const Holder& holder) { return holder.host == host_name() && start_of(holder.process) != holder.started; }

[[noreturn]] void refuse_held(const std::string& output, const std::string& path, const std::optional<Holder>& holder) {
    const bool elsewhere = holder && holder->host != host_name();
    throw Error(output + ": is being trained by " + (holder ? holder->name() : "another process") +
                "; wait for its end, or name another output" +
                (elsewhere ? " (if there is no such process any more, remove " + path + ")" : ""));
}

// Whether the file of this name is still the one that is open.
bool is_at(const std::string& path, int descriptor) {
    struct stat open {};
    struct stat named {};
    return ::fstat(descriptor, &open) == 0 && ::stat(path.c_str(), &named) == 0 && open.st_ino == named.st_ino &&
           open.st_dev == named.st_dev;
}

// Who holds it may still be writing its name.
std::optional<Holder> holder_soon(int descriptor) {
    for (int trial = 0; trial < 50; ++trial) {
        if (auto holder = holder_in(content_of(descriptor))) return holder;
        ::usleep(10000);
    }
    return std::nullopt;
}

}  // namespace

OutputLock::OutputLock(const std::string& output) : path_(name_beside(output, ".training-lock")) {
    if (!is_first_rank()) return;
    npy::check_place(path_, npy::place_of(path_));
    while (true) {
        descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor_ < 0) throw Error(path_ + ": cannot be opened (" + std::strerror(errno) + ")");
        const bool locked = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
        const bool held = !locked && errno == EWOULDBLOCK;
        const std::string text = content_of(descriptor_);
        const std::optional<Holder> holder = held ? holder_soon(descriptor_) : holder_in(text);
        if (held || (!locked && holder && !is_gone(*holder))) {
            ::close(descriptor_);
            refuse_held(output, path_, holder);
        }
        if (!holder && !text.empty()) {
            ::close(descriptor_);
            throw Error(path_ + ": exists and is not a lock of a training; it is left alone, name another output");
        }
        if (is_at(path_, descriptor_)) {
            if (holder) before_ = holder->name();
            break;
        }
        ::close(descriptor_);  // its holder has just removed it
    }
    const std::string text = text_of(this_process());
    if (::ftruncate(descriptor_, 0) != 0 ||
        ::pwrite(descriptor_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
        const std::string reason = std::strerror(errno);
        ::unlink(path_.c_str());
        ::close(descriptor_);
        throw Error(path_ + ": cannot be written (" + reason + ")");
    }
}

OutputLock::~OutputLock() {
    if (descriptor_ < 0) return;
    if (is_at(path_, descriptor_)) ::unlink(path_.c_str());
    ::close(descriptor_);
}

}  // namespace rom::files
