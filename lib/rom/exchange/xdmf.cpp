// XDMF: grids in XML, of which the numbers are in HDF5 files.
#include <algorithm>
#include <filesystem>
#include <map>
#include <pugixml.hpp>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/exchange/cell_types.h"
#include "rom/exchange/formats.h"

namespace rom::exchange {
namespace {

constexpr const char* kTimes = "time";

// The HDF5 files that a description names, each opened once.
class Numbers5 {
public:
    explicit Numbers5(std::string path) : path_(std::move(path)) {}

    // What "out.h5:/case-0/3/u" names.
    struct Reference {
        const Source* source;
        std::size_t variable;
    };
    Reference find(const pugi::xml_node& item) {
        const std::string format_name = item.attribute("Format").value();
        std::string text = item.text().get();
        text.erase(0, text.find_first_not_of(" \n\r\t"));
        text.erase(text.find_last_not_of(" \n\r\t") + 1);
        const std::size_t colon = text.rfind(':');
        if (!item || format_name != "HDF" || colon == std::string::npos)
            throw Error(path_ + ": has numbers that are not in an HDF5 file (Format '" + format_name +
                        "'); write it again with HDF");
        const std::string file = (std::filesystem::path(path_).parent_path() / text.substr(0, colon)).string();
        auto known = sources_.find(file);
        if (known == sources_.end()) known = sources_.emplace(file, open_hdf5(file)).first;
        std::string name = text.substr(colon + 1);
        name.erase(0, name.find_first_not_of('/'));
        return {&known->second, variable_in(known->second, name)};
    }

private:
    std::string path_;
    std::map<std::string, Source> sources_;
};

struct Description {
    pugi::xml_document document;
    std::vector<std::vector<pugi::xml_node>> cases;  // the grids of each, one a time
    std::vector<double> times;
    std::shared_ptr<Numbers5> numbers;
    Mesh mesh;
};

bool is_collection(const pugi::xml_node& grid) {
    return std::string(grid.attribute("GridType").value()) == "Collection";
}

double time_of(const pugi::xml_node& grid, std::size_t otherwise) {
    const pugi::xml_attribute value = grid.child("Time").attribute("Value");
    return value ? value.as_double() : static_cast<double>(otherwise);
}

void collect_grids(const std::string& path, Description& d) {
    const pugi::xml_node domain = d.document.child("Xdmf").child("Domain");
    std::vector<pugi::xml_node> single;
    for (const pugi::xml_node grid : domain.children("Grid")) {
        if (!is_collection(grid)) {
            if (grid.child("Attribute")) single.push_back(grid);
            continue;
        }
        d.cases.emplace_back();
        for (const pugi::xml_node step : grid.children("Grid")) d.cases.back().push_back(step);
    }
    if (d.cases.empty()) d.cases.push_back(single);
    for (const auto& one : d.cases)
        if (one.empty() || one.size() != d.cases[0].size())
            throw Error(path + ": its collections have " + std::to_string(one.size()) + " and " +
                        std::to_string(d.cases[0].size()) + " times; each needs the same, and at least one");
    for (std::size_t k = 0; k < d.cases[0].size(); ++k) d.times.push_back(time_of(d.cases[0][k], k));
}

pugi::xml_node attribute_named(const pugi::xml_node& grid, const std::string& name) {
    for (const pugi::xml_node one : grid.children("Attribute"))
        if (one.attribute("Name").value() == name) return one;
    return {};
}

std::vector<double> numbers_in(Description& d, const pugi::xml_node& parent) {
    const auto found = d.numbers->find(parent.child("DataItem"));
    return values_of(*found.source, found.variable);
}

// The first mesh in the file, if it is one of cells.
Mesh mesh_in(Description& d, const std::string& path) {
    const pugi::xml_node topology = d.document.find_node(
        [](const pugi::xml_node& node) { return std::string(node.name()) == "Topology" && node.child("DataItem"); });
    if (!topology) return {};
    const pugi::xml_node geometry = topology.parent().child("Geometry");
    Mesh mesh;
    const std::vector<double> points = numbers_in(d, geometry);
    const std::size_t rank = std::string(geometry.attribute("GeometryType").value()) == "XY" ? 2 : 3;
    for (std::size_t k = 0; k < points.size(); k += rank)
        for (std::size_t axis = 0; axis < 3; ++axis) mesh.points.push_back(axis < rank ? points[k + axis] : 0.0);
    const std::vector<double> cells = numbers_in(d, topology);
    append_cells(topology.attribute("TopologyType").value(), {cells.begin(), cells.end()}, mesh, path);
    return mesh;
}

}  // namespace

Source open_xdmf(const std::string& path) {
    const auto d = std::make_shared<Description>();
    if (!d->document.load_file(path.c_str())) throw Error(path + ": is no whole XDMF file; write it again");
    d->numbers = std::make_shared<Numbers5>(path);
    collect_grids(path, *d);
    const bool many = d->cases.size() > 1;
    Source source;
    source.name = path;
    for (const pugi::xml_node attribute : d->cases[0][0].children("Attribute")) {
        const auto found = d->numbers->find(attribute.child("DataItem"));
        Variable variable = found.source->variables[found.variable];
        variable.name = attribute.attribute("Name").value();
        variable.dimensions.assign(variable.shape.size(), "");
        variable.chunk.clear();
        variable.shape.insert(variable.shape.begin(), static_cast<std::int64_t>(d->times.size()));
        variable.dimensions.insert(variable.dimensions.begin(), kTimes);
        if (many) {
            variable.shape.insert(variable.shape.begin(), static_cast<std::int64_t>(d->cases.size()));
            variable.dimensions.insert(variable.dimensions.begin(), "case");
        }
        source.variables.push_back(variable);
    }
    const std::size_t fields = source.variables.size();
    Variable times;
    times.name = kTimes;
    times.shape = {static_cast<std::int64_t>(d->times.size())};
    times.dimensions = {kTimes};
    times.type = "float64";
    source.variables.push_back(times);
    source.read = [d, path, many, fields, variables = source.variables](std::size_t which, const Slab& slab,
                                                                        Numbers out) {
        const Range cases = many && which < fields ? slab[0] : Range{0, 1, 1};
        const Range steps = slab[many && which < fields ? 1 : 0];
        const Slab rest(slab.begin() + (many && which < fields ? 2 : 1), slab.end());
        const auto width = static_cast<std::size_t>(element_count(rest));
        std::size_t done = 0;
        for (std::int64_t c = 0; c < cases.count; ++c)
            for (std::int64_t k = 0; k < steps.count; ++k, done += width) {
                const auto step = static_cast<std::size_t>(steps.start + k * steps.step);
                std::visit(
                    [&]<class Scalar>(std::span<Scalar> to) {
                        const auto own = to.subspan(done, width);
                        if (which == fields) {
                            own[0] = static_cast<Scalar>(d->times[step]);
                            return;
                        }
                        const auto& grid = d->cases[static_cast<std::size_t>(cases.start + c * cases.step)][step];
                        const pugi::xml_node attribute = attribute_named(grid, variables[which].name);
                        const auto found = d->numbers->find(attribute.child("DataItem"));
                        const Shape& shape = found.source->variables[found.variable].shape;
                        if (!std::equal(shape.begin(), shape.end(),
                                        variables[which].shape.end() - static_cast<std::ptrdiff_t>(shape.size())) ||
                            shape.size() != rest.size())
                            throw Error(path + ": " + variables[which].name + " has shape " + npy::to_string(shape) +
                                        format(" at time %g", d->times[step]) + " and another before; they must match");
                        found.source->read(found.variable, rest, own);
                    },
                    out);
            }
    };
    source.mesh = [d, path] { return mesh_in(*d, path); };
    return source;
}

}  // namespace rom::exchange
