// Series for ParaView: a file for each time in VTK's XML format, numbers in binary after the text, and a list of them.
#include <algorithm>
#include <bit>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

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

constexpr const char* kCollection = "<?xml version='1.0'?>\n<VTKFile type='Collection' version='1.0'>\n";

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

// "12" of "case-12.pvd"; nothing if it is no number between these.
std::optional<std::int64_t> number_between(const std::string& name, const std::string& begin, const std::string& end) {
    if (!name.starts_with(begin) || !name.ends_with(end) || name.size() < begin.size() + end.size())
        return std::nullopt;
    return integer_in(name.substr(begin.size(), name.size() - begin.size() - end.size()));
}

std::string collection(const std::string& entries) {
    return kCollection + ("  <Collection>\n" + entries) + "  </Collection>\n</VTKFile>\n";
}

// Whether an entry of a folder is one that write_vtu_series makes.
bool is_of_series(const std::filesystem::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    if (entry.is_symlink()) return false;
    if (entry.is_regular_file()) {
        std::string begin(std::strlen(kCollection), '\0');
        std::ifstream(entry.path()).read(begin.data(), static_cast<std::streamsize>(begin.size()));
        return begin == kCollection && (name == kSeries || number_between(name, "case-", ".pvd"));
    }
    if (!entry.is_directory() || !number_between(name, "case-", "")) return false;
    return std::all_of(std::filesystem::directory_iterator(entry), {}, [](const auto& file) {
        return file.is_regular_file() && number_between(file.path().filename().string(), "", ".vtu");
    });
}

}  // namespace

void require_series(const std::string& folder) {
    if (!std::filesystem::is_directory(folder)) return;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (!is_of_series(entry))
            throw Error(folder + ": holds " + entry.path().filename().string() +
                        ", which is no part of a series that was written here; it is left alone, name another output");
}

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
