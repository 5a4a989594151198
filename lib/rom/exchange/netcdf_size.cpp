#include "rom/exchange/netcdf_size.h"

#include <algorithm>
#include <array>

#include "rom/base/error.h"

namespace rom::exchange {
namespace {

// The header, as in the NetCDF Classic Format Specification: big-endian numbers, of which some are longer in later
// versions.
class ClassicHeader {
public:
    explicit ClassicHeader(const ByteFile& file) : file_(file) {
        std::array<std::byte, 4> magic{};
        file.read(0, magic);
        version_ = std::to_integer<int>(magic[3]);
        at_ = magic.size();
    }

    // Where the data end.
    std::uint64_t end() {
        const std::uint64_t records = count();
        read_dimensions();
        skip_attributes();
        std::uint64_t last = 0;
        std::uint64_t first_record = 0;
        std::uint64_t record = 0;
        std::uint64_t record_variables = 0;
        std::uint64_t unpadded = 0;
        for (std::uint64_t k = list_length(); k > 0; --k) {
            skip_name();
            bool recorded = false;
            std::uint64_t elements = 1;
            for (std::uint64_t d = count(); d > 0; --d) {
                const std::uint64_t extent = extents_.at(count());
                recorded = recorded || extent == 0;
                if (extent > 0) elements *= extent;
            }
            skip_attributes();
            const std::uint64_t bytes = elements * size_of(number(4));
            count();  // its padded size, which may not fit into the field
            const std::uint64_t begin = number(version_ == 1 ? 4 : 8);
            if (recorded) {
                first_record = record_variables++ == 0 ? begin : std::min(first_record, begin);
                record += padded(bytes);
                unpadded = bytes;
            } else {
                last = std::max(last, begin + bytes);
            }
        }
        // Records of one variable are not padded, and the padding after the last one may be missing.
        const std::uint64_t padding = record_variables == 1 ? 0 : padded(unpadded) - unpadded;
        if (record_variables == 1) record = unpadded;
        if (records > 0 && record > 0) last = std::max(last, first_record + records * record - padding);
        return last;
    }

private:
    static std::uint64_t padded(std::uint64_t bytes) { return (bytes + 3) / 4 * 4; }

    static std::uint64_t size_of(std::uint64_t type) {
        constexpr std::array<std::uint64_t, 12> sizes = {0, 1, 1, 2, 4, 4, 8, 1, 2, 4, 8, 8};
        return sizes.at(type);
    }

    std::uint64_t number(std::size_t bytes) {
        std::array<std::byte, 8> buffer{};
        file_.read(at_, std::span(buffer).first(bytes));
        at_ += bytes;
        std::uint64_t value = 0;
        for (std::size_t k = 0; k < bytes; ++k) value = value << 8 | std::to_integer<std::uint64_t>(buffer[k]);
        return value;
    }
    std::uint64_t count() { return number(version_ == 5 ? 8 : 4); }
    std::uint64_t list_length() {
        number(4);
        return count();
    }
    void skip_name() {
        const std::uint64_t length = count();
        at_ += padded(length);
    }
    void read_dimensions() {
        for (std::uint64_t k = list_length(); k > 0; --k) {
            skip_name();
            extents_.push_back(count());
        }
    }
    void skip_attributes() {
        for (std::uint64_t k = list_length(); k > 0; --k) {
            skip_name();
            const std::uint64_t size = size_of(number(4));
            const std::uint64_t elements = count();
            at_ += padded(size * elements);
        }
    }

    const ByteFile& file_;
    int version_ = 1;
    std::size_t at_ = 0;
    std::vector<std::uint64_t> extents_;
};

}  // namespace

void require_whole(const ByteFile& file) {
    constexpr std::array magic = {std::byte{'C'}, std::byte{'D'}, std::byte{'F'}};
    const std::vector<std::byte> head = file.head(magic.size());
    if (!std::equal(magic.begin(), magic.end(), head.begin(), head.end())) return;
    if (const std::uint64_t needed = ClassicHeader(file).end(); file.size() < needed)
        throw Error(file.name() + ": is cut short: its header promises " + std::to_string(needed) +
                    " bytes but it has " + std::to_string(file.size()) + "; copy or write it again");
}

}  // namespace rom::exchange
