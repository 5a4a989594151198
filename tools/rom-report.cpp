// rom-report: a page about a model, in one file.

#include "rom/cli/grids.h"
#include "rom/cli/tool.h"
#include "rom/exchange/mesh.h"
#include "rom/npy/output.h"
#include "rom/plot/mesh.h"
#include "rom/plot/report.h"

using namespace rom;

namespace {

struct Options {
    plot::ReportRequest request;
    std::string output;
    std::string times;
    std::string mesh;
};

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    plot::ReportRequest& r = o.request;
    line.add({
        {"model", &r.model, "Model directory", kRequired | kModel},
        {"-o,--output", &o.output, "Page to write, .html; - for standard output", kRequired | kOutput},
        {"--gp", &r.processes, "gp.json of the model; else the one that it was made with, if it is there",
         kFile | kJson},
        {"--truth", &r.truth, "True snapshots [cases, times, ...space], .npy", kFile | kArray},
        {"--prediction", &r.predictions, "Predictions of these, .npy, one or several", kFile | kArray},
        {"--params", &r.shown.parameters, "Parameters of these cases [cases, dimensions], .npy", kFile | kArray},
        {"--dt", &r.shown.dt, "Time between their snapshots, from 0 on", kNoDefault, positive()},
        {"--times", &o.times, "Times of these [times], .npy, or FIRST:LAST:COUNT", 0, times_check()},
        {"--one-case", &r.shown.one_case, "They are one case, [times, ...space]"},
        {"--grid", &r.shown.grid, "Columns and rows of snapshots that are flattened", 0, positive(), 2},
        {"--points", &r.shown.points, "Points [points, 1 or 2] of the snapshots' entries, .npy", kFile | kArray},
        {"--triangles", &r.shown.triangles, "Triangles [triangles, 3] of these points, .npy", kFile | kArray},
        {"--mesh", &o.mesh, "Mesh whose points or cells the space is, .npz of rom-import --mesh", kFile},
    });
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-report", "Write a page about a model: errors, pictures, and how it was made.",
                   "rom-report model-2 --truth truth.npy --prediction prediction.npy -o report.html");
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] {
        if (!o.times.empty()) {
            const Eigen::VectorXd times = cli::listed_times(o.times);
            o.request.shown.times.assign(times.begin(), times.end());
        }
        if (!o.mesh.empty()) {
            const exchange::Mesh mesh = exchange::read_mesh(o.mesh);
            plot::set_mesh({mesh.points, mesh.connectivity, mesh.offsets, mesh.types}, o.mesh, o.request.shown);
        }
        npy::write_text(o.output, plot::report_on(o.request));
        return 0;
    });
}
