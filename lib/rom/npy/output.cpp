#include "rom/npy/output.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "rom/base/error.h"
#include "rom/base/ranks.h"
#include "rom/npy/temporary.h"

namespace rom::npy {
namespace {

// 0 times a finite number is 0: a sum without a branch per element.
template <class Stored>
bool all_finite(std::span<const Stored> values) {
    Stored sum(0);
#pragma omp simd reduction(+ : sum)
    for (std::size_t i = 0; i < values.size(); ++i) sum += 0 * values[i];
    return sum == 0;
}

// Waits until a stream that does not block takes more. Such is one that shares its end with a program that asked for
// it.
void wait_to_write(int descriptor) {
    pollfd one{descriptor, POLLOUT, 0};
    ::poll(&one, 1, -1);
}

}  // namespace

OutputFile::OutputFile(const std::string& path, bool shared)
    : name_(path == "-" ? "standard output" : path), shared_(shared && rank_count() > 1) {
    if (!is_first_rank()) {
        if (!shared_) return;
        // Made by the first rank, before it tells the name.
        const std::string temporary = of_first_rank(std::string());
        descriptor_ = ::open(temporary.c_str(), O_WRONLY | O_CLOEXEC);
        if (descriptor_ < 0) cannot_write(name_ + " (which ranks share as " + temporary + ")", errno);
        return;
    }
    const Place place = place_of(path);
    if (shared_ && (place.is_stream() || is_special(place)))
        throw Error(name_ + ": is not for several ranks, of which each writes its part; name a file", 2);
    if (place.is_stream()) {
        descriptor_ = ::fcntl(place.stream, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        if (descriptor_ < 0) cannot_write(name_, errno);
        return;
    }
    check_output(path, place);
    if (is_special(place)) {
        descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
        if (descriptor_ < 0) cannot_write(name_, errno);
        return;
    }
    path_ = place.path;
    const bool nameable = descriptors_have_names() && !shared_;
    if (nameable) descriptor_ = ::open(folder_of(path_).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    if (!nameable || (descriptor_ < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT))) {
        temporary_ = temporary_name(path_);
        descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    }
    if (descriptor_ < 0) cannot_write(name_, errno);
    if (shared_) of_first_rank(temporary_);
}

OutputFile::~OutputFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

bool OutputFile::is_terminal() const { return ::isatty(descriptor_) == 1; }

void OutputFile::write(std::span<const std::byte> bytes) {
    while (is_first_rank() && !bytes.empty()) {
        const ssize_t put = ::write(descriptor_, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0 && errno == EAGAIN)
            wait_to_write(descriptor_);
        else if (put < 0)
            cannot_write(name_, errno);
        else
            bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
}

void OutputFile::write(std::string_view text) { write(std::as_bytes(std::span(text))); }

void OutputFile::write_at(std::int64_t offset, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t put = ::pwrite(descriptor_, bytes.data(), bytes.size(), offset);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) cannot_write(name_, errno);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
        offset += put;
    }
}

void OutputFile::commit() {
    if (shared_) {
        sync_file(descriptor_, path_, name_);
        largest_of_ranks(0);  // all are there
    }
    if (path_.empty()) return;
    sync_file(descriptor_, path_, name_);
    if (temporary_.empty()) {
        const std::string name = temporary_name(path_);
        const std::string self = "/proc/self/fd/" + std::to_string(descriptor_);
        if (::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) != 0)
            cannot_write(name_, errno);
        temporary_ = name;
    }
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) cannot_write(name_, errno);
    temporary_.clear();
    sync_folder(path_);
}

Writer::Writer(const std::string& path, Type type, const Shape& shape, bool hashed, const std::optional<Slice>& slice)
    : file_(path, slice.has_value()), type_(type), shape_(shape), slice_(slice) {
    if (file_.is_terminal())
        throw Error(
            file_.name() + ": is a terminal, which is not for arrays; redirect it to a file or a pipe, or name a file",
            2);
    if (hashed) hash_.emplace();
    const std::string header = format_header(type, shape);
    header_ = static_cast<std::int64_t>(header.size());
    put(std::as_bytes(std::span(header)));
}

void Writer::put(std::span<const std::byte> bytes) {
    if (hash_) hash_->update(bytes);
    file_.write(bytes);
}

// Elements of this size, which follow those of this rank that were written before.
void Writer::put_slices(std::span<const std::byte> bytes, Index size) {
    for (Index at = written_; !bytes.empty();) {
        const Index within = at % slice_->count;
        const Index place = at / slice_->count * slice_->period + slice_->first + within;
        const auto count = std::min(slice_->count - within, static_cast<Index>(bytes.size()) / size);
        const auto some = static_cast<std::size_t>(count * size);
        file_.write_at(header_ + place * size, bytes.first(some));
        bytes = bytes.subspan(some);
        at += count;
    }
}

template <class Scalar>
void Writer::require_finite(std::span<const Scalar> values) const {
    if (!all_finite(values))
        throw Error(file_.name() +
                    ": would hold NaN or infinities; the model or its inputs diverge, nothing was written");
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
        if (slice_)
            put_slices(std::as_bytes(piece), sizeof(Stored));
        else
            put(std::as_bytes(piece));
        written_ += static_cast<std::int64_t>(piece.size());
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
}

#define ROM_INSTANTIATE(Scalar)                                \
    template void Writer::append(std::span<const Scalar>);     \
    template void Writer::append_any(std::span<const Scalar>); \
    template void Writer::require_finite(std::span<const Scalar>) const;
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

std::string Writer::commit() {
    const std::int64_t all = element_count(shape_);
    if ((slice_ || is_first_rank()) && written_ != (slice_ ? all / slice_->period * slice_->count : all))
        throw std::logic_error(file_.name() + ": " + std::to_string(written_) + " elements written for shape " +
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
