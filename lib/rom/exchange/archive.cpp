#include "rom/exchange/archive.h"

#include <zip.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>

#include "rom/base/error.h"
#include "rom/exchange/writers.h"

namespace rom::exchange {
namespace {

// A member as libzip reads it: the header of a .npy file, then the array.
struct Stream {
    const ArchiveArray& array;
    std::string header;
    std::size_t size;
    std::size_t position = 0;
    std::exception_ptr failure;

    void read(std::span<std::byte> out) {
        const std::size_t from_header = std::min(out.size(), header.size() - std::min(position, header.size()));
        std::memcpy(out.data(), header.data() + std::min(position, header.size()), from_header);
        const auto rest = out.subspan(from_header);
        if (!rest.empty()) array.read(position + from_header - header.size(), rest);
        position += out.size();
    }
};

zip_int64_t serve(void* data, void* buffer, zip_uint64_t length, zip_source_cmd_t command) {
    auto& stream = *static_cast<Stream*>(data);
    switch (command) {
        case ZIP_SOURCE_SUPPORTS:
            return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                                  ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
        case ZIP_SOURCE_OPEN:
            stream.position = 0;
            return 0;
        case ZIP_SOURCE_READ:
            try {
                const std::size_t count = std::min<std::size_t>(length, stream.size - stream.position);
                stream.read({static_cast<std::byte*>(buffer), count});
                return static_cast<zip_int64_t>(count);
            } catch (...) {
                stream.failure = std::current_exception();
                return -1;
            }
        case ZIP_SOURCE_STAT: {
            auto* status = static_cast<zip_stat_t*>(buffer);
            zip_stat_init(status);
            status->size = stream.size;
            status->mtime = 315532800;  // the first that an archive can say, so that equal arrays are equal files
            status->valid = ZIP_STAT_SIZE | ZIP_STAT_MTIME;
            return sizeof(*status);
        }
        case ZIP_SOURCE_ERROR: {
            const int codes[2] = {ZIP_ER_READ, 0};
            std::memcpy(buffer, codes, sizeof codes);
            return sizeof codes;
        }
        default:
            return 0;
    }
}

template <class Number>
ArchiveArray in_memory(const std::string& name, const std::string& descr, const npy::Shape& shape,
                       std::span<const Number> values) {
    const auto bytes = std::as_bytes(values);
    return {name, descr, shape, [bytes](std::size_t offset, std::span<std::byte> out) {
                std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
            }};
}

}  // namespace

ArchiveArray array_of(const std::string& name, const npy::Shape& shape, std::span<const double> values) {
    return in_memory(name, "<f8", shape, values);
}

ArchiveArray array_of(const std::string& name, const npy::Shape& shape, std::span<const std::int64_t> values) {
    return in_memory(name, "<i8", shape, values);
}

void write_archive(const std::string& path, const std::vector<ArchiveArray>& arrays) {
    NewFile file(path);
    int code = 0;
    zip_t* archive = zip_open(file.temporary().c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (archive == nullptr) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        const std::string what = zip_error_strerror(&error);
        zip_error_fini(&error);
        throw Error(path + ": cannot be written (" + what + ")");
    }
    std::vector<std::unique_ptr<Stream>> streams;
    for (const ArchiveArray& array : arrays) {
        const std::string header = npy::format_header(array.descr, array.shape);
        const auto item = static_cast<std::size_t>(array.descr.back() - '0');
        const std::size_t size = header.size() + item * static_cast<std::size_t>(npy::element_count(array.shape));
        streams.push_back(std::make_unique<Stream>(Stream{array, header, size, 0, nullptr}));
        zip_source_t* source = zip_source_function(archive, serve, streams.back().get());
        const zip_int64_t index = zip_file_add(archive, (array.name + ".npy").c_str(), source, 0);
        if (index >= 0) zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    }
    if (zip_close(archive) == 0) return file.commit();
    const std::string what = zip_strerror(archive);
    zip_discard(archive);
    for (const auto& stream : streams)
        if (stream->failure) std::rethrow_exception(stream->failure);
    throw Error(path + ": cannot be written (" + what + ")");
}

}  // namespace rom::exchange
