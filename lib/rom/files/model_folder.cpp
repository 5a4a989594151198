#include "rom/files/model_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "rom/base/parallel.h"
#include "rom/base/ranks.h"
#include "rom/npy/bytes.h"
#include "rom/npy/place.h"
#include "rom/npy/sha256.h"

namespace rom::files {
namespace {

constexpr const char* kFiles = "files";

// Nothing if there is no such file.
std::optional<TextFile> read_text_at(int folder, const std::string& name, const std::string& path) {
    const auto file = npy::owned(::openat(folder, name.c_str(), O_RDONLY | O_CLOEXEC));
    if (*file < 0 && errno == ENOENT) return std::nullopt;
    struct stat status {};
    if (*file < 0 || ::fstat(*file, &status) != 0)
        throw Error(path + ": cannot be opened (" + std::strerror(errno) + ")");
    if (!S_ISREG(status.st_mode)) throw Error(path + ": is no file");
    TextFile read{path, std::string(static_cast<std::size_t>(status.st_size), '\0'), {}};
    npy::read_at(*file, 0, std::as_writable_bytes(std::span(read.text)), path);
    read.sha256 = npy::sha256_of(read.text);
    return read;
}

ModelFolder described_folder(const std::string& path, std::shared_ptr<const int> descriptor) {
    auto description = read_text_at(*descriptor, kModelMarker, path + "/" + kModelMarker);
    if (!description) throw Error(path + ": has no model.json, so it is not a model");
    auto json = std::make_shared<const Json>(parse_json(description->text, description->path));
    ModelFolder folder{path, std::move(descriptor), std::move(*description), json, {}};
    if (!json->is_object() || !json->contains(kFiles)) return folder;
    const Json files = get<Json>(*json, kFiles, folder.description.path);
    for (const auto& file : files.items())
        folder.sha256[file.key()] = get<std::string>(files, file.key(), folder.description.path);
    return folder;
}

}  // namespace

ModelFolder open_folder(const std::string& path) {
    const auto descriptor = npy::owned(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (*descriptor < 0 && (errno == ENOENT || errno == ENOTDIR))
        throw Error(path + (errno == ENOTDIR ? ": is not a model directory" : ": does not exist") +
                    "; name the folder that rom-encode, rom-ldnet or rom-stage wrote");
    if (*descriptor < 0) throw Error(path + ": cannot be opened (" + std::strerror(errno) + ")");
    // The folder may be replaced, and its files removed, in this instant.
    try {
        return described_folder(path, descriptor);
    } catch (const Error&) {
        if (is_in_place({path, descriptor, {}, {}, {}})) throw;
    }
    return open_folder(path);
}

ModelFolder open_folder(const ModelFolder& ensemble, const std::string& name) {
    const std::string path = ensemble.path + "/" + name;
    auto descriptor = npy::owned(::openat(*ensemble.descriptor, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (*descriptor < 0)
        throw Error(path + ": cannot be opened (" + std::strerror(errno) + "); make the ensemble again");
    return described_folder(path, std::move(descriptor));
}

bool is_in_place(const ModelFolder& folder) {
    struct stat opened {};
    struct stat named {};
    return ::fstat(*folder.descriptor, &opened) == 0 && ::stat(folder.path.c_str(), &named) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

std::string path_through(const ModelFolder& folder, const std::string& name) {
    if (!npy::descriptors_have_names()) return folder.path + "/" + name;
    return "/proc/self/fd/" + std::to_string(*folder.descriptor) + "/" + name;
}

std::string other_file(const std::string& name, const std::string& json, const std::string& what_to_do) {
    return name + " is not the file that " + json + " describes (its checksum differs): " + what_to_do;
}

namespace {

struct DescribedArray {
    npy::Array array;
    std::string sha256;  // that it is to have; empty if the model is older than that
};

DescribedArray open_array(const ModelFolder& folder, const std::string& name, const npy::Shape& shape) {
    const std::string path = folder.path + "/" + name;
    if (::faccessat(*folder.descriptor, name.c_str(), F_OK, 0) != 0)
        throw Error(folder.path + ": the model is incomplete, it has no " + name + "; make it again");
    npy::Array array = npy::Array::open_at(*folder.descriptor, name, path);
    if (array.shape() != shape)
        throw Error(path + " has shape " + npy::to_string(array.shape()) + " but model.json asks for " +
                    npy::to_string(shape) + "; make the model again");
    const auto known = folder.sha256.find(name);
    if (known == folder.sha256.end() && !folder.sha256.empty())
        throw Error(folder.description.path + " does not describe " + name + "; make the model again");
    return {std::move(array), known == folder.sha256.end() ? "" : known->second};
}

// read(k) for all k below count, beside the computation of the checksum.
template <class Read>
void read_checked(const DescribedArray& one, Index count, const Read& read) {
    parallel_for(count + 1, count > 1, [&](Index k) {
        if (k > 0)
            read(k - 1);
        else if (is_first_rank() && !one.sha256.empty() && one.array.sha256() != one.sha256)
            throw Error(other_file(one.array.name(), kModelMarker, "copy the model anew or train it again"));
    });
}

constexpr Index kBlock = Index{1} << 18;  // elements

void read_in_blocks(const DescribedArray& one, std::span<double> out) {
    const auto size = static_cast<Index>(out.size());
    read_checked(one, (size + kBlock - 1) / kBlock, [&](Index k) {
        const Index first = k * kBlock;
        one.array.read<double>(first, out.subspan(static_cast<std::size_t>(first),
                                                  static_cast<std::size_t>(std::min(kBlock, size - first))));
    });
}

}  // namespace

void require_array(const ModelFolder& folder, const std::string& name, const npy::Shape& shape) {
    open_array(folder, name, shape);
}

std::vector<double> read_array(const ModelFolder& folder, const std::string& name, const npy::Shape& shape) {
    const DescribedArray one = open_array(folder, name, shape);
    std::vector<double> values(static_cast<std::size_t>(npy::element_count(shape)));
    read_in_blocks(one, values);
    return values;
}

Eigen::MatrixXd read_columns(const ModelFolder& folder, const std::string& name, const npy::Shape& shape) {
    return read_columns(folder, name, shape, {0, npy::element_count(shape) / shape.front()});
}

Eigen::MatrixXd read_columns(const ModelFolder& folder, const std::string& name, const npy::Shape& shape,
                             const Share& rows) {
    const DescribedArray one = open_array(folder, name, shape);
    const Index all = npy::element_count(shape) / shape.front();
    Eigen::MatrixXd values(rows.count, shape.front());
    const Index blocks = (rows.count + kBlock - 1) / kBlock;  // of a column
    read_checked(one, blocks * values.cols(), [&](Index k) {
        const Index column = k / blocks;
        const Index first = k % blocks * kBlock;
        const Index count = std::min(kBlock, rows.count - first);
        one.array.read<double>(column * all + rows.first + first,
                               {&values(first, column), static_cast<std::size_t>(count)});
    });
    return values;
}

void read_rows(const ModelFolder& folder, const std::string& name, Eigen::Map<Eigen::MatrixXd> out) {
    // In tiles that stay in the cache while they are transposed.
    constexpr Index most_columns = 2048;
    const DescribedArray one = open_array(folder, name, {out.rows(), out.cols()});
    const Index columns = std::min(out.cols(), most_columns);
    const Index rows = std::min(out.rows(), std::max<Index>(1, kBlock / columns));
    const Index across = (out.cols() + columns - 1) / columns;
    read_checked(one, across * ((out.rows() + rows - 1) / rows), [&](Index k) {
        const Index row = k / across * rows;
        const Index column = k % across * columns;
        const Index height = std::min(rows, out.rows() - row);
        const Index width = std::min(columns, out.cols() - column);
        RowMajor tile(height, width);
        for (Index r = 0; r < height; ++r)
            one.array.read<double>((row + r) * out.cols() + column,
                                   {tile.data() + r * width, static_cast<std::size_t>(width)});
        out.block(row, column, height, width) = tile;
    });
}

void ModelOutput::write(const std::string& name, npy::Type type, const npy::Shape& shape,
                        std::span<const double> values) {
    sha256_[name] = npy::write_array(folder_.file(name), type, shape, values);
}

void ModelOutput::write(const std::string& name, npy::Type type, const npy::Shape& shape,
                        const std::function<void(npy::Writer& writer)>& fill) {
    npy::Writer writer(folder_.file(name), type, shape, true);
    fill(writer);
    sha256_[name] = writer.commit();
}

void ModelOutput::write(const std::string& name, const std::string& text) {
    sha256_[name] = npy::sha256_of(text);
    npy::write_text(folder_.file(name), text);
}

void ModelOutput::take_over(const ModelFolder& folder) {
    if (!is_first_rank()) return;
    link_files(folder_, folder);
    for (const auto& entry : std::filesystem::directory_iterator(folder_.file(""))) {
        const std::string name = entry.path().filename().string();
        const auto known = folder.sha256.find(name);
        sha256_[name] = known != folder.sha256.end() ? known->second : file_sha256(entry.path().string());
    }
}

void ModelOutput::commit(Json json) {
    json[kFiles] = sha256_;
    write_json(folder_.file(kModelMarker), json);
    folder_.commit();
}

void link_files(const OutputFolder& folder, const ModelFolder& model, const std::string& below) {
    try {
        for (const auto& entry : std::filesystem::directory_iterator(path_through(model, "")))
            if (const std::string name = entry.path().filename().string(); entry.is_regular_file() && is_of_model(name))
                folder.link(entry.path(), below.empty() ? name : below + "/" + name);
    } catch (const Error&) {
        if (is_in_place(model)) throw;
    }
    if (!is_in_place(model)) throw Error(model.path + ": was replaced while it was read; run this again");
}

}  // namespace rom::files
