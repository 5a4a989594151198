# A tool that is given a file of another format in place of a .npy says how to convert it; what it is, its first bytes tell.
source "$ROM_SOURCE/tests/pipeline/common.sh"
files=$ROM_SOURCE/tests/reference/exchange
problem small
"$PYTHON" - <<'PY'
import numpy as np
np.savez("u.npz", u=np.zeros(3))
np.savetxt("mu.csv", [1.0, 2.0], delimiter=",")
open("u.h5", "wb").write(b"\x89HDF\r\n\x1a\n" + bytes(600))
open("u.nc", "wb").write(b"\x89HDF\r\n\x1a\n" + bytes(600))
open("u.mat", "wb").write(b"MATLAB 7.3 MAT-file".ljust(512) + b"\x89HDF\r\n\x1a\n" + bytes(600))
open("old", "wb").write(b"CDF\x01" + bytes(60))
open("wrong.npy", "wb").write(b"\x89HDF\r\n\x1a\n" + bytes(600))
open("noise.npy", "wb").write(bytes(range(200)))
PY
says() { expect 1 "$1: is $2, not .npy; convert it with: rom-import $1 -o ${3:-u}.npy" rom-error train.npy "$1"; }
says u.npz "an .npz archive"
says mu.csv "a table of text" mu
says u.h5 HDF5
says u.nc NetCDF
says u.mat HDF5
says old NetCDF old
says wrong.npy HDF5 wrong
says "$files/series.pvd" "a ParaView series" series
says "$files/series.xdmf" XDMF series
says "$files/step-0.vtu" "a VTK file" step-0
says "$files/legacy.vtk" "a VTK file" legacy
expect 1 "noise.npy: not a .npy file; write it with numpy.save" rom-error train.npy noise.npy
expect 1 "u.h5: is HDF5" rom-encode u.h5 --dt 0.1 --latent 2 -o model
expect 1 "mu.csv: is a table" rom-gpfit mu.csv train.npy -o gp.json
expect 1 "mu.csv: is a table" rom-export train.npy --times mu.csv -o x.csv
expect 1 "mu.csv: is a table" rom-sample - mu.csv -o x.npy
