// rom-plot: pictures of anything that the tools read or write.

#include <unistd.h>

#include "rom/base/text.h"
#include "rom/cli/grids.h"
#include "rom/cli/terminal.h"
#include "rom/cli/tool.h"
#include "rom/exchange/mesh.h"
#include "rom/npy/output.h"
#include "rom/plot/gnuplot.h"
#include "rom/plot/mesh.h"
#include "rom/plot/pictures.h"

using namespace rom;

namespace {

struct Options {
    plot::Request request;
    std::string output = "-";
    std::int64_t which = -1;
    std::int64_t time = -1;
    std::int64_t field = -1;
    std::int64_t along = -1;
    double trained = 0;
    std::string times;
    std::string labels;
    std::string mesh;
    std::vector<std::int64_t> size;
};

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    plot::Request& r = o.request;
    line.add({
        {"files", &r.files,
         "Model directories, latent.npy, xi.npy, gp.json, training-1.tsv, tune.tsv, reports and series of rom-error, "
         "snapshots; or a truth and predictions of it",
         kRequired},
        {"-o,--output", &o.output, "Picture to write: .png, .svg, .pdf, or .gp, commands for gnuplot; - for text",
         kOutput},
        {"--as", choice(&r.view), "What to show of the files; auto: what suits them"},
        {"--case", &o.which, "Case to show, from 0; else the worst, or the first", kNoDefault, not_negative()},
        {"--time", &o.time, "Snapshot to show, from 0: of a field on a line curves; else the worst", kNoDefault,
         not_negative()},
        {"--dt", &r.dt, "Time between snapshots, from 0 on", kNoDefault, positive()},
        {"--times", &o.times, "Times [times], .npy, or FIRST:LAST:COUNT", 0, times_check()},
        {"--trained", &o.trained, "Time at which the training data end, to be marked over time", kNoDefault,
         positive()},
        {"--params", &r.parameters, "Parameters of the cases [cases, dimensions], .npy", kFile | kArray},
        {"--training", &r.training, "Parameters of the training cases, .npy, to be marked", kFile | kArray},
        {"--along", &o.along, "Number of the parameter that changes, from 0; else the first", kNoDefault,
         not_negative()},
        {"--std", &r.deviation, "Standard deviation of the prediction, .npy: show how it fits the errors",
         kFile | kArray},
        {"--one-case", &r.one_case, "Snapshots are one case, [times, ...space]"},
        {"--grid", &r.grid, "Columns and rows of snapshots that are flattened", 0, positive(), 2},
        {"--points", &r.points, "Points [points, 1 or 2] of the snapshots' entries, .npy", kFile | kArray},
        {"--triangles", &r.triangles, "Triangles [triangles, 3] of these points, .npy", kFile | kArray},
        {"--mesh", &o.mesh, "Mesh whose points or cells the space is, .npz of rom-import --mesh", kFile},
        {"--field", &o.field, "Component to show of a field, from 0; else the length of the vector", kNoDefault,
         not_negative()},
        {"--labels", &o.labels, "Names of the files in the picture, separated by commas"},
        {"--title", &r.title, "Title of the picture"},
        {"--xlabel", &r.x_label, "Label of the horizontal axis, with its unit: \"x (m)\""},
        {"--ylabel", &r.y_label, "Label of the vertical axis"},
        {"--zlabel", &r.value_label, "Label of the colours"},
        {"--size", &o.size, "Width and height, in pixels or, of text, characters", 0, positive(1e4), 2},
    });
}

std::optional<Index> given(std::int64_t number) { return number < 0 ? std::nullopt : std::optional<Index>(number); }

plot::Request request_of(const Options& o) {
    plot::Request request = o.request;
    request.which = given(o.which);
    request.time = given(o.time);
    request.field = given(o.field);
    request.along = given(o.along);
    if (o.trained > 0) request.trained = o.trained;
    if (!o.labels.empty()) request.labels = split(o.labels, ',');
    if (!o.labels.empty() && request.labels.size() != request.files.size())
        throw Error(
            format("--labels has %zu names but there are %zu files", request.labels.size(), request.files.size()), 2);
    if (!o.mesh.empty()) {
        const exchange::Mesh mesh = exchange::read_mesh(o.mesh);
        plot::set_mesh({mesh.points, mesh.connectivity, mesh.offsets, mesh.types}, o.mesh, request);
    }
    if (o.times.empty()) return request;
    const Eigen::VectorXd times = cli::listed_times(o.times);
    request.times.assign(times.begin(), times.end());
    return request;
}

plot::Size size_of(const Options& o, const plot::Picture& picture, plot::Format format) {
    if (!o.size.empty()) return plot::checked({o.size[0], o.size[1]}, format);
    return plot::suitable_size(picture, format, cli::columns_of(STDOUT_FILENO));
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-plot", "Draw snapshots, predictions, errors, and what models are made of.",
                   "rom-plot truth.npy prediction.npy --time 40 -o prediction.png");
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] {
        const plot::Format format = plot::format_of(o.output);
        const plot::Picture picture = plot::picture_of(request_of(o));
        npy::write_text(o.output, plot::drawn(picture, format, size_of(o, picture, format)));
        return 0;
    });
}
