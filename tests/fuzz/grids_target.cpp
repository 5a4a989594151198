// Texts of the command line that are lists: grids of parameters, times.
#include <filesystem>
#include <string>

#include "rom/base/text.h"
#include "rom/cli/grids.h"
#include "target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace rom;
    // As in the arguments of a program there is no zero.
    const std::string text(fuzz::text_of({data, size}));
    if (text.find('\0') != std::string::npos) return -1;
    fuzz::attempt([&] { fuzz::use(cli::grid_in(text).sum()); });
    static const TimeGrid trained = TimeGrid::uniform(11, 0.1).started_at(1);
    // Others name files.
    if (text.find(':') != std::string::npos && !text.ends_with(".npy"))
        fuzz::attempt([&] { fuzz::use(cli::times_in(text, trained).last()); });
    return 0;
}
