// Series for ParaView: a file for each time in VTK's XML format, numbers in binary after the text, and a list of them.
#include <bit>
#include <filesystem>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/exchange/writers.h"
#include "rom/npy/output.h"

namespace rom::exchange {
namespace {

// Arrays of a file: their descriptions, and their bytes, which come after all descriptions.
struct Appended {
    std::string xml;
    std::vector<std::vector<std::byte>> blocks;
    std::size_t size = 0;

    template <class Number>
    void add(const char* type, const std::string& name, Index width, std::span<const Number> values) {
        // Some readers make a matrix of one column of a scalar that says it has one component.
        const std::string components = width > 1 ? " NumberOfComponents='" + std::to_string(width) + "'" : "";
        xml += "        <DataArray type='" + std::string(type) + "' Name='" + escaped(name) + "'" + components +
               " format='appended' offset='" + std::to_string(size) + "'/>\n";
        const std::uint64_t length = values.size_bytes();
        const auto head = std::as_bytes(std::span(&length, 1));
        const auto bytes = std::as_bytes(values);
        blocks.emplace_back(head.begin(), head.end());
        blocks.back().insert(blocks.back().end(), bytes.begin(), bytes.end());
        size += blocks.back().size();
    }
};

// Some readers look for just these characters.
constexpr const char* kAppended = R"(<AppendedData encoding="raw">)";

constexpr const char* type_name(float) { return "Float32"; }
constexpr const char* type_name(double) { return "Float64"; }

void write_snapshot(const Prediction& p, Index which, Index time, const std::string& path) {
    const Mesh& mesh = *p.mesh;
    const std::vector<std::uint8_t> types(mesh.types.begin(), mesh.types.end());
    Appended arrays;
    const char* kind = p.on_cells ? "CellData" : "PointData";
    arrays.xml += std::string("      <") + kind + ">\n";
    with_type_of(p, [&]<class Scalar>(Scalar scalar) {
        for (std::size_t k = 0; k < p.fields.size(); ++k) {
            const std::vector<Scalar> values = values_at<Scalar>(p, k, which, time);
            arrays.add<Scalar>(type_name(scalar), p.fields[k].name, p.fields[k].width, values);
        }
    });
    arrays.xml += std::string("      </") + kind + ">\n      <Points>\n";
    arrays.add<double>("Float64", "Points", 3, mesh.points);
    arrays.xml += "      </Points>\n      <Cells>\n";
    arrays.add<std::int64_t>("Int64", "connectivity", 1, mesh.connectivity);
    arrays.add<std::int64_t>("Int64", "offsets", 1, mesh.offsets);
    arrays.add<std::uint8_t>("UInt8", "types", 1, types);
    arrays.xml += "      </Cells>\n";

    const char* order = std::endian::native == std::endian::little ? "LittleEndian" : "BigEndian";
    npy::OutputFile file(path);
    file.write("<?xml version='1.0'?>\n<VTKFile type='UnstructuredGrid' version='1.0' byte_order='" +
               std::string(order) + "' header_type='UInt64'>\n  <UnstructuredGrid>\n    <Piece NumberOfPoints='" +
               std::to_string(mesh.points.size() / 3) + "' NumberOfCells='" + std::to_string(mesh.offsets.size()) +
               "'>\n" + arrays.xml + "    </Piece>\n  </UnstructuredGrid>\n  " + kAppended + "\n_");
    for (const auto& block : arrays.blocks) file.write(std::span(block));
    file.write("\n  </AppendedData>\n</VTKFile>\n");
    file.commit();
}

std::string collection(const std::string& entries) {
    return "<?xml version='1.0'?>\n<VTKFile type='Collection' version='1.0'>\n  <Collection>\n" + entries +
           "  </Collection>\n</VTKFile>\n";
}

}  // namespace

void write_vtu_series(const Prediction& p, const std::string& folder, const Progress& progress) {
    if (!p.mesh) throw Error("a series of VTU files needs --mesh or --points; XDMF and NetCDF take grids without", 2);
    const std::filesystem::path root(folder);
    Index done = 0;
    std::string all;
    for (const Index which : p.selection) {
        const std::string name = "case-" + std::to_string(which);
        std::filesystem::create_directory(root / name);
        std::string entries;
        for (Index time = 0; time < p.times; ++time) {
            const std::string file = name + "/" + format("%05ld.vtu", static_cast<long>(time));
            write_snapshot(p, which, time, (root / file).string());
            const std::string when = "    <DataSet timestep='" + exact(p.time_values[static_cast<std::size_t>(time)]);
            entries += when + "' part='0' file='" + file + "'/>\n";
            all += when + "' part='" + std::to_string(which) + "' file='" + file + "'/>\n";
            progress(++done, p.times * static_cast<Index>(p.selection.size()));
        }
        npy::write_text((root / (name + ".pvd")).string(), collection(entries));
    }
    npy::write_text((root / kSeries).string(), collection(all));
}

}  // namespace rom::exchange
