// rom-import: what solvers write, as the array that the other tools read.

#include <algorithm>
#include <cstdio>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/tool.h"
#include "rom/exchange/import.h"
#include "rom/exchange/order.h"
#include "rom/exchange/report.h"

using namespace rom;

namespace {

struct Options {
    exchange::ImportRequest request;
    std::string list;
    std::string axes;
    std::string attributes;
    std::string variables;
    std::optional<exchange::Stack> stack;
    std::optional<Precision> precision;
    bool sort = false;
    bool formats = false;
    bool show = false;
};

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    exchange::ImportRequest& r = o.request;
    line.add({
        {"files", &r.files, "Files of solvers: HDF5, MATLAB 7.3, NetCDF, VTK, XDMF, .npz, .npy, text, raw numbers"},
        {"-o,--output", &r.output, "Array [cases, times, ...space] to write, .npy; - for standard output", kOutput},
        {"--variable", &o.variables, "Variable to import; several, separated by commas, become fields on a last axis"},
        {"--show", &o.show, "Only list the variables of the files, with shapes, types, axes and units"},
        {"--stack", choice(&o.stack),
         "What a file is: a case (cases), a time or some times of one case (times), or all there is, [cases, times, "
         "...space] (none)"},
        {"--list", &o.list, "Read the names of further files from this file, one a line; - for standard input", kFile},
        {"--sort", &o.sort, "Take the files in the order of the numbers in their names: run-2 before run-10"},
        {"--slice", &r.slice, "Part of the variable, in NumPy's notation: 0:100,:,::2", 0, {}, 0, "SLICE"},
        {"--axes", &o.axes, "Axes of the variable that come first, by names or numbers from 0, separated by commas"},
        {"--time", &r.time, "Name of the time, a variable, dimension or attribute, or number of its axis"},
        {"--times", &r.times, "Also write the times [times], .npy", kOutput},
        {"--params", &r.parameters, "Also write parameters [cases, dimensions], .npy, that --attributes names",
         kOutput},
        {"--attributes", &o.attributes, "Attributes or variables of each file that are its parameters: mu,nu"},
        {"--mesh", &r.mesh, "Also write points and cells, .npz, for rom-export", kOutput},
        {"--precision", choice(&o.precision),
         "Numbers to write; auto: single if that holds those of the files exactly"},
        {"--shape", &r.raw.shape, "The files are raw numbers of this shape: 201,600", kNoDefault, positive(1e15)},
        {"--type", &r.raw.type, "Type of raw numbers: f4, f8, i2, ..., with > before it if they are big endian"},
        {"--skip", &r.raw.skip, "Bytes before the raw numbers", 0, not_negative(1e15)},
        {"--formats", &o.formats, "List the formats, and those that this tool was built without"},
    });
}

std::vector<std::string> parts_of(const std::string& text) {
    return text.empty() ? std::vector<std::string>{} : split(text, ',');
}

void complete(const cli::Tool& tool, Options& o) {
    exchange::ImportRequest& r = o.request;
    if (!o.list.empty())
        for (const std::string& name : exchange::names_in(o.list)) r.files.push_back(name);
    if (r.files.empty()) throw Error("files are required; see rom-import --help", 2);
    if (r.output.empty() && !o.show) throw Error("--output is required; see rom-import --help", 2);
    if (std::find(r.files.begin(), r.files.end(), "-") != r.files.end())
        throw Error("files are read at any place, which standard input cannot be; name them", 2);
    if (r.raw.shape.empty() && (tool.options.given("--type") || tool.options.given("--skip")))
        throw Error("--type and --skip are those of raw numbers; give their --shape too", 2);
    if (r.parameters.empty() != o.attributes.empty())
        throw Error("--params and --attributes go together: the file to write, and what is in it", 2);
    if (const auto twice = exchange::given_twice(r.files)) tool.warn(*twice + " is given twice, and imported twice");
    if (o.sort) exchange::sort_by_numbers(r.files);
    if (exchange::sorted_by_letters_only(r.files))
        tool.warn("the files are in the order of letters, such as run-10 before run-2; --sort takes that of numbers");
    r.variables = parts_of(o.variables);
    r.axes = parts_of(o.axes);
    r.attributes = parts_of(o.attributes);
    r.stack = o.stack;
    r.precision = o.precision;
    tool.check_files(r.files);
}

int import(const cli::Tool& tool, Options& o) {
    const exchange::Imported got = exchange::import_files(o.request, cli::bytes_progress(tool, "imported"));
    tool.say(exchange::sentence_of(got, o.request.files.size()));
    for (const std::string& warning : exchange::warnings_of(got)) tool.warn(warning);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-import", "Make the array that the other tools read from files of solvers.",
                   "rom-import run-*/out.h5 --variable u -o train.npy --params mu.npy --attributes mu");
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] {
        if (o.formats) {
            std::fputs(exchange::list_of_formats().c_str(), stdout);
            return 0;
        }
        complete(tool, o);
        if (o.show) {
            for (const std::string& file : o.request.files)
                std::fputs(exchange::table_of(exchange::open_source(file, o.request.raw, o.request.time)).c_str(),
                           stdout);
            return 0;
        }
        return import(tool, o);
    });
}
