#!/usr/bin/env bash
# Makes files/: for each target whose input is JSON, a valid file and the arrays that lie beside it. The committed ones
# are what it made; make them again when a format changes: ROM_BIN=build/bin bash tests/fuzz/make_files.sh
set -euo pipefail
bin=$(realpath "${ROM_BIN:-build/bin}")
here=$(realpath "$(dirname "$0")")
export PATH=$bin:$PATH OMP_NUM_THREADS=1 SOURCE_DATE_EPOCH=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

"${PYTHON:-/usr/bin/python3}" - <<'PYTHON'
import numpy
mu = numpy.linspace(1, 2, 4)[:, None]
t = 0.1 * numpy.arange(8)[None, :, None]
x = numpy.linspace(0, 1, 5)[None, None, :]
w = mu[:, :, None]
numpy.save('u.npy', (numpy.sin(3 * w * t + 2 * x) * (1 + x * t)).astype('f4'))
numpy.save('mu.npy', mu)
numpy.save('points.npy', x.ravel()[:, None])
numpy.save('s.npy', (numpy.cos(w * t)).astype('f8'))
numpy.save('times.npy', numpy.array([0, 0.1, 0.2, 0.35, 0.4, 0.5, 0.65, 0.7]))
PYTHON

rom-encode u.npy --dt 0.1 --latent 2 --hidden 3 --epochs 5 --params mu.npy -q -o model --checkpoint 1e9 --keep-checkpoint
for method in adam lbfgs; do
  rom-encode u.npy --dt 0.1 --latent 2 --hidden 3 --epochs 5 --optimiser $method -q -o $method --checkpoint 1e9 --keep-checkpoint
done
rom-sindy model/latent.npy --dt 0.1 -o xi.npy >/dev/null
rom-gpfit mu.npy xi.npy -q -o gp.json
rom-gpfit mu.npy xi.npy --coefficients independent -q -o gp-independent.json
rom-stage model u.npy --gp gp.json --params mu.npy --hidden 3 --epochs 5 -q -o model-2
rom-stage model-2 u.npy --gp gp.json --params mu.npy --kind interpolation -q -o model-3
rom-ldnet u.npy --points points.npy --params mu.npy --signals s.npy --times times.npy --latent 2 --dynamics-hidden 3 \
  --hidden 3 --adam 2 --bfgs 3 -q -o network
rom-baseline u.npy mu.npy --dt 0.1 --interpolation gp -q -o baseline >/dev/null
rom-baseline u.npy mu.npy --dt 0.1 --interpolation linear -q -o baseline-linear >/dev/null
rom-ensemble baseline baseline-linear -q -o ensemble >/dev/null

# $1: a target; the others: what lies in its folder.
keep() {
  local folder=$here/files/$1
  rm -rf "$folder"
  mkdir -p "$folder"
  cp -r "${@:2}" "$folder"
  find "$folder" -name '*.tsv' -delete
}
keep model model-3/*
rm "$here/files/model/latent.npy"
keep network network/* points.npy
keep baseline baseline/*
keep ensemble ensemble/*
# Beside the arrays of Muon those of other methods. What a training was made from is what the target asks for.
keep checkpoint u.npy model.checkpoint/* adam.checkpoint/adam-* lbfgs.checkpoint/lbfgs-*
"${PYTHON:-/usr/bin/python3}" - "$here/files/checkpoint/checkpoint.json" <<'PYTHON'
import hashlib, json, sys
content = json.load(open(sys.argv[1]))
content['identity'] = {'snapshots': '0' * 64}
del content['sha256']
text = json.dumps(content, indent=2)[:-2] + ',\n'
digest = hashlib.sha256(text.encode()).hexdigest()
open(sys.argv[1], 'w').write(text + f'  "sha256": "{digest}"\n}}\n')
PYTHON
keep processes gp.json gp-independent.json
keep coefficients xi.npy xi.json xi-moments.npy

# .npy files of all kinds.
mkdir -p "$here/corpus/npy"
"${PYTHON:-/usr/bin/python3}" - "$here/corpus/npy" <<'PYTHON'
import sys
import numpy
from numpy.lib import format
u = numpy.arange(6).reshape(2, 3)
for dtype in ['<f4', '<f8', '>f8', '<f2', '|b1', '<i4', '>i8', '<c8']:
    name = dtype.strip('<|').replace('>', 'big-')
    numpy.save(f'{sys.argv[1]}/{name}.npy', u.astype(dtype))
numpy.save(f'{sys.argv[1]}/fortran.npy', numpy.asfortranarray(u.astype('f4')))
numpy.save(f'{sys.argv[1]}/number.npy', numpy.float64(1))
numpy.save(f'{sys.argv[1]}/empty.npy', numpy.zeros((3, 0)))
numpy.save(f'{sys.argv[1]}/nan.npy', numpy.array([1, numpy.nan, numpy.inf]))
for version in (2, 3):
    with open(f'{sys.argv[1]}/version-{version}.npy', 'wb') as file:
        format.write_array(file, u.astype('f4'), version=(version, 0))
PYTHON
