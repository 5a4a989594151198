# rom-import reads what meshio wrote: VTU, legacy VTK, a ParaView series and XDMF, and keeps the mesh.
source "$ROM_SOURCE/tests/pipeline/common.sh"
files=$ROM_SOURCE/tests/reference/exchange
same() { assert_that "a.shape == ($1).shape and np.array_equal(a, $1)" a=a.npy s="$files/s.npy" v="$files/v.npy" c="$files/c.npy"; }
read_all() {
  rom-import "$files/$1" --variable s,v -q -o a.npy --times t.npy --mesh mesh-$1.npz
  same "np.concatenate([s[..., None], v], -1)[None]"
  assert_that "np.array_equal(t, [0, 0.5, 1, 1.5])" t=t.npy
}
needs_format XDMF
read_all series.xdmf
"$PYTHON" - "$files" <<'PY'
import numpy as np, sys
mesh, points = np.load("mesh-series.xdmf.npz"), np.load(sys.argv[1] + "/points.npy")
assert np.array_equal(mesh["points"], points)
assert mesh["types"].tolist() == 8 * [5] + 2 * [9], mesh["types"]
assert mesh["offsets"].tolist() == [*range(3, 25, 3), 28, 32] and len(mesh["connectivity"]) == 32
assert mesh["connectivity"][-4:].tolist() == [5, 6, 10, 9]
PY
# Descriptions that do not fit what they describe.
cp "$files/series.h5" .
head -c 900 "$files/series.xdmf" >cut.xdmf
expect 1 "cut.xdmf: is no whole XDMF file; write it again" rom-import cut.xdmf --variable s -o b.npy
changed() { sed "$2" "$files/series.xdmf" >"$1.xdmf"; }
changed quads 's/"Mixed"/"Quadrilateral"/'
expect 1 "quads.xdmf: its cells are damaged; write it again" rom-import quads.xdmf --variable s --mesh m.npz -o b.npy
changed cubes 's/"Mixed"/"Cube"/'
expect 1 "cubes.xdmf: has cells of the type Cube, which is not known; import it from VTK's formats" rom-import cubes.xdmf --variable s --mesh m.npz -o b.npy
changed other 's/data4</data5</'
expect 1 "other.xdmf: s has shape .12, 3. at time 0.5 and another before; they must match" rom-import other.xdmf --variable s -o b.npy
changed short 's/<Grid Name="mesh"/<Grid GridType="Collection" CollectionType="Temporal"><\/Grid>&/'
expect 1 "short.xdmf: its collections have 0 and 4 times; each needs the same, and at least one" rom-import short.xdmf --variable s -o b.npy
needs_format VTK
read_all series.pvd
cmp mesh-series.pvd.npz mesh-series.xdmf.npz
rom-import "$files"/step-?.vtu --variable v -q -o a.npy
same "v[None]"
# A temperature is no time.
for k in 0 1 2 3; do sed 's/Name="s"/Name="T"/' "$files/step-$k.vtu" >"warm-$k.vtu"; done
rom-import warm-?.vtu --variable T -q -o a.npy
same "s[None]"
rom-import warm-?.vtu --variable v,T -q -o a.npy
same "np.concatenate([v, s[..., None]], -1)[None]"
rom-import warm-?.vtu --variable v -q -o a.npy 2>said.txt
[ ! -s said.txt ] || fail "$(cat said.txt)"
# Runs in folders of their own are hardly the times of one case.
for run in 0 1; do mkdir "run-$run" && cp "$files"/step-?.vtu "run-$run"; done
rom-import run-?/step-?.vtu --variable v -q -o b.npy 2>said.txt
grep -q "warning: the files of several folders become the times of one case" said.txt || fail "no word of the folders"
for way in "run-0/step-?.vtu" "run-?/step-0.vtu" "run-?/step-?.vtu --stack times"; do
  rom-import $way --variable v -q -o b.npy 2>said.txt
  if grep -q "several folders" said.txt; then fail "$way: $(cat said.txt)"; fi
done
rm b.npy
rom-import "$files"/step-?.vtu --variable c --stack cases --slice 2:6 -q -o a.npy
same "c[:, 2:6]"
rom-import "$files"/series.pvd "$files"/series.pvd --variable v --slice "1::2,...,1" -q -o a.npy --times t.npy
same "np.stack([v[1::2, ..., 1]] * 2)"
rom-import "$files/legacy.vtk" --variable s -q -o a.npy
same "s[None, :1]"
expect 1 "moved.vtu: has another mesh than .*step-0.vtu" rom-import "$files"/step-0.vtu "$files"/moved.vtu --variable s -o b.npy
expect 1 "has no variable 'q'; it has s .12,., v .12, 3., c .10,." rom-import "$files"/step-0.vtu --variable q -o b.npy
head -c 1000 "$files/step-1.vtu" >cut.vtu
head -c 150 "$files/series.pvd" >cut.pvd
expect 1 "cut.pvd: is no whole .pvd file; write it again" rom-import cut.pvd --variable s -o b.npy
echo '<VTKFile type="Collection"><Collection></Collection></VTKFile>' >none.pvd
expect 1 "none.pvd: lists no files; write it again" rom-import none.pvd --variable s -o b.npy
expect 1 "cut.vtu: is no whole VTK file" rom-import "$files"/step-0.vtu cut.vtu --variable s -o b.npy
assert_missing b.npy
