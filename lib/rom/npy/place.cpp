#include "rom/npy/place.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/npy/temporary.h"

namespace rom::npy {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40;  // as in the kernel

// "model" for "model/"; what "." and ".." are called where they are.
fs::path without_slash(const std::string& name) {
    const std::size_t last = name.find_last_not_of('/');
    fs::path path(last == std::string::npos ? name : name.substr(0, last + 1));
    std::error_code error;
    if (path.filename() == "." || path.filename() == "..") {
        const fs::path known = fs::canonical(path, error);
        if (!error) return known;
    }
    return path;
}

// The descriptor of this process that a name in /proc/self/fd means.
std::optional<int> descriptor_in(const fs::path& folder, const std::string& name) {
    std::error_code error;
    if (!folder.string().starts_with("/proc/")) return std::nullopt;
    for (const char* own : {"/proc/self/fd", "/proc/thread-self/fd"})
        if (const fs::path known = fs::canonical(own, error); !error && folder == known) {
            const auto number = integer_in(name);
            if (number && *number >= 0) return static_cast<int>(*number);
        }
    return std::nullopt;
}

}  // namespace

bool descriptors_have_names() { return ::access("/proc/self/fd", F_OK) == 0; }

std::string folder_of(const std::string& path) {
    const fs::path parent = fs::path(path).parent_path();
    return parent.empty() ? "." : parent.string();
}

Place place_of(const std::string& name) {
    if (name == "-") return {name, STDOUT_FILENO};
    fs::path path = without_slash(name);
    std::error_code error;
    for (int links = 0; links <= kMostLinks; ++links) {
        const fs::path folder = fs::canonical(folder_of(path.string()), error);
        if (error) return {path.string()};  // there is no such folder, as whoever writes will say
        path = folder / path.filename();
        if (const auto stream = descriptor_in(folder, path.filename().string())) return {path.string(), *stream};
        // What other processes have open is no link that can be followed by its text.
        if (!fs::is_symlink(path, error) || folder.string().starts_with("/proc/")) return {path.string()};
        path = without_slash((folder / fs::read_symlink(path, error)).string());
    }
    throw Error(name + ": is a symbolic link that leads round in a circle; name a file");
}

bool is_standard_output(const std::string& name) { return place_of(name).stream == STDOUT_FILENO; }

bool is_special(const std::string& name) { return is_special(place_of(name)); }

bool is_special(const Place& place) {
    std::error_code error;
    const auto status = fs::status(place.path, error);
    return place.is_stream() || (fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status));
}

void check_place(const std::string& name, const Place& place) {
    if (place.is_stream()) return;
    const std::string folder = folder_of(place.path);
    std::error_code error;
    if (!fs::is_directory(folder, error))
        throw Error(name + ": the folder '" + folder + "' does not exist; create it first");
    const std::string file = fs::path(place.path).filename().string();
    if (const long most = ::pathconf(folder.c_str(), _PC_NAME_MAX);
        most > 0 && file.size() > static_cast<std::size_t>(most))
        throw Error(file + ": is a name of " + std::to_string(file.size()) + " bytes but the file system takes " +
                    std::to_string(most) + "; choose a shorter one");
    if (!is_special(place) && ::access(folder.c_str(), W_OK) != 0) cannot_write(name, errno);
}

void check_output(const std::string& name, const Place& place) {
    if (name.empty()) throw Error("an output file needs a name", 2);
    check_place(name, place);
    std::error_code error;
    if (fs::is_directory(place.path, error)) throw Error(name + ": is a folder; name a file to write");
}

}  // namespace rom::npy
