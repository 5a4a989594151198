// rom-window: trajectories of several lengths, cut into windows of one.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/tool.h"
#include "rom/files/inputs.h"
#include "rom/npy/place.h"
#include "rom/snapshots/windows.h"

using namespace rom;

namespace {

struct Options {
    std::vector<std::string> trajectories;
    std::string lengths;
    std::string parameters;
    std::optional<Index> length;
    snapshots::WindowFiles files;
};

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    line.add({
        {"trajectories", &o.trajectories,
         "Padded snapshots [cases, longest, ...space], .npy, with --lengths; or a file [times, ...space] for each case",
         kRequired | kArray},
        {"-o,--output", &o.files.windows, "Windows [windows, length, ...space] to write, .npy; - for standard output",
         kRequired | kOutput},
        {"--lengths", &o.lengths, "How many times each case of the padded array has [cases], .npy", kFile | kArray},
        {"--length", &o.length, "Times of a window; auto: those of the shortest case"},
        {"--params", &o.parameters, "Parameters [cases, dimensions], .npy", kFile | kArray},
        {"--params-out", &o.files.parameters, "Those of the windows [windows, dimensions] to write, .npy", kOutput},
        {"--initial-out", &o.files.initial, "The first snapshot of each window [windows, ...space] to write, .npy",
         kOutput},
        {"--origins-out", &o.files.origins,
         "Case and first time of each window, counted from 0, [windows, 2] to write, .npy; else beside OUTPUT, as "
         "OUTPUT-origins.npy",
         kOutput},
    });
}

snapshots::Recordings read_recordings(const Options& o) {
    std::vector<npy::Array> arrays;
    for (const std::string& path : o.trajectories) arrays.push_back(npy::Array::open(path));
    if (o.lengths.empty()) {
        if (arrays.size() == 1 && !o.length)
            throw Error(arrays.front().name() +
                            " is one trajectory, and a window of it with --length auto all of it; give --length, or "
                            "--lengths of a padded array of several",
                        2);
        return snapshots::separate_recordings(arrays);
    }
    if (arrays.size() > 1)
        throw Error("--lengths is for one padded array but there are " + std::to_string(arrays.size()) +
                        " files, which say themselves how long they are; leave it out",
                    2);
    const files::Counts lengths = files::read_counts(o.lengths);
    return snapshots::padded_recordings(arrays.front(), lengths.values, lengths.name);
}

int cut(const cli::Tool& tool, Options& o) {
    const std::filesystem::path output(o.files.windows);
    if (o.files.origins.empty() && !npy::is_special(o.files.windows)) {
        o.files.origins = output.parent_path() / (output.stem().string() + "-origins.npy");
        tool.check_files({}, {o.files.origins});
    }
    if (o.parameters.empty() != o.files.parameters.empty())
        throw Error("--params and --params-out go together; give both or none", 2);
    const snapshots::Recordings recordings = read_recordings(o);
    const auto cases = static_cast<Index>(recordings.cases.size());
    Eigen::MatrixXd parameters;
    if (!o.parameters.empty()) {
        const files::Parameters read = files::read_parameters(o.parameters);
        files::require_same_cases(o.lengths.empty() ? "the list of files" : o.trajectories.front(), cases, read.name,
                                  read.values.rows());
        parameters = read.values;
    }
    const Index length = o.length.value_or(recordings.cases[static_cast<std::size_t>(recordings.shortest())].times);
    const std::vector<snapshots::Window> windows = snapshots::windows_of(recordings, length);
    snapshots::write_windows(o.files, recordings, parameters, windows, length);
    tool.say(counted(cases, "case") + " in " + counted(static_cast<Index>(windows.size()), "window") + " of " +
             std::to_string(length) + " times");
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-window", "Cut trajectories of several lengths into windows of one length.",
                   "rom-window train.npy --lengths lengths.npy --params mu.npy -o windows.npy --params-out mu-w.npy");
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] { return cut(tool, o); });
}
