// rom-export: predictions as files that other programs show.

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/grids.h"
#include "rom/cli/tool.h"
#include "rom/exchange/export.h"
#include "rom/exchange/mesh.h"
#include "rom/files/folder.h"

using namespace rom;

namespace {

struct Options {
    std::string array;
    std::string output;
    std::optional<exchange::Target> target;
    std::vector<std::int64_t> cases;
    bool one_case = false;
    std::string fields;
    std::string times;
    double dt = 1;
    std::string time_units;
    std::string mesh;
    std::string points;
};

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    line.add({
        {"array", &o.array, "Snapshots [cases, times, ...space], .npy; - for standard input", kRequired | kArray},
        {"-o,--output", &o.output, "File to write: .xdmf, .nc, .h5, .csv, .npz; of a series of VTU files a folder",
         kRequired | kOutput},
        {"--to", choice(&o.target), "Format; auto: by the ending of OUTPUT"},
        {"--case", &o.cases, "Cases to write, by their numbers from 0; else all", 0, not_negative()},
        {"--one-case", &o.one_case, "The array is one case, [times, ...space]"},
        {"--fields", &o.fields,
         "Names for the entries of the last axis, u,v,p, or with numbers of components, velocity:3,p; one name is that "
         "of all"},
        {"--times", &o.times, "Times [times], .npy, or FIRST:LAST:COUNT", 0, times_check()},
        {"--dt", &o.dt, "Time between snapshots, from 0 on, unless --times says", 0, positive()},
        {"--time-units", &o.time_units, "Unit of the times, for NetCDF and HDF5: s"},
        {"--mesh", &o.mesh, "Mesh whose points or cells the space is, .npz of rom-import --mesh", kFile},
        {"--points", &o.points, "Points [points, 1 to 3], .npy, if there is no mesh", kFile | kArray},
    });
}

std::vector<double> times_of(const Options& o, const npy::Array& array, Index count) {
    if (o.times.empty()) {
        std::vector<double> times;
        for (Index k = 0; k < count; ++k) times.push_back(static_cast<double>(k) * o.dt);
        return times;
    }
    const Eigen::VectorXd listed = cli::listed_times(o.times);
    std::vector<double> times(listed.begin(), listed.end());
    if (static_cast<Index>(times.size()) != count)
        throw Error("--times: " + o.times + " has " + counted(static_cast<Index>(times.size()), "time") + " but " +
                    array.name() + " has " + std::to_string(count) + "; they must match");
    return times;
}

exchange::Prediction read_prediction(const Options& o) {
    if (!o.mesh.empty() && !o.points.empty()) throw Error("--mesh has points; leave out --points", 2);
    std::optional<exchange::Mesh> mesh;
    if (!o.mesh.empty()) mesh = exchange::read_mesh(o.mesh);
    if (!o.points.empty()) mesh = exchange::mesh_of_points(npy::Array::open(o.points));
    const npy::Array array = npy::Array::open(o.array);
    exchange::Prediction prediction = exchange::describe(array, o.one_case, o.fields, mesh);
    prediction.time_values = times_of(o, array, prediction.times);
    prediction.time_units = o.time_units;
    prediction.selection = {o.cases.begin(), o.cases.end()};
    for (const Index which : prediction.selection)
        if (which >= prediction.cases)
            throw Error("--case: " + std::to_string(which) + " is not there: " + array.name() + " has " +
                            counted(prediction.cases, "case") + ", from 0 on",
                        2);
    for (Index k = 0; o.cases.empty() && k < prediction.cases; ++k) prediction.selection.push_back(k);
    return prediction;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-export", "Write predictions for other programs: ParaView, NetCDF, HDF5, tables.",
                   "rom-export prediction.npy --mesh mesh.npz --dt 0.02 -o prediction.xdmf");
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] {
        exchange::keep_exit_free();
        const exchange::Target target = o.target ? *o.target : exchange::target_of(o.output);
        tool.check_files({}, exchange::files_beside(target, o.output));
        const exchange::Prediction prediction = read_prediction(o);
        const auto progress = cli::stoppable(cli::percentage(tool, "written"));
        if (target == exchange::Target::vtu_series) {
            exchange::require_series(o.output);
            files::OutputFolder folder(o.output, exchange::kSeries);
            exchange::write_prediction(prediction, target, folder.file(""), progress);
            folder.commit();
        } else {
            exchange::write_prediction(prediction, target, o.output, progress);
        }
        tool.say(o.output + ": " + counted(static_cast<Index>(prediction.selection.size()), "case") + ", " +
                 counted(prediction.times, "time"));
        return 0;
    });
}
