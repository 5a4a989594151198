// xi.json, beside xi.npy and its moments.
#include "rom/files/coefficients_file.h"

#include <unistd.h>

#include "rom/dynamics/trajectories.h"
#include "target.h"

namespace {

using namespace rom;

// A trajectory of two times with the coefficients of the first case.
void ask(const std::string& path) {
    const auto [xi, stored] = files::read_coefficients_with_meaning(path, true);
    if (!stored.meaning) return;
    files::require_terms(xi, stored.meaning->library);
    const TimeGrid& grid = stored.meaning->grid;
    fuzz::use(dynamics::latent_trajectories(stored.meaning->library, xi.values.topRows(1),
                                            Eigen::MatrixXd::Ones(xi.latent, 1), grid.resized(2))
                  .states.sum());
    for (const Eigen::MatrixXd& one : stored.moments.cases) fuzz::use(one.sum());
    if (!stored.undetermined.empty())
        fuzz::use(static_cast<double>(files::left_out_sentence(xi.name, stored.undetermined).size()));
}

}  // namespace

// Nobody is about to replace a file, which is what the reader waits for.
extern "C" int usleep(useconds_t) { return 0; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::Folder folder("coefficients", "xi.json");
    folder.put({data, size});
    fuzz::attempt([&] { ask(folder.file("xi.npy")); });
    fuzz::attempt([&] { fuzz::ask_description(folder.file("xi.npy")); });
    return 0;
}
