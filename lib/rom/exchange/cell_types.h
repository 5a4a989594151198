// Cells as XDMF writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rom/exchange/source.h"

namespace rom::exchange {

// VTK's type of a cell, XDMF's number and name of it, and its points; 0 points: as many as it has.
struct CellType {
    std::int64_t vtk;
    std::int64_t number;
    const char* name;
    std::int64_t points;
};

// Throws Error if XDMF has no such cell.
CellType cell_type_of_vtk(std::int64_t vtk);

// The numbers of a topology of type Mixed: for each cell its type, its number of points if the type does not say, and
// its points.
std::vector<std::int64_t> mixed_cells(const Mesh& mesh);

// Adds the cells of a topology of this type, Triangle or Mixed for instance. Throws Error if it is not known.
void append_cells(const std::string& type, const std::vector<std::int64_t>& numbers, Mesh& mesh,
                  const std::string& path);

}  // namespace rom::exchange
