#include "rom/exchange/cell_types.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "rom/base/error.h"

namespace rom::exchange {
namespace {

constexpr std::array kCellTypes = {
    CellType{1, 1, "Polyvertex", 0},
    CellType{3, 2, "Polyline", 0},
    CellType{4, 2, "Polyline", 0},
    CellType{5, 4, "Triangle", 3},
    CellType{7, 3, "Polygon", 0},
    CellType{9, 5, "Quadrilateral", 4},
    CellType{10, 6, "Tetrahedron", 4},
    CellType{12, 9, "Hexahedron", 8},
    CellType{13, 8, "Wedge", 6},
    CellType{14, 7, "Pyramid", 5},
    CellType{21, 34, "Edge_3", 3},
    CellType{22, 36, "Triangle_6", 6},
    CellType{23, 37, "Quadrilateral_8", 8},
    CellType{24, 38, "Tetrahedron_10", 10},
    CellType{25, 48, "Hexahedron_20", 20},
    CellType{28, 35, "Quadrilateral_9", 9},
};

bool same_letters(const std::string& a, const std::string& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

void append_cell(std::int64_t vtk, std::vector<std::int64_t>::const_iterator first, std::int64_t points, Mesh& mesh) {
    mesh.connectivity.insert(mesh.connectivity.end(), first, first + points);
    mesh.offsets.push_back(static_cast<std::int64_t>(mesh.connectivity.size()));
    mesh.types.push_back(vtk);
}

}  // namespace

CellType cell_type_of_vtk(std::int64_t vtk) {
    const auto found =
        std::find_if(kCellTypes.begin(), kCellTypes.end(), [&](const CellType& type) { return type.vtk == vtk; });
    if (found == kCellTypes.end())
        throw Error("the mesh has cells of VTK's type " + std::to_string(vtk) +
                    ", which XDMF has not; write --to vtu-series");
    return *found;
}

std::vector<std::int64_t> mixed_cells(const Mesh& mesh) {
    std::vector<std::int64_t> numbers;
    for (std::size_t k = 0; k < mesh.types.size(); ++k) {
        const CellType type = cell_type_of_vtk(mesh.types[k]);
        const std::int64_t first = k > 0 ? mesh.offsets[k - 1] : 0;
        numbers.push_back(type.number);
        if (type.points == 0) numbers.push_back(mesh.offsets[k] - first);
        numbers.insert(numbers.end(), mesh.connectivity.begin() + first, mesh.connectivity.begin() + mesh.offsets[k]);
    }
    return numbers;
}

void append_cells(const std::string& type, const std::vector<std::int64_t>& numbers, Mesh& mesh,
                  const std::string& path) {
    const auto count = static_cast<std::int64_t>(numbers.size());
    const auto damaged = [&] { return Error(path + ": its cells are damaged; write it again"); };
    if (!same_letters(type, "Mixed")) {
        const auto known = std::find_if(kCellTypes.begin(), kCellTypes.end(),
                                        [&](const CellType& one) { return same_letters(type, one.name); });
        if (known == kCellTypes.end() || (known->points == 0 && known->vtk != 1))
            throw Error(path + ": has cells of the type " + type +
                        ", which is not known; import it from VTK's formats");
        const std::int64_t points = std::max<std::int64_t>(1, known->points);
        if (count % points != 0) throw damaged();
        for (std::int64_t k = 0; k < count; k += points) append_cell(known->vtk, numbers.begin() + k, points, mesh);
        return;
    }
    for (std::int64_t k = 0; k < count;) {
        const auto known = std::find_if(kCellTypes.begin(), kCellTypes.end(), [&](const CellType& one) {
            return one.number == numbers[static_cast<std::size_t>(k)];
        });
        ++k;
        if (known == kCellTypes.end() || k >= count) throw damaged();
        const std::int64_t points = known->points > 0 ? known->points : numbers[static_cast<std::size_t>(k++)];
        if (points < 1 || k + points > count) throw damaged();
        append_cell(known->vtk == 3 && points > 2 ? 4 : known->vtk, numbers.begin() + k, points, mesh);
        k += points;
    }
}

}  // namespace rom::exchange
