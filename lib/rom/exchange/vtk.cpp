// VTK's own formats, one time a file, by VTK.
#include <vtkCellData.h>
#include <vtkDataArray.h>
#include <vtkDataSet.h>
#include <vtkFieldData.h>
#include <vtkGenericDataObjectReader.h>
#include <vtkIdList.h>
#include <vtkLogger.h>
#include <vtkNew.h>
#include <vtkObjectFactory.h>
#include <vtkOutputWindow.h>
#include <vtkPointData.h>
#include <vtkSmartPointer.h>
#include <vtkXMLGenericDataObjectReader.h>

#include <algorithm>
#include <cstring>

#include "rom/base/error.h"
#include "rom/exchange/elements.h"
#include "rom/exchange/formats.h"

namespace rom::exchange {
namespace {

// Takes what VTK would print.
class Complaints : public vtkOutputWindow {
public:
    static Complaints* New();
    void DisplayText(const char* text) override { this->Text += text; }
    void DisplayErrorText(const char* text) override { this->Text += text; }
    std::string Text;
};
vtkStandardNewMacro(Complaints);

template <class Reader>
vtkSmartPointer<vtkDataSet> read_with(const std::string& path) {
    vtkNew<Reader> reader;
    reader->SetFileName(path.c_str());
    reader->Update();
    return vtkDataSet::SafeDownCast(reader->GetOutput());
}

vtkSmartPointer<vtkDataSet> read_dataset(const std::string& path) {
    constexpr std::string_view legacy = "# vtk";
    const std::vector<std::byte> head = ByteFile(path).head(legacy.size());
    const bool is_legacy = std::string_view(reinterpret_cast<const char*>(head.data()), head.size()) == legacy;
    vtkLogger::SetStderrVerbosity(vtkLogger::VERBOSITY_OFF);
    vtkNew<Complaints> complaints;
    vtkOutputWindow::SetInstance(complaints);
    auto data =
        is_legacy ? read_with<vtkGenericDataObjectReader>(path) : read_with<vtkXMLGenericDataObjectReader>(path);
    vtkOutputWindow::SetInstance(nullptr);
    if (!complaints->Text.empty() || data == nullptr || data->GetNumberOfPoints() == 0)
        throw Error(path +
                    ": is no whole VTK file of one mesh: cut short, without points, or of several blocks; write "
                    "it again");
    return data;
}

std::string element_text(vtkDataArray& array) {
    const std::string size = std::to_string(array.GetDataTypeSize());
    switch (array.GetDataType()) {
        case VTK_FLOAT:
        case VTK_DOUBLE:
            return "f" + size;
        case VTK_UNSIGNED_CHAR:
        case VTK_UNSIGNED_SHORT:
        case VTK_UNSIGNED_INT:
        case VTK_UNSIGNED_LONG:
        case VTK_UNSIGNED_LONG_LONG:
            return "u" + size;
        default:
            return "i" + size;
    }
}

struct Arrays {
    vtkSmartPointer<vtkDataSet> data;
    std::vector<vtkSmartPointer<vtkDataArray>> arrays;
};

void add_arrays(vtkFieldData& fields, const char* axis, Arrays& arrays, Source& source) {
    for (int k = 0; k < fields.GetNumberOfArrays(); ++k) {
        vtkDataArray* array = fields.GetArray(k);
        if (array == nullptr || array->GetName() == nullptr) continue;
        Variable variable;
        variable.name = array->GetName();
        // A name that points have already is that of the cells with their word before it.
        if (std::any_of(source.variables.begin(), source.variables.end(),
                        [&](const Variable& other) { return other.name == variable.name; }))
            variable.name = std::string(axis) + "/" + variable.name;
        variable.shape = {array->GetNumberOfTuples()};
        variable.dimensions = {axis};
        if (array->GetNumberOfComponents() > 1) {
            variable.shape.push_back(array->GetNumberOfComponents());
            variable.dimensions.emplace_back("component");
        }
        const auto element = element_in(element_text(*array));
        variable.type = element ? name_of(*element) : "bits";
        variable.single = element && fits_single(*element);
        if (!element || !array->HasStandardMemoryLayout()) variable.refusal = "is kept in a form that is not known";
        source.variables.push_back(variable);
        arrays.arrays.emplace_back(array);
    }
}

Mesh mesh_of(vtkDataSet& data) {
    Mesh mesh;
    mesh.points.resize(static_cast<std::size_t>(3 * data.GetNumberOfPoints()));
    for (vtkIdType k = 0; k < data.GetNumberOfPoints(); ++k)
        data.GetPoint(k, &mesh.points[static_cast<std::size_t>(3 * k)]);
    vtkNew<vtkIdList> ids;
    for (vtkIdType k = 0; k < data.GetNumberOfCells(); ++k) {
        data.GetCellPoints(k, ids);
        mesh.connectivity.insert(mesh.connectivity.end(), ids->begin(), ids->end());
        mesh.offsets.push_back(static_cast<std::int64_t>(mesh.connectivity.size()));
        mesh.types.push_back(data.GetCellType(k));
    }
    return mesh;
}

}  // namespace

Source open_vtk(const std::string& path) {
    Source source;
    source.name = path;
    Arrays arrays{read_dataset(path), {}};
    add_arrays(*arrays.data->GetPointData(), "point", arrays, source);
    add_arrays(*arrays.data->GetCellData(), "cell", arrays, source);
    if (arrays.data->GetFieldData() != nullptr) add_arrays(*arrays.data->GetFieldData(), "entry", arrays, source);
    source.read = [arrays, variables = source.variables](std::size_t which, const Slab& slab, Numbers out) {
        vtkDataArray& array = *arrays.arrays[which];
        const auto* bytes = static_cast<const std::byte*>(array.GetVoidPointer(0));
        read_slab(
            variables[which].shape, slab, *element_in(element_text(array)),
            [&](std::size_t at, std::span<std::byte> to) { std::memcpy(to.data(), bytes + at, to.size()); }, out);
    };
    source.mesh = [data = arrays.data] { return mesh_of(*data); };
    return source;
}

}  // namespace rom::exchange
