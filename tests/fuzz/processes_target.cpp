// gp.json, of either kind.
#include "rom/files/processes_file.h"

#include "rom/dynamics/trajectories.h"
#include "target.h"

namespace {

using namespace rom;

// A trajectory of two times with the coefficients at the parameters of the first case.
void ask(const files::StoredProcesses& processes) {
    const auto at = gp::space_of(processes.coefficients).inputs.topRows(1);
    const gp::Prediction prediction = gp::predict(processes.coefficients, at);
    const TimeGrid& grid = processes.dynamics.grid;
    const auto trajectories = dynamics::latent_trajectories(
        processes.dynamics.library, prediction.mean, Eigen::MatrixXd::Ones(processes.latent, 1), grid.resized(2));
    fuzz::use(trajectories.states.sum());
    fuzz::use(gp::left_out_coefficients(processes.coefficients).sum());
    fuzz::use(static_cast<double>(files::table_of(processes).size() + files::json_of(processes).size()));
    fuzz::use(static_cast<double>(files::coefficients_sha256(processes).size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::Folder folder("processes", "gp.json");
    folder.put({data, size});
    fuzz::attempt([&] { ask(files::read_processes(folder.file("gp.json"))); });
    fuzz::attempt([&] { fuzz::ask_description(folder.file("gp.json")); });
    return 0;
}
