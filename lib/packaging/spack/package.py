# Spack's recipe; in a repository of packages it is packages/rom_tools/package.py. It takes an archive in the working folder,
#   git archive --prefix=rom-tools-0.1.0/ -o rom-tools-0.1.0.tar.gz HEAD && spack install --no-checksum rom-tools
# or a checkout: spack develop --path . rom-tools@0.1.0
import os

from spack.package import *


class RomTools(CMakePackage):
    """Reduced-order models from simulation snapshots: small programs that train mLaSDI models and latent dynamics
    networks, and a library that asks them inside a program."""

    url = f"file://{os.getcwd()}/rom-tools-0.1.0.tar.gz"

    version("0.1.0")

    variant("hdf5", default=True, description="rom-import and rom-export know HDF5 and XDMF")
    variant("netcdf", default=True, description="rom-import and rom-export know NetCDF")
    variant("zip", default=True, description="rom-import and rom-export know .npz")
    variant("xml", default=True, description="rom-import knows XDMF and ParaView's series")
    variant("vtk", default=False, description="rom-import knows VTK's files")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.22:", type="build")
    depends_on("eigen@3.4:3", type="build")
    depends_on("highway")
    depends_on("cli11", type="build")
    depends_on("nlohmann-json", type="build")
    depends_on("openssl")
    depends_on("hdf5+hl", when="+hdf5")
    depends_on("netcdf-c", when="+netcdf")
    depends_on("libzip", when="+zip")
    depends_on("pugixml", when="+xml")
    depends_on("vtk", when="+vtk")
    depends_on("gnuplot", type="run")  # for rom-plot and rom-report

    conflicts("%gcc@:11")
    conflicts("%clang@:13")

    def cmake_args(self):
        libraries = {"hdf5": "HDF5", "netcdf": "netCDF", "xml": "pugixml", "vtk": "VTK"}
        args = []
        for variant, library in libraries.items():
            args.append(self.define(f"CMAKE_DISABLE_FIND_PACKAGE_{library}", f"~{variant}" in self.spec))
        if "~zip" in self.spec:
            args.append(self.define("LIBZIP_LIBRARY", ""))
        return args
