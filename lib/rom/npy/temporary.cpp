#include "rom/npy/temporary.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/base/utf8.h"
#include "rom/npy/place.h"

namespace rom::npy {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPart = ".part-";
constexpr std::size_t kMostOfHost = 40;
constexpr std::size_t kRandomDigits = 6;
constexpr std::size_t kMostAfterPart = kMostOfHost + 40;  // the host, two numbers, and what libraries add
constexpr std::chrono::hours kForgotten{24 * 7};

// Of more files than this, the whole file system is synced, forty times as fast as 1,000 files one by one. For few it
// is not worth waiting for what others write.
constexpr std::size_t kMany = 64;

// This host, or container: processes of two that share a name do not see each other.
std::string host() {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    std::error_code error;
    const std::string space = fs::read_symlink("/proc/self/ns/pid", error).string();  // "pid:[4026531836]"
    std::string digits;
    std::copy_if(space.begin(), space.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    return std::string(name.data()).substr(0, kMostOfHost) + "." + digits;
}

// ".NAME.part-", with which all temporaries of an output begin.
std::string beginning_of(const std::string& path) {
    std::string name = fs::path(path).filename().string();
    const long most = ::pathconf(folder_of(path).c_str(), _PC_NAME_MAX);
    const std::size_t room = most > 0 ? static_cast<std::size_t>(most) : 255;
    const std::size_t rest = 1 + kPart.size() + kMostAfterPart;
    if (name.size() + rest > room) name = cut_to(name, room > rest ? room - rest : 1);
    return "." + name + std::string(kPart);
}

// Whose a temporary is, of what follows its beginning: "HOST-PROCESS-RANDOM".
struct Owner {
    std::string host;
    std::int64_t process = 0;
};
std::optional<Owner> owner_in(const std::string& ending) {
    if (const auto process = integer_in(ending)) return Owner{"", *process};  // as they once were called
    const std::size_t random = ending.rfind('-');
    if (random == std::string::npos || random == 0) return std::nullopt;
    if (ending.find_first_not_of("0123456789abcdef", random + 1) < random + 1 + kRandomDigits) return std::nullopt;
    const std::size_t number = ending.rfind('-', random - 1);
    if (number == std::string::npos) return std::nullopt;
    const auto process = integer_in(ending.substr(number + 1, random - number - 1));
    if (!process || *process <= 0) return std::nullopt;
    return Owner{ending.substr(0, number), *process};
}

bool is_gone(const Owner& owner) {
    return owner.host == host() && ::kill(static_cast<pid_t>(owner.process), 0) != 0 && errno == ESRCH;
}

bool is_forgotten(const fs::path& path) {
    std::error_code error;
    const auto written = fs::last_write_time(path, error);
    return !error && fs::file_time_type::clock::now() - written > kForgotten;
}

bool is_durable() {
    const char* asked = std::getenv("ROM_FSYNC");
    return asked == nullptr || std::string_view(asked) != "0";
}

bool is_within_temporary(const std::string& path) {
    const fs::path folder = fs::path(path).parent_path();
    return std::any_of(folder.begin(), folder.end(), [](const fs::path& part) {
        return part.string().starts_with(".") && part.string().find(kPart) != std::string::npos;
    });
}

// Some file systems know no fsync of folders, or of anything.
using Sync = int (*)(int descriptor);
void sync_descriptor(int descriptor, const std::string& name, Sync sync = ::fsync) {
    while (sync(descriptor) != 0)
        if (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP || errno == EROFS)
            return;
        else if (errno != EINTR)
            cannot_write(name, errno);
}

void sync_path(const std::string& path, const std::string& name, Sync sync = ::fsync) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return;  // a folder that may be written but not read
    try {
        sync_descriptor(descriptor, name, sync);
    } catch (...) {
        ::close(descriptor);
        throw;
    }
    ::close(descriptor);
}

}  // namespace

std::string temporary_name(const std::string& path) {
    return (fs::path(path).parent_path() / (beginning_of(path) + host() + "-" + std::to_string(::getpid()) +
                                            format("-%06x", std::random_device()() & 0xffffffU)))
        .string();
}

std::vector<std::string> temporaries_of(const std::string& path) {
    const std::string beginning = beginning_of(path);
    std::error_code error;
    std::vector<std::string> found;
    for (fs::directory_iterator entry(folder_of(path), error), end; !error && entry != end; entry.increment(error))
        if (entry->path().filename().string().starts_with(beginning)) found.push_back(entry->path().string());
    std::ranges::sort(found);
    return found;
}

void remove_leftovers(const std::string& path) {
    const std::size_t beginning = beginning_of(path).size();
    std::error_code error;
    for (const fs::path temporary : temporaries_of(path)) {
        const auto owner = owner_in(temporary.filename().string().substr(beginning));
        if (owner && (is_gone(*owner) || is_forgotten(temporary))) fs::remove_all(temporary, error);
    }
}

void sync_file(int descriptor, const std::string& path, const std::string& name) {
    if (is_durable() && !is_within_temporary(path)) sync_descriptor(descriptor, name);
}

void sync_folder(const std::string& path) {
    if (is_durable() && !is_within_temporary(path)) sync_path(folder_of(path), path);
}

void sync_tree(const std::string& folder, const std::string& name) {
    if (!is_durable()) return;
    std::vector<std::string> paths = {folder};
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file() || entry.is_directory()) paths.push_back(entry.path().string());
    if (paths.size() > kMany) return sync_path(folder, name, ::syncfs);
    for (const std::string& path : paths) sync_path(path, name);
}

void take_place(const std::string& temporary, const std::string& path, const std::string& name) {
    if (is_durable() && !is_within_temporary(path)) sync_path(temporary, name);
    if (::rename(temporary.c_str(), path.c_str()) != 0) cannot_write(name, errno);
    sync_folder(path);
}

void cannot_write(const std::string& name, int error) {
    const char* what = error == EBADF ? "it is closed" : std::strerror(error);
    throw Error(name + ": cannot be written (" + what + ")", error == EPIPE ? kReaderGone : 1);
}

}  // namespace rom::npy
