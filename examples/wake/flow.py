#!/usr/bin/env python3
"""Unsteady flow past a cylinder (mLaSDI paper, eqs. 22 and 23), by FEniCSx, for one or more viscosities:

    flow.py [--refinements N] [--step DT] MESH.msh PREFIX VISCOSITY...

Writes PREFIX.npy [cases, 101, nodes], the velocity's magnitude at the nodes of MESH at t = 10, 10.01, ... 11 (float32);
PREFIX-mu.npy, the viscosities, and PREFIX-initial.npy, the states at t = 10; PREFIX-probe.npy [cases, steps], the
transversal velocity at (0.5, 0.8) after every step; in the same folder nodes.npy and triangles.npy. With N refinements the flow is solved on a finer mesh than it is
written on.

Second order in time (BDF2) by pressure correction in rotational form (Guermond, Minev and Shen 2006), convection
linearised by extrapolation and skew-symmetric, Taylor-Hood elements P2-P1. Velocity (0, 1) at y = 0, zero at the
cylinder; on the other sides the natural condition, where only what flows out carries energy (the term with max_value),
without which vortices that cross them let the flow blow up. It starts at rest with the cylinder, in uniform flow with a
transversal swirl behind it.
"""
import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor

import dolfinx
import gmsh
import numpy as np
import ufl
from dolfinx import fem, mesh
from dolfinx.fem.petsc import assemble_matrix, assemble_vector, create_matrix
from dolfinx.io import gmshio
from mpi4py import MPI
from petsc4py import PETSc

START, END, BETWEEN = 10.0, 11.0, 0.01
FAST = {"cffi_extra_compile_args": ["-O3", "-march=native"]}


def form(expression):
    return fem.form(expression, jit_params=FAST)


def read_mesh(path):
    """The mesh, its nodes and triangles in the order in which snapshots hold them."""
    dolfinx.cpp.log.set_log_level(dolfinx.cpp.log.LogLevel.ERROR)
    gmsh.initialize(["", "-v", "2"])
    gmsh.merge(path)
    domain, _, _ = gmshio.model_to_mesh(gmsh.model, MPI.COMM_SELF, 0, gdim=2)
    gmsh.finalize()
    space = fem.FunctionSpace(domain, ("CG", 1))
    cells = range(domain.topology.index_map(2).size_local)
    return domain, space.tabulate_dof_coordinates()[:, :2], np.array([space.dofmap.cell_dofs(c) for c in cells])


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
        return self.solver.getConvergedReason() > 0


def solve(path, viscosity, refinements, step):
    """Snapshots [101, nodes] and the probe [steps]."""
    domain, nodes, _ = read_mesh(path)
    for _ in range(refinements):
        domain.topology.create_entities(1)
        domain = mesh.refine(domain, redistribute=False)

    V = fem.FunctionSpace(domain, ("CG", 2))  # each component of the velocity
    Q = fem.FunctionSpace(domain, ("CG", 1))
    u, v, p, q = ufl.TrialFunction(V), ufl.TestFunction(V), ufl.TrialFunction(Q), ufl.TestFunction(Q)
    now, before, extrapolated, tentative = ([fem.Function(V) for _ in range(2)] for _ in range(4))
    pressure, increment, divergence = fem.Function(Q), fem.Function(Q), fem.Function(Q)
    w = ufl.as_vector(extrapolated)
    outflow = ufl.max_value(ufl.dot(w, ufl.FacetNormal(domain)), 0)
    sources = tentative[0].dx(0) + tentative[1].dx(1)

    def boundary(space, where, value):
        facets = mesh.locate_entities_boundary(domain, 1, where)
        return fem.dirichletbc(PETSc.ScalarType(value), fem.locate_dofs_topological(space, 1, facets), space)

    def on_cylinder(x):
        return np.hypot(x[0] - 0.5, x[1] - 0.5) < 0.051

    sides = [[boundary(V, on_cylinder, 0), boundary(V, lambda x: np.isclose(x[1], 0), value)] for value in (0, 1)]
    open_sides = [boundary(Q, lambda x: np.isclose(x[0], 0) | np.isclose(x[0], 1) | np.isclose(x[1], 2), 0)]

    velocity_sources = [form((2 / step * now[i] - 0.5 / step * before[i]) * v * ufl.dx + pressure * v.dx(i) * ufl.dx)
                        for i in range(2)]
    correction_sources = [form(tentative[i] * v * ufl.dx - step / 1.5 * increment.dx(i) * v * ufl.dx) for i in range(2)]
    increment_source, divergence_source = form(-1.5 / step * sources * q * ufl.dx), form(sources * q * ufl.dx)

    start = (lambda x: 0.2 * np.exp(-50 * ((x[0] - 0.5) ** 2 + (x[1] - 0.7) ** 2)), lambda x: 1 + 0 * x[0])
    for i in range(2):
        now[i].interpolate(start[i])
        fem.petsc.set_bc(now[i].vector, sides[i])
        before[i].vector.array[:] = now[i].vector.array
        tentative[i].vector.array[:] = now[i].vector.array

    velocity = Solver(form(1.5 / step * u * v * ufl.dx + viscosity * ufl.dot(ufl.grad(u), ufl.grad(v)) * ufl.dx
                           + 0.5 * (ufl.dot(w, ufl.grad(u)) * v - ufl.dot(w, ufl.grad(v)) * u) * ufl.dx
                           + 0.5 * outflow * u * v * ufl.ds), sides[0], "bcgs", "ilu")
    correction = Solver(form(u * v * ufl.dx), [], "preonly", "lu")
    poisson = Solver(form(ufl.dot(ufl.grad(p), ufl.grad(q)) * ufl.dx), open_sides, "preonly", "lu")
    projection = Solver(form(p * q * ufl.dx), [], "preonly", "lu")

    at_nodes = fem.Function(Q)
    index = {tuple(np.round(x, 9)): k for k, x in enumerate(Q.tabulate_dof_coordinates()[:, :2])}
    order = np.array([index[tuple(np.round(x, 9))] for x in nodes])
    probe_at = int(np.argmin(np.hypot(*(V.tabulate_dof_coordinates()[:, :2] - (0.5, 0.8)).T)))

    snapshots, probe = [], []
    interval, first = round(BETWEEN / step), round(START / step)
    for n in range(1, round(END / step) + 1):
        for i in range(2):
            extrapolated[i].vector.array[:] = 2 * now[i].vector.array - before[i].vector.array
        velocity.assemble()
        solved = all([velocity.solve(velocity_sources[i], sides[i], tentative[i]) for i in range(2)])
        poisson.solve(increment_source, open_sides, increment)
        projection.solve(divergence_source, [], divergence)
        pressure.vector.array[:] += increment.vector.array - viscosity * divergence.vector.array
        for i in range(2):
            before[i].vector.array[:] = now[i].vector.array
            correction.solve(correction_sources[i], [], now[i])
        probe.append(now[0].vector.array[probe_at])
        if not solved or not np.isfinite(probe[-1]):
            raise RuntimeError(f"at viscosity {viscosity} the flow blew up at t = {n * step:.3f} with steps of {step}; "
                               "take shorter ones, or a larger viscosity")
        if n >= first and (n - first) % interval == 0:
            square = 0
            for i in range(2):
                at_nodes.interpolate(now[i])
                square = square + at_nodes.vector.array[order] ** 2
            snapshots.append(np.sqrt(square))
        if n % round(1 / step) == 0:
            print(f"flow.py: viscosity {viscosity}, t = {n * step:.0f} of {END:.0f}", file=sys.stderr, flush=True)
    return np.array(snapshots, dtype="f4"), np.array(probe)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--refinements", type=int, default=0)
    parser.add_argument("--step", type=float, default=0.0025)
    parser.add_argument("mesh")
    parser.add_argument("prefix")
    parser.add_argument("viscosity", type=float, nargs="+")
    options = parser.parse_args()
    if min(options.viscosity) <= 0 or options.step <= 0:
        parser.error("viscosities and the step must be positive")
    with ProcessPoolExecutor() as pool:
        jobs = [pool.submit(solve, options.mesh, nu, options.refinements, options.step) for nu in options.viscosity]
        try:
            results = [job.result() for job in jobs]
        except RuntimeError as error:
            sys.exit(f"flow.py: {error}")
    snapshots = np.stack([r[0] for r in results])
    np.save(f"{options.prefix}.npy", snapshots)
    np.save(f"{options.prefix}-initial.npy", snapshots[:, 0])
    np.save(f"{options.prefix}-mu.npy", np.array(options.viscosity)[:, None])
    np.save(f"{options.prefix}-probe.npy", np.stack([r[1] for r in results]).astype("f4"))
    _, nodes, triangles = read_mesh(options.mesh)
    folder = os.path.dirname(os.path.abspath(options.prefix))
    np.save(f"{folder}/nodes.npy", nodes.astype("f4"))
    np.save(f"{folder}/triangles.npy", triangles.astype("i2"))


if __name__ == "__main__":
    main()
