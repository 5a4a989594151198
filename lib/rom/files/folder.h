// Folders that appear whole: filled beside their final place, then moved there in one step.
#pragma once

#include <filesystem>
#include <string>

namespace rom::files {

// The file by which a model's folder is known.
inline constexpr const char* kModelMarker = "model.json";

// A folder being written. It takes its place at commit(), once it is on the disk; an older folder there that holds
// `marker` (the file by which such a folder is known) is replaced whole, by exchange, and removed. What users have put
// into the folder of a model stays in it. A symbolic link is followed. Of several ranks only the first has one.
class OutputFolder {
public:
    // Throws Error at once if `path` names anything else than such a folder, or its parent is missing.
    OutputFolder(const std::string& path, const std::string& marker);
    ~OutputFolder();
    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;

    // Where a file of the folder is to be written.
    std::string file(const std::string& name) const { return (temporary_ / name).string(); }

    // The same content as an existing file: a hard link, or a copy if the file system has none.
    void link(const std::filesystem::path& existing, const std::string& name) const;

    void commit();

private:
    std::string name_;  // what the user calls it
    std::string marker_;
    std::filesystem::path path_;  // links followed
    std::filesystem::path temporary_;
};

// Throws Error unless OutputFolder(path, marker) would take `path`: for tools to check before long work.
void check_output_folder(const std::string& path, const std::string& marker);

// Whether a file of a model's folder is an array or a history of the model, and not put there by its user.
bool is_of_model(const std::string& name);

// The name of what lies beside a folder: "model.tune" for "model" and "model/".
std::string name_beside(const std::string& folder, const std::string& ending);

}  // namespace rom::files
