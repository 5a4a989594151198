#include "rom/files/checkpoint_folder.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/base/ranks.h"
#include "rom/files/folder.h"
#include "rom/files/json.h"
#include "rom/npy/temporary.h"

namespace rom::files {
namespace fs = std::filesystem;
namespace {

bool has_marker(const fs::path& folder) {
    std::error_code error;
    return fs::exists(folder / kCheckpointMarker, error);
}

// Whether all that a checkpoint lists is there.
bool holds_all(const fs::path& folder) {
    if (!has_marker(folder)) return false;
    const std::string file = folder / kCheckpointMarker;
    std::error_code error;
    try {
        const Json arrays = get<Json>(read_json(file), "arrays", file);
        for (const auto& one : arrays.items())
            if (!fs::exists(folder / one.key(), error)) return false;
        return true;
    } catch (const Error&) {
        return false;
    }
}

// Whether a folder looks like what is left of a checkpoint whose removal was cut short.
bool holds_arrays_alone(const std::string& path) {
    const std::vector<std::string> known = {"weights.npy", "best.npy", "memory.npy", "history.npy", "mean.npy",
                                            "basis.npy",   "adam-",    "muon-",      "lbfgs-",      "bfgs-"};
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(path, error)) {
        const std::string name = entry.path().filename().string();
        if (std::ranges::none_of(known, [&](const std::string& start) { return name.starts_with(start); }) ||
            !name.ends_with(".npy"))
            return false;
    }
    return !error;
}

}  // namespace

void remove_checkpoint(const std::string& path) {
    if (!is_first_rank() || !has_marker(path)) return;
    std::error_code error;
    const fs::path away = npy::temporary_name(path);
    fs::rename(path, away, error);
    const fs::path folder = error ? fs::path(path) : away;
    fs::remove(folder / kCheckpointMarker, error);  // first: without it nobody takes the rest for a checkpoint
    fs::remove_all(folder, error);
}

void mend_checkpoint(const std::string& path) {
    if (!is_first_rank()) return;
    std::error_code error;
    if (fs::is_directory(path, error) && !has_marker(path) && holds_arrays_alone(path)) fs::remove_all(path, error);
    // Written whole, or moved out of the way of one that was, where a file system cannot exchange the two.
    for (const std::string& left : npy::temporaries_of(path))
        if (holds_all(left) && !fs::exists(path, error)) fs::rename(left, path, error);
}

std::optional<std::int64_t> epochs_of_checkpoint(const std::string& path) {
    if (!has_marker(path)) return std::nullopt;
    const std::string file = path + "/" + kCheckpointMarker;
    try {
        return get<std::int64_t>(read_json(file), "epoch", file);
    } catch (const Error&) {
        return 0;
    }
}

std::string set_checkpoint_aside(const std::string& path) {
    const std::string aside = path + ".old";
    if (!is_first_rank()) return aside;
    remove_checkpoint(aside);
    std::error_code error;
    fs::rename(path, aside, error);
    if (error) throw Error(path + ": cannot be renamed " + aside + " (" + error.message() + "); remove one of the two");
    return aside;
}

}  // namespace rom::files
