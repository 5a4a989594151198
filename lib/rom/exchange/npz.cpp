// Archives of arrays, as numpy.savez writes them, by libzip.
#include <zip.h>

#include <algorithm>

#include "rom/base/error.h"
#include "rom/exchange/elements.h"
#include "rom/exchange/formats.h"

namespace rom::exchange {
namespace {

constexpr std::size_t kHeader = std::size_t{1} << 16;

// The bytes of a member, which are decompressed in their order: going back means to begin again.
class Member {
public:
    Member(std::shared_ptr<zip_t> archive, std::uint64_t index, std::string name)
        : archive_(std::move(archive)), index_(index), name_(std::move(name)) {
        zip_stat_t status;
        zip_stat_init(&status);
        zip_stat_index(archive_.get(), index_, 0, &status);
        size_ = status.size;
        stored_ = (status.valid & ZIP_STAT_COMP_METHOD) != 0 && status.comp_method == ZIP_CM_STORE;
    }

    void read(std::uint64_t offset, std::span<std::byte> out) {
        if (!file_ || offset < position_) reopen();
        if (stored_ && offset > position_ && zip_fseek(file_.get(), static_cast<zip_int64_t>(offset), SEEK_SET) == 0)
            position_ = offset;
        std::vector<std::byte> skipped;
        while (position_ < offset) {
            skipped.resize(std::min<std::uint64_t>(offset - position_, 1U << 20));
            take(skipped);
        }
        take(out);
    }

    // Up to `count` bytes of its beginning.
    std::vector<std::byte> head(std::size_t count) {
        reopen();
        std::vector<std::byte> bytes(count);
        const zip_int64_t got = zip_fread(file_.get(), bytes.data(), count);
        file_.reset();
        if (got < 0) damaged();
        bytes.resize(static_cast<std::size_t>(got));
        return bytes;
    }

private:
    [[noreturn]] void damaged() const { throw Error(name_ + ": is damaged; write it again with numpy.savez"); }

    void reopen() {
        file_.reset(zip_fopen_index(archive_.get(), index_, 0), [](zip_file_t* f) {
            if (f != nullptr) zip_fclose(f);
        });
        if (!file_) damaged();
        position_ = 0;
    }

    void take(std::span<std::byte> out) {
        while (!out.empty()) {
            const zip_int64_t got = zip_fread(file_.get(), out.data(), out.size());
            if (got <= 0) damaged();
            position_ += static_cast<std::uint64_t>(got);
            out = out.subspan(static_cast<std::size_t>(got));
        }
        // libzip compares the checksum once it is asked for more than there is.
        std::byte beyond{};
        if (position_ == size_ && zip_fread(file_.get(), &beyond, 1) != 0) damaged();
    }

    std::shared_ptr<zip_t> archive_;
    std::uint64_t index_;
    std::string name_;
    std::uint64_t size_ = 0;
    bool stored_ = false;  // not compressed: can be sought in
    std::shared_ptr<zip_file_t> file_;
    std::uint64_t position_ = 0;
};

struct Entry {
    std::shared_ptr<Member> member;
    npy::Layout layout;
};

}  // namespace

Source open_npz(const std::string& path) {
    int code = 0;
    const std::shared_ptr<zip_t> archive(zip_open(path.c_str(), ZIP_RDONLY, &code), [](zip_t* z) {
        if (z != nullptr) zip_discard(z);
    });
    if (!archive) throw Error(path + ": is no whole .npz archive; write it again with numpy.savez");
    Source source;
    source.name = path;
    std::vector<Entry> entries;
    for (zip_int64_t k = 0; k < zip_get_num_entries(archive.get(), 0); ++k) {
        const char* member_name = zip_get_name(archive.get(), static_cast<zip_uint64_t>(k), 0);
        std::string name = member_name != nullptr ? member_name : "";
        if (!name.ends_with(".npy")) continue;
        const auto member = std::make_shared<Member>(archive, static_cast<std::uint64_t>(k), path + ": " + name);
        name.resize(name.size() - 4);
        const npy::Layout layout = npy::parse_layout(member->head(kHeader), path + ": " + name);
        source.variables.push_back(variable_of(layout, name));
        entries.push_back({member, layout});
    }
    if (entries.empty()) throw Error(path + ": holds no array; write it with numpy.savez");
    source.read = [entries](std::size_t variable, const Slab& slab, Numbers out) {
        const Entry& entry = entries[variable];
        Shape shape = entry.layout.shape;
        if (entry.layout.fortran_order) std::reverse(shape.begin(), shape.end());
        read_slab(
            shape, slab, element_of(entry.layout),
            [&](std::size_t at, std::span<std::byte> bytes) {
                entry.member->read(entry.layout.data_offset + at, bytes);
            },
            out);
    };
    return source;
}

}  // namespace rom::exchange
