// .npy files: the header, and the elements at both ends of the array, of memory that ends where the input does.
#include <algorithm>
#include <vector>

#include "rom/npy/reader.h"
#include "target.h"

namespace {

using namespace rom;

constexpr std::int64_t kMost = 512;  // elements to read

template <class Scalar>
void read_ends(const npy::Array& array) {
    const std::int64_t count = npy::element_count(array.shape());
    std::vector<Scalar> values(static_cast<std::size_t>(std::min(count, kMost)));
    const auto last = count - static_cast<std::int64_t>(values.size());
    array.read_any<Scalar>(0, values);
    array.read_any<Scalar>(last, values);
    array.require_finite<Scalar>(last, values);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(fuzz::Input(data, size));
    fuzz::attempt([&] {
        npy::Array::of_bytes(bytes, "input.npy", npy::Accept::counts);
        const npy::Array array = npy::Array::of_bytes(bytes, "input.npy");
        read_ends<float>(array);
        read_ends<double>(array);
        if (npy::element_count(array.shape()) <= kMost) array.read_all();
    });
    return 0;
}
