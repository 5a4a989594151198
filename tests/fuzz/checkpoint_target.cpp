// checkpoint.json, beside the arrays of a training.
#include "rom/files/checkpoint.h"

#include "target.h"

namespace {

using namespace rom;

// The inputs of the training in files/checkpoint, to which any other is refused.
const Record kIdentity = {{"snapshots", std::string(64, '0')}};

template <class Scalar>
void ask(const std::string& path) {
    const auto state = files::read_checkpoint<Scalar>(path, kIdentity);
    if (!state) return;
    fuzz::use(static_cast<double>(state->weights.size() + state->best.size() + state->memory.size()));
    for (const optimise::HistoryRow& row : state->history) fuzz::use(row.loss.total());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::Folder folder("checkpoint", "checkpoint.json");
    folder.put({data, size});
    fuzz::attempt([&] { ask<float>(folder.path()); });
    fuzz::attempt([&] { ask<double>(folder.path()); });
    fuzz::attempt([&] {
        const auto data = snapshots::open_snapshots(folder.file("u.npy"), false);
        if (const auto coordinates = files::read_checkpoint_coordinates(folder.path(), kIdentity, data))
            fuzz::use(coordinates->mean.sum());
    });
    fuzz::attempt([&] { fuzz::ask_description(folder.path()); });
    return 0;
}
