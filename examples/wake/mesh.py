#!/usr/bin/env python3
"""The mesh around the cylinder, by Gmsh: mesh.py MESH.msh

The domain is [0, 1] x [0, 2] with a cylinder of radius 0.05 at (0.5, 0.5); the flow enters at y = 0.
"""
import sys

import gmsh

AT_CYLINDER, IN_WAKE, FAR_AWAY = 0.004, 0.0201, 0.09

gmsh.initialize(["", "-v", "2"])
gmsh.model.add("wake")
box = gmsh.model.occ.addRectangle(0, 0, 0, 1, 2)
disk = gmsh.model.occ.addDisk(0.5, 0.5, 0, 0.05, 0.05)
[(_, fluid)], _ = gmsh.model.occ.cut([(2, box)], [(2, disk)])
gmsh.model.occ.synchronize()
gmsh.model.addPhysicalGroup(2, [fluid], 1)

# Elements grow from the cylinder, stay small in the wake, and grow again to its sides.
field = gmsh.model.mesh.field
field.add("MathEval", 1)
field.setString(1, "F", f"{AT_CYLINDER} + 0.17 * Max(Sqrt((x-0.5)^2 + (y-0.5)^2) - 0.05, 0)")
field.add("Box", 2)
for name, value in [("VIn", IN_WAKE), ("VOut", FAR_AWAY), ("XMin", 0.36), ("XMax", 0.64), ("YMin", 0.42), ("YMax", 2),
                    ("Thickness", 0.35)]:
    field.setNumber(2, name, value)
field.add("Min", 3)
field.setNumbers(3, "FieldsList", [1, 2])
field.setAsBackgroundMesh(3)
for option in ["MeshSizeExtendFromBoundary", "MeshSizeFromPoints", "MeshSizeFromCurvature"]:
    gmsh.option.setNumber(f"Mesh.{option}", 0)
gmsh.option.setNumber("Mesh.Algorithm", 6)
gmsh.option.setNumber("Mesh.MshFileVersion", 4.1)
gmsh.model.mesh.generate(2)
print(len(gmsh.model.mesh.getNodes()[0]), "nodes", file=sys.stderr)
gmsh.write(sys.argv[1])
