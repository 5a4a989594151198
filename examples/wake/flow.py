#!/usr/bin/env python3
"""Unsteady flow past a cylinder (mLaSDI paper, eqs. 22 and 23), by FEniCSx:

    flow.py MESH.msh VISCOSITY PREFIX [REFINEMENTS [STEP]]

Writes PREFIX.npy [101, nodes], the velocity's magnitude at the nodes of MESH at t = 10, 10.01, ... 11 (float32);
PREFIX-probe.npy, the transversal velocity at (0.5, 0.8) after every step; PREFIX-nodes.npy and PREFIX-triangles.npy.

Second order in time (BDF2) by pressure correction in rotational form (Guermond, Minev and Shen 2006), convection
linearised by extrapolation and skew-symmetric, Taylor-Hood elements P2-P1. Velocity (0, 1) at y = 0, zero at the
cylinder; on the other sides the natural condition, where only what flows out carries energy (the term with Max), without
which vortices that cross them let the flow blow up.
"""
import sys

import dolfinx
import gmsh
import numpy as np
import ufl
from dolfinx import fem, mesh
from dolfinx.fem.petsc import assemble_matrix, assemble_vector, create_matrix, create_vector
from dolfinx.io import gmshio
from mpi4py import MPI
from petsc4py import PETSc

path, viscosity, prefix = sys.argv[1], float(sys.argv[2]), sys.argv[3]
refinements = int(sys.argv[4]) if len(sys.argv) > 4 else 0
step = float(sys.argv[5]) if len(sys.argv) > 5 else 0.0025
interval = round(0.01 / step)
START, END = 10.0, 11.0

dolfinx.cpp.log.set_log_level(dolfinx.cpp.log.LogLevel.ERROR)
gmsh.initialize(["", "-v", "2"])
gmsh.merge(path)
domain, _, _ = gmshio.model_to_mesh(gmsh.model, MPI.COMM_SELF, 0, gdim=2)
coarse = fem.FunctionSpace(domain, ("CG", 1))
nodes = coarse.tabulate_dof_coordinates()[:, :2]
triangles = np.array([coarse.dofmap.cell_dofs(c) for c in range(domain.topology.index_map(2).size_local)])
for _ in range(refinements):
    domain.topology.create_entities(1)
    domain = mesh.refine(domain, redistribute=False)

fast = {"cffi_extra_compile_args": ["-O3", "-march=native"]}
V = fem.FunctionSpace(domain, ("CG", 2))  # each component of the velocity
Q = fem.FunctionSpace(domain, ("CG", 1))
u, v, p, q = ufl.TrialFunction(V), ufl.TestFunction(V), ufl.TrialFunction(Q), ufl.TestFunction(Q)
now, before, extrapolated, tentative = ([fem.Function(V) for _ in range(2)] for _ in range(4))
pressure, increment, divergence = fem.Function(Q), fem.Function(Q), fem.Function(Q)
w = ufl.as_vector(extrapolated)
normal = ufl.FacetNormal(domain)


def on_cylinder(x):
    return np.hypot(x[0] - 0.5, x[1] - 0.5) < 0.051


def at_inlet(x):
    return np.isclose(x[1], 0)


def open_side(x):
    return np.isclose(x[0], 0) | np.isclose(x[0], 1) | np.isclose(x[1], 2)


def boundary(space, where, value):
    facets = mesh.locate_entities_boundary(domain, 1, where)
    return fem.dirichletbc(PETSc.ScalarType(value), fem.locate_dofs_topological(space, 1, facets), space)


# The order matters in no corner: the inlet's corners belong to the inlet.
sides = [[boundary(V, on_cylinder, 0), boundary(V, at_inlet, value)] for value in (0, 1)]
pressure_sides = [boundary(Q, open_side, 0)]


def form(expression):
    return fem.form(expression, jit_params=fast)


velocity_form = form(
    1.5 / step * u * v * ufl.dx + viscosity * ufl.dot(ufl.grad(u), ufl.grad(v)) * ufl.dx
    + 0.5 * (ufl.dot(w, ufl.grad(u)) * v - ufl.dot(w, ufl.grad(v)) * u) * ufl.dx
    + 0.5 * ufl.max_value(ufl.dot(w, normal), 0) * u * v * ufl.ds)
velocity_sources = [form((2 / step * now[i] - 0.5 / step * before[i]) * v * ufl.dx + pressure * v.dx(i) * ufl.dx)
                    for i in range(2)]
correction_sources = [form(tentative[i] * v * ufl.dx - step / 1.5 * increment.dx(i) * v * ufl.dx) for i in range(2)]
outflow = tentative[0].dx(0) + tentative[1].dx(1)
pressure_source = form(-1.5 / step * outflow * q * ufl.dx)
divergence_source = form(outflow * q * ufl.dx)


class Solver:
    """Repeated solutions with a matrix that is assembled once, or again before each where it changes."""

    def __init__(self, expression, conditions, kind, preconditioner):
        self.form, self.conditions = expression, conditions
        self.matrix = create_matrix(expression)
        self.solver = PETSc.KSP().create(MPI.COMM_SELF)
        self.solver.setOperators(self.matrix)
        self.solver.setType(kind)
        self.solver.getPC().setType(preconditioner)
        self.solver.setTolerances(rtol=1e-8, atol=1e-12)
        self.solver.setInitialGuessNonzero(kind != "preonly")
        self.assemble()

    def assemble(self):
        self.matrix.zeroEntries()
        assemble_matrix(self.matrix, self.form, bcs=self.conditions)
        self.matrix.assemble()

    def solve(self, source, conditions, result):
        vector = assemble_vector(source)
        fem.petsc.apply_lifting(vector, [self.form], [conditions])
        fem.petsc.set_bc(vector, conditions)
        self.solver.solve(vector, result.vector)
        vector.destroy()
        if self.solver.getConvergedReason() <= 0:
            sys.exit(f"flow.py: at viscosity {viscosity} the linear solver gave up; take a shorter step than {step}")


for i in range(2):
    now[i].interpolate((lambda x: 0.2 * np.exp(-50 * ((x[0] - 0.5) ** 2 + (x[1] - 0.7) ** 2)), lambda x: 1 + 0 * x[0])[i])
    fem.petsc.set_bc(now[i].vector, sides[i])
    before[i].vector.array[:] = now[i].vector.array
    tentative[i].vector.array[:] = now[i].vector.array

velocity = Solver(velocity_form, sides[0], "bcgs", "ilu")  # the components differ in their values there only
correction = Solver(form(u * v * ufl.dx), [], "preonly", "lu")
poisson = Solver(form(ufl.dot(ufl.grad(p), ufl.grad(q)) * ufl.dx), pressure_sides, "preonly", "lu")
projection = Solver(form(p * q * ufl.dx), [], "preonly", "lu")

at_nodes = fem.Function(Q)
tree = {tuple(np.round(x, 9)): k for k, x in enumerate(Q.tabulate_dof_coordinates()[:, :2])}
order = np.array([tree[tuple(np.round(x, 9))] for x in nodes])
probe_at = int(np.argmin(np.hypot(*(V.tabulate_dof_coordinates()[:, :2] - (0.5, 0.8)).T)))

snapshots, probe = [], []
steps = round(END / step)
for n in range(1, steps + 1):
    for i in range(2):
        extrapolated[i].vector.array[:] = 2 * now[i].vector.array - before[i].vector.array
    velocity.assemble()
    for i in range(2):
        velocity.solve(velocity_sources[i], sides[i], tentative[i])
    poisson.solve(pressure_source, pressure_sides, increment)
    projection.solve(divergence_source, [], divergence)
    pressure.vector.array[:] += increment.vector.array - viscosity * divergence.vector.array
    for i in range(2):
        before[i].vector.array[:] = now[i].vector.array
        correction.solve(correction_sources[i], [], now[i])
    probe.append(now[0].vector.array[probe_at])
    if not np.isfinite(probe[-1]):
        sys.exit(f"flow.py: at viscosity {viscosity} the flow blew up at t = {n * step:.3f}; take a shorter step than {step}")
    if n >= round(START / step) and (n - round(START / step)) % interval == 0:
        square = 0
        for i in range(2):
            at_nodes.interpolate(now[i])
            square = square + at_nodes.vector.array[order] ** 2
        snapshots.append(np.sqrt(square))
    if n % round(0.25 / step) == 0:
        print(f"viscosity {viscosity}: t = {n * step:.2f} of {END}, {probe[-1]:.4f}", file=sys.stderr, flush=True)

np.save(f"{prefix}.npy", np.array(snapshots, dtype="f4"))
np.save(f"{prefix}-probe.npy", np.array(probe))
np.save(f"{prefix}-nodes.npy", nodes.astype("f4"))
np.save(f"{prefix}-triangles.npy", triangles.astype("i4"))
