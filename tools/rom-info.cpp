// rom-info: what a file or folder is, where it came from, and whether it is as it was written.

#include <cstdio>

#include "rom/cli/tool.h"
#include "rom/files/description.h"

using namespace rom;

namespace {

struct Options {
    std::vector<std::string> paths;
    bool verify = false;
    bool json = false;
};

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    line.add({
        {"paths", &o.paths, "Arrays (.npy), model directories, gp.json, xi.json, checkpoints", kRequired},
        {"--verify", &o.verify,
         "Compute all checksums: exit with status 3 if a file of a model is not as it was written, or one that it was "
         "made from has changed since"},
        {"--json", &o.json, "Print it as JSON"},
    });
}

int inform(const cli::Tool& tool, const Options& o) {
    bool whole = true;
    for (const std::string& path : o.paths) {
        files::Description description = files::describe(path);
        const bool is_whole = !o.verify || files::verify(description);
        std::fputs((o.json ? files::json_of(description) : files::table_of(description)).c_str(), stdout);
        if (!is_whole) tool.warn(path + ": not all of it, or of what it was made from, is as it was");
        whole = whole && is_whole;
    }
    return whole ? 0 : 3;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-info", "Say what arrays, models and other files of these tools are, and where they came from.",
                   "rom-info model-2 --verify");
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] { return inform(tool, o); });
}
