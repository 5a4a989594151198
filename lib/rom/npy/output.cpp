#include "rom/npy/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "rom/base/error.h"

namespace rom::npy {
namespace {

std::string folder_of(const std::string& path) {
    const auto parent = std::filesystem::path(path).parent_path();
    return parent.empty() ? "." : parent.string();
}

// 0 times a finite number is 0: a sum without a branch per element.
template <class Stored>
bool all_finite(std::span<const Stored> values) {
    Stored sum(0);
#pragma omp simd reduction(+ : sum)
    for (std::size_t i = 0; i < values.size(); ++i) sum += 0 * values[i];
    return sum == 0;
}

// A link to the file that standard output goes to, which a rename would replace.
constexpr const char* kStandardOutput = "/dev/stdout";

[[noreturn]] void cannot_write(const std::string& path, int error) {
    throw Error(path + ": cannot be written (" + std::strerror(error) + ")");
}

}  // namespace

std::string temporary_name(const std::string& path) {
    const std::filesystem::path file(path);
    return (file.parent_path() / ("." + file.filename().string() + ".part-" + std::to_string(::getpid()))).string();
}

bool is_special(const std::string& path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    return path == kStandardOutput || (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status));
}

void check_output(const std::string& path) {
    if (path.empty()) throw Error("an output file needs a name", 2);
    const std::string folder = folder_of(path);
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) throw Error(path + ": is a folder; name a file to write");
    if (!std::filesystem::is_directory(folder, error))
        throw Error(path + ": the folder '" + folder + "' does not exist; create it first");
    if (!std::filesystem::exists(path, error) && error) cannot_write(path, error.value());
    if (!is_special(path) && ::access(folder.c_str(), W_OK) != 0) cannot_write(path, errno);
}

OutputFile::OutputFile(const std::string& path) : path_(path) {
    if (path == "-" || path == kStandardOutput) {
        descriptor_ = STDOUT_FILENO;
        return;
    }
    check_output(path);
    const std::string folder = folder_of(path);
    // A rename would put a plain file in the place of a device or a pipe, which is written as it is.
    if (is_special(path)) {
        descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
        if (descriptor_ < 0) cannot_write(path, errno);
        return;
    }
    descriptor_ = ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    if (descriptor_ < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT)) {
        temporary_ = temporary_name(path);
        descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    }
    if (descriptor_ < 0) cannot_write(path, errno);
}

OutputFile::~OutputFile() {
    if (descriptor_ >= 0 && descriptor_ != STDOUT_FILENO) ::close(descriptor_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t put = ::write(descriptor_, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) cannot_write(path_ == "-" ? "standard output" : path_, errno);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
}

void OutputFile::write(std::string_view text) { write(std::as_bytes(std::span(text))); }

void OutputFile::commit() {
    struct stat status {};
    if (descriptor_ == STDOUT_FILENO || (::fstat(descriptor_, &status) == 0 && !S_ISREG(status.st_mode))) return;
    if (temporary_.empty()) {
        const std::string name = temporary_name(path_);
        const std::string self = "/proc/self/fd/" + std::to_string(descriptor_);
        ::unlink(name.c_str());
        if (::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) != 0)
            cannot_write(path_, errno);
        temporary_ = name;
    }
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) cannot_write(path_, errno);
    temporary_.clear();
}

Writer::Writer(const std::string& path, Type type, const Shape& shape, bool hashed)
    : file_(path), path_(path == "-" ? "standard output" : path), type_(type), shape_(shape) {
    if (hashed) hash_.emplace();
    const std::string header = format_header(type, shape);
    put(std::as_bytes(std::span(header)));
}

void Writer::put(std::span<const std::byte> bytes) {
    if (hash_) hash_->update(bytes);
    file_.write(bytes);
}

template <class Scalar>
void Writer::require_finite(std::span<const Scalar> values) const {
    if (!all_finite(values))
        throw Error(path_ + ": would hold NaN or infinities; the model or its inputs diverge, nothing was written");
}

template <class Scalar>
void Writer::append(std::span<const Scalar> values) {
    put_as_stored(values, true);
}

template <class Scalar>
void Writer::append_any(std::span<const Scalar> values) {
    put_as_stored(values, false);
}

template <class Scalar>
void Writer::put_as_stored(std::span<const Scalar> values, bool finite) {
    const auto put_piece = [&]<class Stored>(std::span<const Stored> piece) {
        if (finite) require_finite(piece);
        put(std::as_bytes(piece));
    };
    const auto convert = [&]<class Stored>(Stored) {
        if constexpr (std::is_same_v<Stored, Scalar>) {
            put_piece(values);
        } else {
            std::vector<Stored> block;
            for (std::size_t i = 0; i < values.size(); i += block.size()) {
                const auto piece = values.subspan(i, std::min<std::size_t>(values.size() - i, 1U << 16));
                block.assign(piece.begin(), piece.end());
                put_piece(std::span<const Stored>(block));
            }
        }
    };
    if (type_ == Type::float32)
        convert(float{});
    else
        convert(double{});
    written_ += static_cast<std::int64_t>(values.size());
}

#define ROM_INSTANTIATE(Scalar)                                \
    template void Writer::append(std::span<const Scalar>);     \
    template void Writer::append_any(std::span<const Scalar>); \
    template void Writer::require_finite(std::span<const Scalar>) const;
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

std::string Writer::commit() {
    if (written_ != element_count(shape_))
        throw std::logic_error(path_ + ": " + std::to_string(written_) + " elements written for shape " +
                               to_string(shape_));
    file_.commit();
    return hash_ ? hash_->digest() : "";
}

std::string write_array(const std::string& path, Type type, const Shape& shape, std::span<const double> values) {
    Writer writer(path, type, shape, true);
    writer.append(values);
    return writer.commit();
}

void write_text(const std::string& path, std::string_view text) {
    OutputFile file(path);
    file.write(text);
    file.commit();
}

}  // namespace rom::npy
