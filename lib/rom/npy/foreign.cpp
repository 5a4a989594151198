#include "rom/npy/foreign.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <string_view>

namespace rom::npy {
namespace {

using namespace std::string_view_literals;

struct Signature {
    std::string_view begin;
    Format format;
};
constexpr std::array kSignatures = {
    Signature{"\x93NUMPY"sv, Format::npy},
    Signature{"PK\3\4"sv, Format::npz},
    Signature{"PK\5\6"sv, Format::npz},
    Signature{"\x89HDF\r\n\x1a\n"sv, Format::hdf5},
    Signature{"CDF\1"sv, Format::netcdf},
    Signature{"CDF\2"sv, Format::netcdf},
    Signature{"CDF\5"sv, Format::netcdf},
    Signature{"# vtk DataFile"sv, Format::vtk},
    Signature{"MATLAB 5.0 MAT-file"sv, Format::matlab},
};

struct Ending {
    std::string_view end;
    Format format;
};
constexpr std::array kEndings = {
    Ending{".npy"sv, Format::npy},   Ending{".npz"sv, Format::npz},    Ending{".h5"sv, Format::hdf5},
    Ending{".hdf5"sv, Format::hdf5}, Ending{".hdf"sv, Format::hdf5},   Ending{".mat"sv, Format::matlab},
    Ending{".nc"sv, Format::netcdf}, Ending{".nc4"sv, Format::netcdf}, Ending{".cdf"sv, Format::netcdf},
    Ending{".vtu"sv, Format::vtk},   Ending{".pvtu"sv, Format::vtk},   Ending{".vtk"sv, Format::vtk},
    Ending{".vtp"sv, Format::vtk},   Ending{".vti"sv, Format::vtk},    Ending{".vtr"sv, Format::vtk},
    Ending{".vts"sv, Format::vtk},   Ending{".pvd"sv, Format::pvd},    Ending{".xdmf"sv, Format::xdmf},
    Ending{".xmf"sv, Format::xdmf},  Ending{".csv"sv, Format::csv},    Ending{".tsv"sv, Format::csv},
    Ending{".txt"sv, Format::csv},   Ending{".dat"sv, Format::csv},
};

std::string ending_of(const std::string& name) {
    std::string ending = std::filesystem::path(name).extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return ending;
}

// The root element of an XML file tells VTK's formats from each other.
std::optional<Format> format_of_xml(std::string_view text) {
    if (text.find("<VTKFile") != text.npos) return text.find("<Collection") != text.npos ? Format::pvd : Format::vtk;
    if (text.find("<Xdmf") != text.npos) return Format::xdmf;
    return std::nullopt;
}

const char* title_of(Format format) {
    switch (format) {
        case Format::npy:
            return ".npy";
        case Format::npz:
            return "an .npz archive";
        case Format::hdf5:
            return "HDF5";
        case Format::matlab:
            return "a MATLAB file";
        case Format::netcdf:
            return "NetCDF";
        case Format::vtk:
            return "a VTK file";
        case Format::pvd:
            return "a ParaView series";
        case Format::xdmf:
            return "XDMF";
        case Format::csv:
            break;
    }
    return "a table of text";
}

}  // namespace

std::optional<Format> recognise(std::span<const std::byte> bytes, const std::string& name) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const std::string ending = ending_of(name);
    for (const Signature& one : kSignatures)
        if (text.starts_with(one.begin))
            return one.format == Format::hdf5 && ending.starts_with(".nc") ? Format::netcdf : one.format;
    // HDF5 may have 512 bytes of the user's before it, as MATLAB's files do.
    if (text.size() > 520 && text.substr(512).starts_with("\x89HDF\r\n\x1a\n"sv)) return Format::hdf5;
    if (text.starts_with("<"))
        if (const auto format = format_of_xml(text.substr(0, 4096))) return format;
    for (const Ending& one : kEndings)
        if (ending == one.end) return one.format;
    return std::nullopt;
}

std::string advice_on(std::span<const std::byte> bytes, const std::string& name) {
    const auto format = recognise(bytes, name);
    if (!format || *format == Format::npy) return "not a .npy file; write it with numpy.save";
    if (name == "standard input")
        return std::string("is ") + title_of(*format) +
               ", not .npy; save it as a file and convert that with rom-import";
    const std::string target = std::filesystem::path(name).stem().string() + ".npy";
    return std::string("is ") + title_of(*format) + ", not .npy; convert it with: rom-import " + name + " -o " + target;
}

}  // namespace rom::npy
