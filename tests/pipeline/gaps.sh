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

# What a basis and noise leave out is that of the entries that there are; so is the measure of rom-sample.
"$PYTHON" - <<'PY'
import numpy as np
r = np.random.default_rng(1)
t = 0.1 * np.arange(41)[:, None]
x = np.linspace(0, 1, 60, endpoint=False)
u = np.stack([2 + np.sin(2 * np.pi * x - 2 * m * t) for m in np.load("mu.npy")])
u += 0.05 * r.standard_normal(u.shape)
wide = np.full((3, 41, 600), np.nan)
wide[..., ::10] = u
np.save("noisy-cut.npy", u)
np.save("noisy-wide.npy", wide)
np.save("noisy-cut-initial.npy", u[:, 0])
np.save("noisy-wide-initial.npy", wide[:, 0])
np.save("middle.npy", [1.1, 1.3])
np.save("cut-middle.npy", u[:2, 0])
np.save("wide-middle.npy", wide[:2, 0])
PY
for name in cut wide; do
  rom-encode noisy-$name.npy --params mu.npy --dt 0.1 --latent 2 --hidden 20 --epochs 100 -q -o noisy-$name 2>noise-$name.txt
  rom-encode noisy-$name.npy --dt 0.1 --latent 2 --hidden 20 --epochs 2 -o again 2>noise-$name.txt
  rom-baseline noisy-$name.npy mu.npy --basis-tolerance 0.2 -q -o base-$name >/dev/null
  rom-sindy noisy-$name/latent.npy --dt 0.1 -q -o noisy-$name-xi.npy >/dev/null
  rom-gpfit mu.npy noisy-$name-xi.npy -q -o noisy-$name.json
  rom-sample noisy-$name middle.npy --gp noisy-$name.json --initial $name-middle.npy --measure mean --samples 5 --json -q >sample-$name.json
done
assert_that 'a["coordinates"]["rank"] == b["coordinates"]["rank"]' a=noisy-cut/model.json b=noisy-wide/model.json
diff <(grep -o "60 entries as .* time unit" noise-cut.txt) <(grep -o "60 entries as .* time unit" noise-wide.txt) || fail "other noise with gaps"
assert_that 'np.isclose(a["coordinates"]["outside"], b["coordinates"]["outside"])' a=base-cut/model.json b=base-wide/model.json
assert_that 'np.isclose(a["ranking"][0]["measure"], b["ranking"][0]["measure"], rtol=0.3)' a=sample-cut.json b=sample-wide.json

# Several values for missing data come back as NaN; a state to relate errors to may have gaps; a mask that has changed is another training.
"$PYTHON" - <<'PY'
import numpy as np
g = np.load("nan.npy")
g[..., 0, 0] = -999
np.save("two.npy", g)
np.save("half.npy", np.where(np.isnan(g), -9999, g).astype("f2"))
np.save("nan-mean.npy", np.load("nan.npy").mean((0, 1)))
np.save("mask.npy", np.load("gap.npy"))
PY
rom-encode two.npy --dt 0.1 --latent 3 --hidden 20 --epochs 5 -o two 2>said.txt
grep -q "(-999, NaN in all snapshots" said.txt || fail "not all values are named"
assert_that 'm["coordinates"]["fill"] == "nan"' m=two/model.json
rom-encode half.npy --dt 0.1 --latent 3 --hidden 20 --epochs 5 -o half 2>said.txt
grep -q "3 of 20 entries" said.txt || fail "half precision: no gaps"
expect 0 "" rom-error nan.npy nan-u.npy --relative-to nan-mean.npy --max 1
# A mask of integers, as land masks are.
"$PYTHON" -c 'import numpy as np; np.save("integers.npy", np.load("gap.npy").astype("i4"))'
rom-encode other.npy --mask integers.npy --dt 0.1 --latent 3 --hidden 20 --epochs 5 -o integers 2>said.txt
grep -q "3 of 20 entries of a state are masked" said.txt || fail "a mask of integers"
stopped_by TERM 143 rom-encode other.npy --mask mask.npy --dt 0.1 --latent 3 --hidden 20 --epochs 100000 -q -o resumed
"$PYTHON" -c 'import numpy as np; g = np.load("mask.npy"); g[1] = 1; np.save("mask.npy", g)'
expect 1 "was made with gaps" rom-encode other.npy --mask mask.npy --dt 0.1 --latent 3 --hidden 20 --epochs 100000 --resume -q -o resumed
rm -r resumed.checkpoint

remember_files
expect 2 "--entries is for coordinates, which have neither fields nor gaps" rom-encode nan.npy --entries 100 --dt 0.1 --latent 3 -q -o bad
expect 1 "now-and-then.npy: holds NaN at .1, 7, 2, 2." rom-encode now-and-then.npy --dt 0.1 --latent 3 -q -o bad
expect 1 "nan.npy: holds NaN at " rom-encode nan.npy --mask none --dt 0.1 --latent 3 -o bad
expect 1 "all 20 points are masked" rom-encode nan.npy --mask all-masked.npy --dt 0.1 --latent 3 -o bad
expect 1 "other-shape.npy has shape .5, 4. but the states of nan.npy have .4, 5." rom-encode nan.npy --mask other-shape.npy --dt 0.1 --latent 3 -o bad
expect 1 "missing.npy: cannot be opened" rom-error nan.npy nan-u.npy --mask missing.npy
assert_untouched
