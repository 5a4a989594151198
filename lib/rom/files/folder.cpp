#include "rom/files/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "rom/base/error.h"

namespace rom::files {
namespace fs = std::filesystem;

void check_output_folder(const std::string& path, const std::string& marker) {
    if (path.empty() || path == "-") throw Error("the output is a folder; give --output a name", 2);
    const fs::path target = fs::path(path).lexically_normal();
    const fs::path parent = target.has_filename() ? target.parent_path() : target.parent_path().parent_path();
    std::error_code error;
    if (!parent.empty() && !fs::is_directory(parent, error))
        throw Error(path + ": the folder '" + parent.string() + "' does not exist; create it first");
    if (::access(parent.empty() ? "." : parent.c_str(), W_OK) != 0)
        throw Error(path + ": cannot be created (" + std::strerror(errno) + ")");
    const bool there = fs::exists(target, error);
    if (error) throw Error(path + ": cannot be created (" + error.message() + ")");
    if (there && !fs::exists(target / marker, error))
        throw Error(path + ": exists and is not a " +
                    (marker == kModelMarker      ? "model"
                     : marker.ends_with(".json") ? "checkpoint"
                                                 : "folder with " + marker) +
                    "; it is left alone, name another output");
}

OutputFolder::OutputFolder(const std::string& path, const std::string& marker) {
    check_output_folder(path, marker);
    path_ = fs::path(path).lexically_normal();
    if (!path_.has_filename()) path_ = path_.parent_path();
    temporary_ = path_.parent_path() / ("." + path_.filename().string() + ".part-" + std::to_string(::getpid()));
    std::error_code error;
    fs::remove_all(temporary_, error);
    if (!fs::create_directory(temporary_, error)) throw Error(path + ": cannot be created (" + error.message() + ")");
}

OutputFolder::~OutputFolder() {
    std::error_code error;
    if (!temporary_.empty()) fs::remove_all(temporary_, error);
}

void OutputFolder::link(const fs::path& existing, const std::string& name) const {
    std::error_code error;
    const fs::path file = fs::canonical(existing, error);  // not the symbolic link, which may be relative
    if (!error) fs::create_hard_link(file, temporary_ / name, error);
    if (error) fs::copy_file(existing, temporary_ / name, error);
    if (error) throw Error(existing.string() + ": cannot be copied (" + error.message() + ")");
}

void OutputFolder::commit() {
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
        // Not empty: exchange the two, and the destructor removes the old one under the temporary name.
        if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), RENAME_EXCHANGE) != 0) {
            // File systems without exchange: for an instant there is no folder, but never half of one.
            const fs::path old = temporary_.string() + "-old";
            if (::rename(path_.c_str(), old.c_str()) != 0 || ::rename(temporary_.c_str(), path_.c_str()) != 0)
                throw Error(path_.string() + ": cannot be replaced (" + std::strerror(errno) + ")");
            temporary_ = old;
        }
        return;
    }
    temporary_.clear();
}

std::string name_beside(const std::string& folder, const std::string& ending) {
    const std::size_t last = folder.find_last_not_of('/');
    return folder.substr(0, last == std::string::npos ? 0 : last + 1) + ending;
}

}  // namespace rom::files
