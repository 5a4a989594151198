"""Files of other programs for the tests of rom-import, by meshio: python3 make_exchange.py (needs meshio and h5py).

A mesh of triangles and quadrilaterals, four times; s, v and c are what was written.
"""
import os
import pathlib

import meshio
import numpy as np

folder = pathlib.Path(__file__).parent / "exchange"
folder.mkdir(exist_ok=True)
rng = np.random.default_rng(1)
nx, ny, times = 4, 3, 4
x, y = np.meshgrid(np.linspace(0, 1, nx), np.linspace(0, 2, ny))
points = np.c_[x.ravel(), y.ravel(), 0 * x.ravel()]
triangles, quads = [], []
for j in range(ny - 1):
    for i in range(nx - 1):
        a = j * nx + i
        if i % 2:
            quads.append([a, a + 1, a + nx + 1, a + nx])
        else:
            triangles += [[a, a + 1, a + nx + 1], [a, a + nx + 1, a + nx]]
cells = [("triangle", np.array(triangles)), ("quad", np.array(quads))]
s = rng.standard_normal((times, nx * ny))
v = rng.standard_normal((times, nx * ny, 3)).astype("f4")
c = rng.standard_normal((times, len(triangles) + len(quads)))
np.save(folder / "s.npy", s)
np.save(folder / "v.npy", v)
np.save(folder / "c.npy", c)
np.save(folder / "points.npy", points)


def mesh(points, k):
    parts = [c[k][: len(triangles)], c[k][len(triangles) :]]
    return meshio.Mesh(points, cells, point_data={"s": s[k], "v": v[k]}, cell_data={"c": parts})


entries = ""
for k in range(times):
    mesh(points, k).write(folder / f"step-{k}.vtu")
    entries += f'    <DataSet timestep="{0.5 * k}" part="0" file="step-{k}.vtu"/>\n'
mesh(points, 0).write(folder / "legacy.vtk")
mesh(points + [0.01, 0, 0], 1).write(folder / "moved.vtu")
(folder / "series.pvd").write_text(
    f'<VTKFile type="Collection" version="0.1">\n  <Collection>\n{entries}  </Collection>\n</VTKFile>\n')
os.chdir(folder)
with meshio.xdmf.TimeSeriesWriter("series.xdmf") as writer:
    writer.write_points_cells(points, cells)
    for k in range(times):
        writer.write_data(0.5 * k, point_data={"s": s[k], "v": v[k]})
