// model.json of rom-baseline.
#include "rom/files/baseline_file.h"

#include "rom/prediction/decoding.h"
#include "target.h"

namespace {

using namespace rom;

// One state at the parameters of the first case.
void ask(const prediction::Baseline& baseline) {
    const prediction::CaseInterpolation& states = baseline.trajectories;
    const auto parameters = states.space().inputs.topRows(1);
    const Eigen::MatrixXd q = prediction::predict(states, parameters, states.grid.times().head(1));
    const prediction::SnapshotDecoder<double> decode(baseline.coordinates, {});
    fuzz::use(decode(Eigen::MatrixXd(0, 1), q).sum());
    fuzz::use(prediction::spread_at(states, parameters).directions.sum());
    fuzz::use(prediction::left_out_differences(states).sum());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::Folder folder("baseline", "model.json");
    folder.put({data, size});
    fuzz::attempt([&] { ask(files::read_baseline(folder.path()).baseline); });
    fuzz::attempt([&] { fuzz::ask_description(folder.path()); });
    return 0;
}
