#!/usr/bin/env bash
# Files of every kind as rom 0.1.0 wrote them, without checksums, and what it predicted with them: run with its tools on the
# PATH, in tests/reference. They are kept, as newer tools write others.
set -euo pipefail
rm -rf 0.1.0 && mkdir 0.1.0 && cd 0.1.0
export SOURCE_DATE_EPOCH=0 OMP_NUM_THREADS=1
/usr/bin/python3 - <<'PY'
import numpy as np
x, t, mu = np.linspace(0, 1, 12), np.linspace(0, 2, 21), np.array([1.0, 1.2, 1.4, 1.6])
wave = lambda m: np.exp(-0.3 * t)[:, None] * np.sin(2 * np.pi * x - m * t[:, None]) + 0.2 * m
np.save("train.npy", np.stack([wave(m) for m in mu]).astype("f4"))
np.save("mu.npy", mu[:, None])
np.save("new.npy", np.array([[1.3]]))
np.save("initial.npy", wave(1.3)[:1].astype("f4"))
np.save("points.npy", x[:, None])
PY
rom-encode train.npy --dt 0.1 --latent 2 --hidden 4 --epochs 50 -q -o model
rom-sindy model/latent.npy --dt 0.1 -o xi.npy >/dev/null
rom-gpfit mu.npy xi.npy -q -o gp.json
rom-gpfit mu.npy xi.npy --coefficients independent -q -o independent.json
rom-stage model train.npy --gp gp.json --params mu.npy --kind decoder --epochs 20 -q -o decoder >/dev/null
rom-stage model train.npy --gp gp.json --params mu.npy --kind interpolation -q -o interpolated >/dev/null
rom-ensemble decoder interpolated --gp gp.json gp.json -q -o ensemble >/dev/null
rom-baseline train.npy mu.npy --dt 0.1 -q -o baseline >/dev/null
rom-ldnet train.npy --params mu.npy --points points.npy --dt 0.1 --latent 2 --hidden 4 --dynamics-hidden 3 -q -o network
for member in 1 2; do
  rom-predict ensemble/member-$member new.npy --gp gp.json --initial initial.npy -q -o predicted-member-$member.npy
done
rom-predict ensemble new.npy --initial initial.npy -q -o predicted-ensemble.npy
rom-predict ensemble/member-1 new.npy --gp independent.json --initial initial.npy -q -o predicted-independent.npy
rom-predict ensemble/member-1 --xi xi.npy -q -o predicted-xi.npy
rom-predict baseline new.npy -q -o predicted-baseline.npy
rom-predict network new.npy --points points.npy -q -o predicted-network.npy
rm -r model decoder interpolated
rm */training-*.tsv ensemble/*/training-*.tsv
