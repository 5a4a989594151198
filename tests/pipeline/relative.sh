# What errors are relative to: norms, those of the trajectory, fluctuations, or what differs from a given state.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import json
import numpy as np
r = np.random.default_rng(0)
u = r.random((3, 20, 7))
u[0, 0] = 0  # from rest
v = u + 1e-3 * r.random(u.shape)
np.save("u.npy", u)
np.save("v.npy", v)
np.save("mean.npy", u.mean((0, 1)))
np.save("steady.npy", np.broadcast_to(1 + np.arange(7.0), (3, 20, 7)).copy())
np.save("large-mean.npy", u + 100)
np.save("large-mean-v.npy", v + 100)
np.save("huge.npy", 1e12 * u)
error = np.linalg.norm(u - v, axis=2)
rms = lambda x: np.sqrt((np.linalg.norm(x, axis=2)**2).mean(1, keepdims=True))
json.dump({"trajectory": (error / rms(u)).max(), "fluctuation": (error / rms(u - u.mean(1, keepdims=True))).max(),
           "mean.npy": (error / rms(u - u.mean((0, 1)))).max()}, open("expected.json", "w"))
PY
for reference in trajectory fluctuation mean.npy; do
  rom-error u.npy v.npy --relative-to $reference --json >report.json
  assert_that "np.isclose(r['largest'], e['$reference'])" r=report.json e=expected.json
done
expect 0 "" rom-error u.npy v.npy --relative-to trajectory --max 0.01
expect 3 "is above --max" rom-error u.npy v.npy --relative-to trajectory --max 0.0001

# Where the mean dominates, errors relative to norms say little, and the table has those of the fluctuations beside them.
rom-error large-mean.npy large-mean-v.npy --json >report.json
assert_that 'r["largest"] < 1e-4 and np.isclose(r["largest_of_fluctuation"], e["fluctuation"])' r=report.json e=expected.json
rom-error large-mean.npy large-mean-v.npy | grep -q "of fluctuation" || fail "no errors of the fluctuations"
if rom-error u.npy v.npy --relative-to trajectory | grep -q "of fluctuation"; then fail "fluctuations that are not small"; fi
rom-error large-mean.npy huge.npy | grep -Eq "^ all +[0-9.]+e\+[0-9]+ %.* case [0-9]$" || fail "no large number, or no case"

# A snapshot that is all but zero is pointed out.
"$PYTHON" -c 'import numpy as np; u = np.load("u.npy"); u[0, 0] = 1e-12; np.save("nearly.npy", u)'
expect 0 "see --relative-to trajectory" rom-error nearly.npy v.npy
expect 1 "u.npy: the snapshot of case 0 at time 0 is zero, .*give --relative-to trajectory" rom-error u.npy v.npy
expect 1 "there is no fluctuation that errors could be relative to" rom-error steady.npy steady.npy --relative-to fluctuation
expect 1 "missing.npy: cannot be opened" rom-error u.npy v.npy --relative-to missing.npy
expect 1 "v.npy has shape .3, 20, 7. but the states of u.npy have .7,." rom-error u.npy v.npy --relative-to v.npy
expect 2 "goes with neither" rom-error u.npy v.npy --relative-to trajectory --nrmse

# A flow from rest is judged, by its trajectories' size.
"$PYTHON" - <<'PY'
import numpy as np
x = np.linspace(0, 1, 16, endpoint=False)
t = 0.1 * np.arange(41)[:, None]
mu = np.linspace(1, 1.4, 3)
np.save("rest.npy", np.stack([np.sin(m * t) * np.sin(2 * np.pi * x) + (1 - np.cos(m * t)) * np.cos(2 * np.pi * x) for m in mu]))
np.save("mu.npy", mu)
PY
rom-encode rest.npy --params mu.npy --dt 0.1 --latent 2 --hidden 20 --epochs 100 -q -o model
rom-sindy model/latent.npy --dt 0.1 -q -o xi.npy >/dev/null
rom-gpfit mu.npy xi.npy -o gp.json 2>said.txt
grep -q "error of the training cases .*%" said.txt || fail "no verdict"
grep -q "root mean square, for some snapshots are all but zero" said.txt || fail "no word of what errors are relative to"
