#include "rom/files/folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "rom/base/error.h"
#include "rom/base/ranks.h"
#include "rom/npy/place.h"
#include "rom/npy/temporary.h"

namespace rom::files {
namespace fs = std::filesystem;

void check_output_folder(const std::string& path, const std::string& marker) {
    const npy::Place place = npy::place_of(path);
    if (path.empty() || place.is_stream()) throw Error("the output is a folder; give --output a name", 2);
    npy::check_place(path, place);
    const fs::path target = place.path;
    std::error_code error;
    const bool there = fs::exists(target, error);
    if (error) throw Error(path + ": cannot be created (" + error.message() + ")");
    if (there && !fs::exists(target / marker, error))
        throw Error(path + ": exists and is not a " +
                    (marker == kModelMarker      ? "model"
                     : marker.ends_with(".json") ? "checkpoint"
                                                 : "folder with " + marker) +
                    "; it is left alone, name another output");
}

bool is_of_model(const std::string& name) {
    constexpr std::array arrays = {"mean.",        "basis.",           "latent.",         "encoder-",
                                   "decoder-",     "dynamics-",        "reconstruction-", "interpolated-",
                                   "modes.",       "mean-trajectory.", "scores.",         "misfit-",
                                   "persistence-", "persistence.",     "units.",          "times."};
    return (name.starts_with("training-") && name.ends_with(".tsv")) ||
           (name.ends_with(".npy") &&
            std::any_of(arrays.begin(), arrays.end(), [&](const char* array) { return name.starts_with(array); }));
}

namespace {

bool is_models_own(const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    return name == kModelMarker || is_of_model(name) || (entry.is_directory() && name.starts_with("member-"));
}

// Links or copies what is in the folder of a model and not the model's.
void carry_over(const fs::path& from, const fs::path& to) {
    constexpr auto all = fs::copy_options::recursive | fs::copy_options::copy_symlinks;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(from, error)) {
        const fs::path target = to / entry.path().filename();
        if (is_models_own(entry) || fs::exists(target)) continue;
        fs::copy(entry, target, all | fs::copy_options::create_hard_links, error);
        if (error) {
            fs::remove_all(target, error);
            fs::copy(entry, target, all, error);
        }
        if (error) throw Error(entry.path().string() + ": cannot be kept (" + error.message() + "); move it elsewhere");
    }
}

}  // namespace

OutputFolder::OutputFolder(const std::string& path, const std::string& marker) : name_(path), marker_(marker) {
    if (!is_first_rank()) return;
    check_output_folder(path, marker);
    path_ = npy::place_of(path).path;
    temporary_ = npy::temporary_name(path_.string());
    std::error_code error;
    if (!fs::create_directory(temporary_, error)) throw Error(path + ": cannot be created (" + error.message() + ")");
}

OutputFolder::~OutputFolder() {
    std::error_code error;
    if (!temporary_.empty()) fs::remove_all(temporary_, error);
}

void OutputFolder::link(const fs::path& existing, const std::string& name) const {
    if (!is_first_rank()) return;
    std::error_code error;
    const fs::path file = fs::canonical(existing, error);  // not the symbolic link, which may be relative
    if (!error) fs::create_hard_link(file, temporary_ / name, error);
    if (error) fs::copy_file(existing, temporary_ / name, error);
    if (error) throw Error(existing.string() + ": cannot be copied (" + error.message() + ")");
}

void OutputFolder::commit() {
    if (!is_first_rank()) return;
    if (marker_ == kModelMarker) carry_over(path_, temporary_);
    npy::sync_tree(temporary_.string(), name_);
    check_output_folder(name_, marker_);  // again: someone may have put another folder there meanwhile
    if (::rename(temporary_.c_str(), path_.c_str()) == 0) {
        temporary_.clear();
    } else if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), RENAME_EXCHANGE) != 0) {
        // File systems without exchange: for an instant there is no folder, but never half of one.
        const fs::path old = temporary_.string() + "-old";
        if (::rename(path_.c_str(), old.c_str()) != 0 || ::rename(temporary_.c_str(), path_.c_str()) != 0) {
            const int error = errno;
            ::rename(old.c_str(), path_.c_str());
            throw Error(name_ + ": cannot be replaced (" + std::strerror(error) + ")");
        }
        temporary_ = old;
    }
    // After an exchange the old one has the temporary name, under which the destructor removes it.
    npy::sync_folder(path_.string());
}

std::string name_beside(const std::string& folder, const std::string& ending) {
    const std::size_t last = folder.find_last_not_of('/');
    return folder.substr(0, last == std::string::npos ? 0 : last + 1) + ending;
}

}  // namespace rom::files
