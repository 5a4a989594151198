// model.json of rom-ensemble, beside members that are whole.
#include "rom/files/any_model.h"

#include "target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace rom;
    static fuzz::Folder folder("ensemble", "model.json");
    folder.put({data, size});
    fuzz::attempt([&] {
        const auto model = files::read_any_model(folder.path());
        const auto* ensemble = std::get_if<files::StoredEnsemble>(&model);
        if (ensemble == nullptr) return;
        for (const files::StoredMember& member : ensemble->members) {
            const auto& states = std::get<files::StoredBaseline>(member.model).baseline.trajectories;
            fuzz::use(prediction::predict(states, states.space().inputs.topRows(1), states.grid.times().head(1)).sum());
            fuzz::use(member.weight);
        }
    });
    fuzz::attempt([&] { fuzz::ask_description(folder.path()); });
    return 0;
}
