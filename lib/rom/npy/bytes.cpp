#include "rom/npy/bytes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "rom/base/error.h"
#include "rom/base/memory.h"
#include "rom/npy/reader.h"

namespace rom::npy {
namespace {

// From this size on a file in C order is read in pieces instead of through its mapping, whose pages would count as
// memory in use until they are given back, at a cost that two threads pay with most of their time.
constexpr std::size_t kBegin = 4096;  // bytes of a stream that tell whether it is an array
constexpr std::size_t kFirst = std::size_t{1} << 18;

// What has been read of a descriptor that cannot be mapped, such as a pipe.
struct Stream {
    int descriptor;
    const std::string& name;
    std::vector<std::byte> bytes = {};

    // Reads on to so many bytes, or to the end.
    void read_to(std::size_t size) {
        std::size_t used = bytes.size();
        while (used < size) {
            bytes.resize(std::min(size, std::max(2 * used, kFirst)));
            const ssize_t got = ::read(descriptor, bytes.data() + used, bytes.size() - used);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) throw Error(name + ": cannot be read (" + std::strerror(errno) + ")");
            used += static_cast<std::size_t>(got);
            if (got == 0) break;
        }
        bytes.resize(used);
    }
};

// An array and nothing else: no more is read than its header states, and nothing of what is no array.
Bytes read_stream(int descriptor, const std::string& name, Accept accept) {
    if (::isatty(descriptor) == 1) throw Error(name + ": is a terminal; a .npy file is needed, or a pipe");
    Stream stream{descriptor, name};
    stream.read_to(kBegin);
    stream.read_to(header_size(stream.bytes, name));
    const Header header = parse_header(stream.bytes, name, accept);
    const std::size_t size = header.data_offset + data_size(header);
    require_memory(static_cast<double>(size), name + ": its header states an array that", "send a smaller one");
    stream.read_to(size + 1);
    if (stream.bytes.size() > size)
        throw Error(name + ": goes on after the " + std::to_string(size) +
                    " bytes that its header states; send one array alone");
    auto bytes = std::make_shared<std::vector<std::byte>>(std::move(stream.bytes));
    return {std::shared_ptr<const std::byte>(bytes, bytes->data()), bytes->size(), nullptr};
}

Bytes map_file(int descriptor, std::size_t size, const std::string& name) {
    void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (address == MAP_FAILED) throw Error(name + ": cannot be mapped (" + std::strerror(errno) + ")");
    return {std::shared_ptr<const std::byte>(static_cast<const std::byte*>(address),
                                             [size](const std::byte* p) { ::munmap(const_cast<std::byte*>(p), size); }),
            size, nullptr};
}

}  // namespace

std::shared_ptr<const int> owned(int descriptor) {
    return {new int(descriptor), [](const int* d) {
                if (*d >= 0) ::close(*d);
                delete d;
            }};
}

void read_at(int descriptor, std::size_t offset, std::span<std::byte> out, const std::string& name) {
    while (!out.empty()) {
        const ssize_t got = ::pread(descriptor, out.data(), out.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw Error(name + ": cannot be read (" + std::strerror(errno) + ")");
        if (got == 0) throw Error(name + ": has become shorter while it was read; do not write it meanwhile");
        offset += static_cast<std::size_t>(got);
        out = out.subspan(static_cast<std::size_t>(got));
    }
}

std::size_t data_size(const Header& header) {
    return static_cast<std::size_t>(element_count(header.shape)) * item_size(header.element);
}

Bytes open_bytes(int folder, const std::string& path, const std::string& name, Accept accept) {
    struct stat status {};
    if (path == "-") {
        if (::fstat(STDIN_FILENO, &status) != 0) throw Error(name + ": cannot be read (" + std::strerror(errno) + ")");
        if (S_ISDIR(status.st_mode)) throw Error(name + ": is a folder; a .npy file is needed");
        return read_stream(STDIN_FILENO, name, accept);
    }
    if (::fstatat(folder, path.c_str(), &status, 0) == 0 && S_ISSOCK(status.st_mode))
        throw Error(name + ": is a socket; a .npy file is needed");
    const auto file = owned(::openat(folder, path.c_str(), O_RDONLY | O_CLOEXEC));
    if (*file < 0) throw Error(name + ": cannot be opened (" + std::strerror(errno) + ")");
    if (::fstat(*file, &status) != 0) throw Error(name + ": cannot be read (" + std::strerror(errno) + ")");
    if (S_ISDIR(status.st_mode)) throw Error(name + ": is a folder; a .npy file is needed");
    if (!S_ISREG(status.st_mode)) return read_stream(*file, name, accept);
    if (status.st_size == 0) throw Error(name + ": is empty; a .npy file is needed");
    Bytes bytes = map_file(*file, static_cast<std::size_t>(status.st_size), name);
    if (bytes.size >= kLarge) bytes.file = file;
    return bytes;
}

}  // namespace rom::npy
