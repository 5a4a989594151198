# --dry-run writes nothing, and knows before a run its rank, epochs, memory and output.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem many
"$PYTHON" - <<'PY'
import numpy as np
t, x = np.linspace(0, 2, 201), np.linspace(0, 1, 10500)
np.save("large.npy", np.stack([1 + a * np.tanh((x - 0.2 - 0.2 * a * t[:, None]) / 0.05) for a in np.linspace(1, 1.5, 6)]).astype("f4"))
PY
# of WORD: what stdout, in $said, says in the line that begins so. near VALUE KNOWN: within 30 %.
of() { sed -n "s/^$1 *//p" <<<"$said"; }
first_of() { of "$1" | grep -o '^[0-9.e-]*'; }
near() { "$PYTHON" -c "import sys; sys.exit(abs($1 - $2) > 0.3 * $2)" || fail "$1 was said, $2 it is"; }
dry() {
  remember_files
  said=$("$@" --dry-run 2>"$work-said.txt")
  assert_untouched
}
trap 'rm -rf "$work" "$work-said.txt"' EXIT
# memory_of COMMAND...: runs it; GB at most, as it says with --verbose.
memory_of() { "$@" --verbose 2>&1 >/dev/null | sed -n 's/.*, \([0-9.e-]*\) GB of memory at most/\1/p' | tail -n 1; }
bytes_of() { du -bc "$1"/* | awk 'END { print $1 / 1e9 }'; }

for data in train large; do
  encode=(rom-encode $data.npy --dt 0.01 --latent 6 --hidden 100 --epochs 30 -o $data)
  dry "${encode[@]}"
  memory=$(memory_of "${encode[@]}")
  near "$(first_of memory)" "$memory"
  near "$(first_of output)" "$(bytes_of $data)"
  rank=$("$PYTHON" -c "import numpy as np; print(len(np.load('$data/basis.npy')))")
  near "$(first_of rank)" "$rank"
  [ "$(of epochs)" = 30 ] || fail "epochs: $(of epochs)"
  [ $data = large ] || [ "$(of rank)" = "$rank" ] || fail "rank $(of rank) in place of $rank"
done
rom-sindy train/latent.npy --dt 0.01 -o xi.npy >report.txt
rom-gpfit mu.npy xi.npy -q -o gp.json

# An end that comes by itself is a range, that of the clock is not.
dry rom-encode train.npy --dt 0.01 --latent 6 -o other
of epochs | grep -q '^[0-9]* to 10000$' || fail "epochs: $(of epochs)"
dry rom-encode train.npy --dt 0.01 --latent 6 --minutes 2 -o other
of "in all" | grep -q '^2 min' || fail "in all: $(of 'in all')"

# Stages: a decoder, as JSON, and what is an interpolation by itself.
stage=(rom-stage train train.npy --gp gp.json --params mu.npy)
dry "${stage[@]}" --epochs 20 --json -o stage
echo "$said" >said.json
assert_that 'said["epochs_most"] == 20 and said["cases"] == 9 and said["rank"] == len(basis)' said=said.json basis=train/basis.npy
dry "${stage[@]}" --kind interpolation -o stage
grep -q '^in all' <<<"$said" || fail "$said"

# Predictions: so many bytes, but for the header.
predict=(rom-predict train mu.npy --gp gp.json --initial initial.npy)
dry "${predict[@]}" -o p.npy --std s.npy
"${predict[@]}" -q -o p.npy --std s.npy
near "$(first_of output)" "$(du -bc p.npy s.npy | awk 'END { print $1 / 1e9 }')"
dry "${predict[@]}" --latent-only -o z.npy

# Networks, and a search.
mkdir fields
(cd fields && problem decay)
network=(rom-ldnet fields/train.npy --points fields/x.npy --params fields/train-mu.npy --dt 0.1 --latent 2 --adam 5 --bfgs 7 -o network)
dry "${network[@]}"
[ "$(of epochs)" = 12 ] || fail "iterations: $(of epochs)"
near "$(first_of memory)" "$(memory_of "${network[@]}")"
dry rom-predict network fields/train-mu.npy --points fields/x.npy -o p.npy
dry rom-tune train.npy mu.npy --dt 0.01 --minutes 1 -o tuned
grep -q '^trials *[0-9]* to [0-9]* of [0-9]*$' <<<"$said" || fail "$said"

expect 2 "dry-run tries nothing; leave --tasks and --gather out" rom-tune train.npy mu.npy --dt 0.01 --tasks --dry-run -o tuned
expect 2 "rom-ldnet --dry-run has one" rom-tune fields/train.npy fields/train-mu.npy --points fields/x.npy --dt 0.1 --dry-run -o tuned
expect 2 "is for predictions at parameters; leave it out" rom-predict train --xi xi.npy --dry-run -o z.npy
expect 2 "apply trains nothing" rom-encode train.npy --apply train --dry-run -o z.npy
