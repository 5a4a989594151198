# Without /proc, as in a bare chroot, every step writes the same bytes.
source "$ROM_SOURCE/tests/pipeline/common.sh"
hide='mount -t tmpfs none /proc'
unshare --mount sh -c "$hide" 2>/dev/null || { echo "skipped: /proc cannot be hidden here"; exit 77; }
problem small
mkdir seen hidden
cat >run.sh <<'SH'
set -e
rom-encode ../train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 60 -q -o model
rom-sindy model/latent.npy --dt 0.1 -o xi.npy
rom-gpfit ../mu.npy xi.npy -q -o gp.json
rom-stage model ../train.npy --gp gp.json --params ../mu.npy --epochs 60 -q -o model-2
rom-baseline ../train.npy ../mu.npy -q -o base
rom-ensemble model model-2 --gp gp.json gp.json -q -o both
rom-predict both ../test-mu.npy --initial ../initial.npy -q -o p.npy
rom-error ../test.npy p.npy
SH
(cd seen && bash ../run.sh) >seen.txt 2>&1 || { cat seen.txt >&2; fail "the steps do not go through"; }
(cd hidden && unshare --mount sh -c "$hide && bash ../run.sh") >hidden.txt 2>&1 || { cat hidden.txt >&2; fail "they need /proc"; }
for model in model model-2 base both/member-1; do assert_same_arrays seen/$model hidden/$model; done
assert_same seen/p.npy hidden/p.npy
