// XDMF, which ParaView shows: a description in XML, and the numbers in an HDF5 file beside it, a dataset for each time.
#include <algorithm>
#include <filesystem>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/exchange/cell_types.h"
#include "rom/exchange/hdf5_output.h"
#include "rom/exchange/writers.h"
#include "rom/npy/output.h"

namespace rom::exchange {
namespace {

std::string item(const std::string& type, const std::string& dimensions, const std::string& where) {
    return "<DataItem Format='HDF' " + type + " Dimensions='" + dimensions + "'>" + escaped(where) + "</DataItem>";
}

constexpr const char* kInt = "NumberType='Int' Precision='8'";
constexpr const char* kDouble = "NumberType='Float' Precision='8'";

std::string spaced(const npy::Shape& shape) {
    std::string text;
    for (const std::int64_t extent : shape) text += (text.empty() ? "" : " ") + std::to_string(extent);
    return text;
}

// Writes the mesh, and returns what says where it is.
std::string write_topology(const Mesh& mesh, Hdf5Output& out, const std::string& numbers) {
    const auto cells = static_cast<std::int64_t>(mesh.types.size());
    const auto points = static_cast<std::int64_t>(mesh.points.size()) / 3;
    out.create_group("mesh");
    out.write<double>("mesh/points", {points, 3}, mesh.points);
    const std::string geometry = "<Geometry GeometryType='XYZ'>" +
                                 item(kDouble, std::to_string(points) + " 3", numbers + ":/mesh/points") +
                                 "</Geometry>";
    const bool uniform = cells > 0 && std::count(mesh.types.begin(), mesh.types.end(), mesh.types[0]) == cells;
    if (const CellType type = cell_type_of_vtk(cells > 0 ? mesh.types[0] : 1); uniform && type.points > 0) {
        out.write<std::int64_t>("mesh/cells", {cells, type.points}, mesh.connectivity);
        return "<Topology TopologyType='" + std::string(type.name) + "' NumberOfElements='" + std::to_string(cells) +
               "'>" + item(kInt, std::to_string(cells) + " " + std::to_string(type.points), numbers + ":/mesh/cells") +
               "</Topology>" + geometry;
    }
    const std::vector<std::int64_t> mixed = mixed_cells(mesh);
    const auto length = static_cast<std::int64_t>(mixed.size());
    out.write<std::int64_t>("mesh/cells", {length}, mixed);
    return "<Topology TopologyType='Mixed' NumberOfElements='" + std::to_string(cells) + "'>" +
           item(kInt, std::to_string(length), numbers + ":/mesh/cells") + "</Topology>" + geometry;
}

// A grid of points one apart.
std::string grid_of(const Prediction& p, const std::string& path) {
    npy::Shape shape = p.space;
    while (shape.size() < 2) shape.insert(shape.begin(), 1);
    if (shape.size() > 3)
        throw Error(path + ": space " + npy::to_string(p.space) +
                    " has more than three axes; name the fields of the last "
                    "with --fields, or give --mesh");
    const std::string rank = std::to_string(shape.size());
    const std::string steps = shape.size() == 2 ? "DXDY" : "DXDYDZ";
    const std::string zeros = shape.size() == 2 ? "0 0" : "0 0 0";
    const std::string ones = shape.size() == 2 ? "1 1" : "1 1 1";
    const auto text_item = [&](const std::string& text) {
        return "<DataItem Format='XML' NumberType='Float' Dimensions='" + rank + "'>" + text + "</DataItem>";
    };
    return "<Topology TopologyType='" + rank + "DCoRectMesh' Dimensions='" + spaced(shape) +
           "'/><Geometry GeometryType='ORIGIN_" + steps + "'>" + text_item(zeros) + text_item(ones) + "</Geometry>";
}

}  // namespace

void write_xdmf(const Prediction& p, const std::string& path, const Progress& progress) {
    const std::string numbers_path = numbers_beside(path);
    const std::string numbers = std::filesystem::path(numbers_path).filename().string();
    require_own_file(path);
    NewFile file(numbers_path);
    npy::OutputFile description(path);
    Hdf5Output out(file.temporary(), numbers_path);
    const std::string mesh = p.mesh ? write_topology(*p.mesh, out, numbers) : grid_of(p, path);
    const std::string center = p.on_cells ? "Cell" : "Node";
    npy::Shape space = p.space;
    while (!p.mesh && space.size() < 2) space.insert(space.begin(), 1);
    if (p.mesh) space = {p.points()};

    description.write("<?xml version='1.0'?>\n<Xdmf Version='3.0'>\n<Domain>\n");
    Index done = 0;
    for (const Index which : p.selection) {
        const std::string name = "case-" + std::to_string(which);
        out.create_group(name);
        description.write("<Grid Name='" + name + "' GridType='Collection' CollectionType='Temporal'>\n");
        for (Index time = 0; time < p.times; ++time) {
            const std::string group = name + "/" + std::to_string(time);
            out.create_group(group);
            description.write("<Grid Name='" + name + "' GridType='Uniform'><Time Value='" +
                              exact(p.time_values[static_cast<std::size_t>(time)]) + "'/>" + mesh);
            with_type_of(p, [&]<class Scalar>(Scalar) {
                for (std::size_t k = 0; k < p.fields.size(); ++k) {
                    const Field& field = p.fields[k];
                    const std::vector<Scalar> values = values_at<Scalar>(p, k, which, time);
                    npy::Shape shape = space;
                    if (field.width > 1) shape.push_back(field.width);
                    const std::string dataset = group + "/" + field.name;
                    out.write<Scalar>(dataset, shape, values);
                    description.write("<Attribute Name='" + escaped(field.name) + "' AttributeType='" +
                                      (field.width == 1   ? "Scalar"
                                       : field.width == 3 ? "Vector"
                                                          : "Matrix") +
                                      "' Center='" + center + "'>" +
                                      item("NumberType='Float' Precision='" + std::to_string(sizeof(Scalar)) + "'",
                                           spaced(shape), numbers + ":/" + dataset) +
                                      "</Attribute>");
                    progress(done += static_cast<Index>(values.size() * sizeof(Scalar)), p.bytes());
                }
            });
            description.write("</Grid>\n");
        }
        description.write("</Grid>\n");
    }
    description.write("</Domain>\n</Xdmf>\n");
    out.close();
    file.commit();
    description.commit();
}

}  // namespace rom::exchange
