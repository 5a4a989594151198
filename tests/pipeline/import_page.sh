# The commands of examples/import/README.md, cut out of the page, lead from files of h5py, xarray and meshio to predictions
# that are close to what was to be predicted; a section whose writer Python has not, or whose format is missing, is left out.
source "$ROM_SOURCE/tests/pipeline/common.sh"
page=$ROM_SOURCE/examples/import/README.md
mkdir bin
printf '#!/bin/sh\nexec "%s" "$@"\n' "$PYTHON" >bin/python3
chmod +x bin/python3
export PATH="$work/bin:$PATH"
# blocks SECTION LANGUAGE: the code of one section.
blocks() { sed -n "/^## $1/,/^## /p" "$page" | sed -n "/^\`\`\`$2\$/,/^\`\`\`\$/{/^\`\`\`/!p;}"; }
# has SECTION FORMAT MODULE: whether the section can be run.
has() (needs_format "$2" "$3")
run_section() {
  blocks "$1" python >write.py
  "$PYTHON" write.py
  blocks "$1" sh >commands.sh
  [ -s commands.sh ] || fail "$1 has no commands"
  bash -e commands.sh >printed.txt 2>said.txt || { cat said.txt >&2; fail "a command of $1"; }
}
truth='np.exp(-np.array([0.72, 1.33])[:, None] * np.linspace(0, 2, p.shape[1]))'
bump='np.exp(-50 * (np.linspace(0, 1, 60) - 0.5) ** 2)'
done=0
if has HDF5 HDF5 h5py && has XDMF XDMF h5py; then
  run_section HDF5
  grep -qF "$(sed -n 's/^rom-import: flow/rom-import: flow/p' "$page")" said.txt || fail "rom-import says something else"
  assert_that "abs(p - $truth[..., None] * $bump).max() < 1e-3" p=prediction.npy
  assert_that "np.array_equal(i, t[:, 0]) and len(s) == 11 and not np.isin(m, s).any()" i=initial.npy t=test.npy s=mu-seen.npy m=mu-test.npy
  assert_that "np.linalg.norm(p[0] - np.exp(-m[0] * np.linspace(0, 2, 41))[:, None] * $bump) < 0.01 * np.linalg.norm(p)" \
    p=predicted.npy m=mu-test.npy
  rom-import prediction.xdmf -q -o back.npy
  assert_that "np.array_equal(back[:, :, 0], p)" back=back.npy p=prediction.npy
  done=1
fi
"$PYTHON" -c 'import numpy as np; np.save("mu_new.npy", [[0.72], [1.33]])'
if has NetCDF NetCDF xarray; then
  run_section NetCDF
  assert_that "abs(p - $truth[..., None] * $bump).max() < 1e-3" p=prediction-nc.npy
  done=1
fi
if has VTU VTK meshio && has VTU XDMF meshio; then
  run_section VTU
  "$PYTHON" - <<'PY'
import meshio, numpy as np
p = np.load("prediction-mesh.npy")
for case in (0, 1):
    mesh = meshio.read(f"paraview/case-{case}/00007.vtu")
    assert np.array_equal(mesh.point_data["T"], p[case, 7])
    x, y, mu = *mesh.points[:, :2].T, (0.72, 1.33)[case]
    assert abs(p[case, 7] - np.exp(-0.7 * mu) * np.sin(np.pi * x) * np.sin(np.pi * y)).max() < 3e-3
PY
  done=1
fi
[ $done = 1 ] || exit 77
