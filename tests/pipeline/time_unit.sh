# Training counts time in rms(U - mean) / rms(dU/dt), as NumPy reads it off the data, unless a unit is given.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem front
encode=(rom-encode train.npy --dt 0.05 --latent 2 --hidden 8 --epochs 1 -q)
"${encode[@]}" --coordinates mesh --precision double -o mesh
"${encode[@]}" --coordinates mesh --precision double --scale none -o unscaled
"${encode[@]}" -o data
"${encode[@]}" --time-unit 0.25 -o given
"$PYTHON" - <<'PY'
import json
import numpy as np
u = np.load("train.npy")
rms = lambda a: np.sqrt(np.mean(a**2))
unit = rms(u - u.mean((0, 1))) / rms(np.gradient(u, 0.05, axis=1))  # central inside, one-sided at the ends: sbp12
json.dump(unit, open("unit.json", "w"))
PY
close='np.isclose(model["dynamics"]["time_unit"], unit, rtol='
for model in mesh unscaled; do assert_that "$close 1e-10)" model=$model/model.json unit=unit.json; done
# A basis leaves out a thousandth of the snapshots' norm, and more of their derivative's.
assert_that "$close 1e-3)" model=data/model.json unit=unit.json
assert_that 'model["dynamics"]["time_unit"] == 0.25' model=given/model.json
