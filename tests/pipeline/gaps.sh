# Gaps in the states, such as land: a model is the same as if they were cut out, and its predictions have them again.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
x = np.linspace(0, 1, 20, endpoint=False)
t = 0.1 * np.arange(41)[:, None]
mu = np.linspace(1, 1.4, 3)
u = np.stack([3 + np.sin(2 * np.pi * x - 2 * m * t) + 0.3 * np.cos(4 * np.pi * x - 4 * m * t) for m in mu]).astype("f4")
gap = np.zeros((4, 5), bool)
gap[0, :2] = gap[3, 4] = True
u = u.reshape(3, 41, 4, 5)
np.save("mu.npy", mu)
np.save("gap.npy", gap.astype("f4"))
for name, value in ("nan", np.nan), ("fill", -9999), ("netcdf", 9.9692099683868690e36), ("other", 77):
    g = u.copy()
    g[..., gap] = value
    np.save(f"{name}.npy", g)
    np.save(f"{name}-initial.npy", g[:, 0])
np.save("cut.npy", u[..., ~gap])
np.save("cut-initial.npy", u[:, 0][:, ~gap])
g = np.load("nan.npy")
g[1, 7, 2, 2] = np.nan
np.save("now-and-then.npy", g)
np.save("all-masked.npy", np.ones((4, 5), "f4"))
np.save("other-shape.npy", np.zeros((5, 4), "f4"))
PY
# pipeline NAME OPTIONS...
pipeline() {
  local name=$1
  shift
  rom-encode $name.npy --params mu.npy --dt 0.1 --latent 4 --hidden 20 --epochs 200 "$@" -o model-$name 2>said-$name.txt
  rom-sindy model-$name/latent.npy --dt 0.1 -q -o $name-xi.npy >/dev/null
  rom-gpfit mu.npy $name-xi.npy -q -o $name-gp.json
  rom-stage model-$name $name.npy --gp $name-gp.json --params mu.npy --kind decoder --epochs 50 -q -o model-$name-2 >/dev/null
  rom-predict model-$name-2 mu.npy --gp $name-gp.json --initial $name-initial.npy --samples 5 --std $name-std.npy -q -o $name-u.npy
  rom-error $name.npy $name-u.npy --std $name-std.npy --json ${*/--params*/} 2>/dev/null >$name-report.json
}
pipeline cut
pipeline nan
pipeline fill
pipeline netcdf
pipeline other --mask gap.npy
for name in nan fill netcdf other; do
  grep -q "3 of 20 entries of a state are masked" said-$name.txt || fail "$name: no word of the gaps"
  assert_that 'np.allclose(u[..., g == 0], c, rtol=1e-5) and np.allclose(s[..., g == 0], sc, rtol=1e-3, atol=1e-6)' \
    u=$name-u.npy c=cut-u.npy g=gap.npy s=$name-std.npy sc=cut-std.npy
  assert_that 'np.isclose(r["largest"], c["largest"], rtol=1e-3) and np.isclose(r["covered_68"], c["covered_68"], atol=0.01)' \
    r=$name-report.json c=cut-report.json
done
grep -q "(-9999 in all snapshots; --mask none" said-fill.txt || fail "the value of the gaps is not named"
assert_that 'np.isnan(u[..., g == 1]).all() and np.isnan(s[..., g == 1]).all() and np.isnan(o[..., g == 1]).all() and
  np.all(f[..., g == 1] == -9999)' u=nan-u.npy s=nan-std.npy o=other-u.npy f=fill-u.npy g=gap.npy
rom-error nan.npy nan-u.npy --nrmse --json 2>/dev/null >nrmse.json
rom-error cut.npy cut-u.npy --nrmse --json >nrmse-cut.json
assert_that 'np.isclose(a["nrmse"], b["nrmse"], rtol=1e-3)' a=nrmse.json b=nrmse-cut.json

# Interpolation likewise.
rom-baseline cut.npy mu.npy >cut.txt
rom-baseline nan.npy mu.npy -q >nan.txt
assert_same cut.txt nan.txt

remember_files
expect 1 "now-and-then.npy: holds NaN at .1, 7, 2, 2." rom-encode now-and-then.npy --dt 0.1 --latent 3 -q -o bad
expect 1 "nan.npy: holds NaN at " rom-encode nan.npy --mask none --dt 0.1 --latent 3 -o bad
expect 1 "all 20 points are masked" rom-encode nan.npy --mask all-masked.npy --dt 0.1 --latent 3 -o bad
expect 1 "other-shape.npy has shape .5, 4. but the states of nan.npy have .4, 5." rom-encode nan.npy --mask other-shape.npy --dt 0.1 --latent 3 -o bad
expect 1 "missing.npy: cannot be opened" rom-error nan.npy nan-u.npy --mask missing.npy
assert_untouched
