// Archives of arrays: each field, [cases, times, ...space], and the times.
#include <algorithm>
#include <cstring>

#include "rom/exchange/archive.h"
#include "rom/exchange/writers.h"

namespace rom::exchange {
namespace {

// The bytes of a field, one snapshot after the other.
template <class Scalar>
ArchiveArray archived(const Prediction& p, std::size_t field, const Progress& progress) {
    npy::Shape shape = {static_cast<std::int64_t>(p.selection.size()), p.times};
    shape.insert(shape.end(), p.space.begin(), p.space.end());
    const Index width = p.fields[field].width;
    if (width > 1) shape.push_back(width);
    const std::size_t one = static_cast<std::size_t>(p.points() * width) * sizeof(Scalar);
    return {p.fields[field].name, sizeof(Scalar) == 4 ? "<f4" : "<f8", shape,
            [&p, &progress, field, one, known = Index{-1}, values = std::vector<Scalar>()](
                std::size_t offset, std::span<std::byte> out) mutable {
                while (!out.empty()) {
                    const auto snapshot = static_cast<Index>(offset / one);
                    if (snapshot != known) {
                        const auto row = static_cast<std::size_t>(snapshot / p.times);
                        values = values_at<Scalar>(p, field, p.selection[row], snapshot % p.times);
                        known = snapshot;
                    }
                    const std::size_t at = offset % one;
                    const std::size_t count = std::min(out.size(), one - at);
                    std::memcpy(out.data(), std::as_bytes(std::span(values)).data() + at, count);
                    out = out.subspan(count);
                    offset += count;
                }
                progress(static_cast<Index>(offset), p.bytes());
            }};
}

}  // namespace

void write_npz(const Prediction& p, const std::string& path, const Progress& progress) {
    std::vector<ArchiveArray> arrays;
    with_type_of(p, [&]<class Scalar>(Scalar) {
        for (std::size_t k = 0; k < p.fields.size(); ++k) arrays.push_back(archived<Scalar>(p, k, progress));
    });
    arrays.push_back(array_of("time", {p.times}, std::span(p.time_values)));
    write_archive(path, arrays);
}

}  // namespace rom::exchange
