// Tables of text: the first line of the input is what --slice says of it, the rest is the file.
#include <algorithm>
#include <string>
#include <vector>

#include "rom/exchange/formats.h"
#include "rom/exchange/selection.h"
#include "target.h"

namespace {

using namespace rom;

constexpr std::int64_t kMost = 1 << 16;  // values to read

void read(const exchange::Source& source, std::size_t variable, const std::string& slice) {
    const exchange::View view = exchange::view_of(source, source.variables[variable], slice, {});
    const std::int64_t count = npy::element_count(view.shape);
    if (count > kMost) return;
    exchange::Slab all;
    for (const std::int64_t extent : view.shape) all.push_back({0, extent, 1});
    std::vector<double> values(static_cast<std::size_t>(count));
    exchange::read_view(source, variable, view, all, std::span(values));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::Folder folder("table", "table.csv");
    const auto input = fuzz::text_of({data, size});
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string slice(input.substr(0, end));
    folder.put_text(input.substr(std::min(end + 1, input.size())));
    fuzz::attempt([&] {
        const exchange::Source source = exchange::open_source(folder.file("table.csv"));
        for (std::size_t variable = 0; variable < source.variables.size() && variable < 4; ++variable)
            fuzz::attempt([&] { read(source, variable, slice); });
    });
    return 0;
}
