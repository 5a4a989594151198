#!/usr/bin/env bash
# deb.sh FOLDER: whether the Debian packages in FOLDER can be installed on a bare Debian, run a pipeline there, and whether
# a program built there against the library says what rom-predict says. Needs root, debootstrap, and a mirror (MIRROR).
set -euo pipefail
cd "$(dirname "$0")/.."
packages=$(cd "$1" && pwd)
PYTHON="${PYTHON:-/usr/bin/python3}"
mirror="${MIRROR:-http://deb.debian.org/debian}"
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
root=$(mktemp -d "${TMPDIR:-/tmp}/rom-deb-XXXXXX")
trap '! mountpoint -q "$root/proc" || umount "$root/proc"; rm -rf --one-file-system "$root"' EXIT
step() { echo "deb-test: $* (${SECONDS} s)"; }

step "debootstrap of $suite"
debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$packages/debootstrap.log" 2>&1 ||
  { tail -3 "$packages/debootstrap.log" >&2; exit 1; }
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }

mount -t proc proc "$root/proc"

step "install the packages"
mkdir "$root/packages"
cp "$packages"/*.deb "$root/packages"
in_root sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends /packages/*.deb gcc libc6-dev pkg-config' \
  >"$packages/install.log" 2>&1 || { tail -3 "$packages/install.log" >&2; exit 1; }

step "a pipeline"
mkdir "$root/work"
(cd "$root/work" && PYTHONDONTWRITEBYTECODE=1 "$PYTHON" "$OLDPWD/tests/pipeline/problems.py" small &&
  "$PYTHON" -c 'import numpy as np; np.load("initial.npy").astype(float).tofile("initial")')
in_root sh -euc '
cd /work
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 300 -q -o model
rom-sindy model/latent.npy --dt 0.1 -o xi.npy >/dev/null
rom-gpfit mu.npy xi.npy -q -o gp.json
rom-stage model train.npy --gp gp.json --params mu.npy --epochs 300 -q -o model-2 >/dev/null
rom-predict model-2 test-mu.npy --gp gp.json --initial initial.npy -o prediction.npy
rom-error test.npy prediction.npy --max 5 >/dev/null'

step "a program with the library"
# shellcheck disable=SC2016 # what expands does so there
in_root sh -euc '
cd /work
gcc -o predict /usr/share/doc/libromtools-dev/examples/predict.c $(pkg-config --cflags --libs romtools)
./predict model-2 gp.json 1.2 <initial >prediction'
"$PYTHON" - "$root/work" <<'PY'
import sys

import numpy as np

expected = np.load(sys.argv[1] + "/prediction.npy")
prediction = np.fromfile(sys.argv[1] + "/prediction").astype(expected.dtype)
assert prediction.tobytes() == expected.tobytes()
PY

step "remove the packages"
names=(rom-tools libromtools-dev libromtools0)
files=$(in_root dpkg -L "${names[@]}" | grep rom)
in_root dpkg --purge "${names[@]}" >"$packages/purge.log" 2>&1 || { cat "$packages/purge.log" >&2; exit 1; }
for file in $files; do
  [ ! -e "$root$file" ] || { echo "deb-test: $file is left behind" >&2; exit 1; }
done
step "done"
