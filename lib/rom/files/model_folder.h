// The folder of a model, of whatever kind: model.json, which has the checksum of every other file, and an .npy for each
// array. It is opened once, so that what is read of it belongs together, whatever takes its place meanwhile. No other
// room sees it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "rom/base/error.h"
#include "rom/base/shares.h"
#include "rom/base/types.h"
#include "rom/files/folder.h"
#include "rom/files/json.h"
#include "rom/npy/output.h"
#include "rom/npy/reader.h"

namespace rom::files {

// SHA-256 by the name of a file.
using Checksums = std::map<std::string, std::string>;

struct ModelFolder {
    std::string path;
    std::shared_ptr<const int> descriptor;
    TextFile description;  // model.json
    std::shared_ptr<const Json> json;
    Checksums sha256;  // of its other files; empty if the model is older than that
};

// Throws Error if there is none.
ModelFolder open_folder(const std::string& path);
// The folder of a member of an ensemble.
ModelFolder open_folder(const ModelFolder& ensemble, const std::string& name);

// Whether the folder is still what its path names.
bool is_in_place(const ModelFolder& folder);

// read(folder), and once more if another folder has taken its place, and the files of this one may be gone.
template <class Read>
auto read_whole(const std::string& path, const Read& read) {
    constexpr int most = 20;
    for (int tries = 1;; ++tries) {
        const ModelFolder folder = open_folder(path);
        try {
            return read(folder);
        } catch (const Error&) {
            if (tries == most || is_in_place(folder)) throw;
        }
    }
}

// A file of the folder, as its path from anywhere, whatever takes the folder's place.
std::string path_through(const ModelFolder& folder, const std::string& name);

// An array of the folder. Throws Error if it is missing, has another shape, or is not the one that model.json
// describes.
std::vector<double> read_array(const ModelFolder& folder, const std::string& name, const npy::Shape& shape);
// The same, [columns, ...rows], as a matrix [rows, columns]; or these rows of it, of which the first rank alone checks
// that they are what model.json describes.
Eigen::MatrixXd read_columns(const ModelFolder& folder, const std::string& name, const npy::Shape& shape);
Eigen::MatrixXd read_columns(const ModelFolder& folder, const std::string& name, const npy::Shape& shape,
                             const Share& rows);
// The same, [rows, columns], into such a matrix.
void read_rows(const ModelFolder& folder, const std::string& name, Eigen::Map<Eigen::MatrixXd> out);
// Throws Error if it is missing or has another shape.
void require_array(const ModelFolder& folder, const std::string& name, const npy::Shape& shape);

// The sentence about a file that is not the one that a JSON file describes.
std::string other_file(const std::string& name, const std::string& json, const std::string& what_to_do);

// The folder of a model being written.
class ModelOutput {
public:
    explicit ModelOutput(const std::string& path) : folder_(path, kModelMarker) {}

    void write(const std::string& name, npy::Type type, const npy::Shape& shape, std::span<const double> values);
    // The same of an array that `fill` appends.
    void write(const std::string& name, npy::Type type, const npy::Shape& shape,
               const std::function<void(npy::Writer& writer)>& fill);
    void write(const std::string& name, const std::string& text);

    // The files of a model that one with more stages has too: those that are the model's, and not put there by its
    // user, linked: these would change in both when one is written to.
    void take_over(const ModelFolder& folder);

    // model.json is written last, with the checksums of all others.
    void commit(Json json);

    const std::string& sha256(const std::string& name) const { return sha256_.at(name); }

private:
    OutputFolder folder_;
    Checksums sha256_;
};

// Links the files of a model, all but model.json, into a folder, or into `below` in it.
void link_files(const OutputFolder& folder, const ModelFolder& model, const std::string& below = "");

}  // namespace rom::files
