# Bad input to rom-encode: one line that names the file and the way out, the right exit status, nothing left or changed.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
problem bad
mkdir folder read-only
train=(--dt 0.1 --latent 3 --hidden 20 --epochs 5 -q)
rom-encode train.npy "${train[@]}" -o model
printf 'openssl_conf = all\n[all]\nproviders = those\n[those]\nnull = one\n[one]\nactivate = 1\n' >nothing.cnf
remember_files

encode() { expect "$1" "$2" rom-encode "${@:3}" --latent 3 --hidden 20 --epochs 5 -o out; }
encode 1 "missing.npy: cannot be opened .No such file" missing.npy --dt 0.1
OPENSSL_CONF=nothing.cnf encode 1 "libcrypto offers no SHA-256; install libssl" train.npy --dt 0.1
encode 1 "text.npy: not a .npy file" text.npy --dt 0.1
encode 1 "nothing.npy: is empty; a .npy file is needed" nothing.npy --dt 0.1
encode 1 "folder: is a folder" folder --dt 0.1
encode 1 "truncated.npy: is truncated: its header promises 19520 bytes of data but it has 1872" truncated.npy --dt 0.1
encode 1 "header-only.npy: damaged .npy header" header-only.npy --dt 0.1
encode 1 "objects.npy: holds objects .*rom-window run-\*/u.npy -o train.npy" objects.npy --dt 0.1
encode 1 "integers.npy: holds integers .*astype" integers.npy --dt 0.1
encode 1 "complex.npy: holds complex numbers .*; save real and imaginary part as two fields" complex.npy --dt 0.1
encode 1 "long.npy: holds floating point of another size" long.npy --dt 0.1
encode 1 "nan.npy: holds NaN at .1, 20, 3.; every value must be finite" nan.npy --dt 0.1
encode 1 "inf.npy: holds an infinity at .0, 5, 39." inf.npy --dt 0.1
encode 1 "plain.npy has 2 axes but snapshots need at least 3" plain.npy --dt 0.1
encode 1 "empty.npy has shape .2, 0, 40., which holds nothing" empty.npy --dt 0.1
encode 1 "the trajectory has 1 time but derivative sbp12 needs at least 2" one-time.npy --dt 0.1
encode 1 "--latent is 3 but a case has 3 times" short.npy --dt 0.1
encode 1 "constant.npy: all snapshots are equal" constant.npy --dt 0.1
encode 2 "--mask is atuo; it must be nan, none or auto, or a file; did you mean auto\?" train.npy --dt 0.1 --mask atuo
encode 2 "--dt is 0; it must be a positive number" train.npy --dt 0
encode 2 "--dt is -0.1; it must be a positive number" train.npy --dt -0.1
encode 2 "--dt is soon; it must be a positive number" train.npy --dt soon
encode 2 "--dt is required" train.npy
encode 2 "--activation is tan; it must be identity, softplus.*; did you mean tanh" train.npy --dt 0.1 --activation tan
encode 2 "--basis-tolerance is 3; it must be auto or a number from 1e-07 to 0.5" train.npy --dt 0.1 --basis-tolerance 3
encode 2 "--time-unit is week; it must be auto or a positive number" train.npy --dt 0.1 --time-unit week
encode 2 "unknown option --wrong" train.npy --dt 0.1 --wrong
expect 2 "--hidden is 20,x; it must be a list of widths" rom-encode train.npy --dt 0.1 --latent 3 --hidden 20,x -o out
expect 1 "--latent is 40 but the snapshots span only 4 directions" rom-encode train.npy --dt 0.1 --latent 40 -o out
expect 1 "the folder 'no' does not exist; create it first" rom-encode train.npy --dt 0.1 --latent 3 -o no/out
expect 1 "folder: exists and is not a model" rom-encode train.npy --dt 0.1 --latent 3 -o folder
expect 1 "mu.npy: exists and is not a model" rom-encode train.npy --dt 0.1 --latent 3 -o mu.npy
expect 1 "no longer finite" rom-encode train.npy --dt 0.1 --latent 3 --lr 1e30 --epochs 50 -q -o out
expect 2 "snapshots and --output are required" rom-encode
for options in "" "--scale none" "--coordinates mesh" "--precision double"; do
  # shellcheck disable=SC2086 # words
  expect 1 "the snapshots of a case do not change in time" rom-encode steady.npy --dt 0.1 --latent 1 $options -o out
  expect 1 "overflow.npy: its values reach .*, and their squares overflow; divide" rom-encode overflow.npy --dt 0.1 --latent 1 $options -o out
done
expect 1 "large.npy: its values are too large for single precision; divide" rom-encode large.npy --dt 0.1 --latent 1 --scale none -o out

expect 1 "other-space.npy has states of shape .39,. but model was trained on .40,." \
  rom-encode other-space.npy --apply model -o out.npy
expect 1 "folder: has no model.json" rom-encode train.npy --apply folder -o out.npy
if [ "$(id -u)" != 0 ]; then
  chmod a-w read-only
  expect 1 "cannot be created .Permission denied" rom-encode train.npy "${train[@]}" -o read-only/model
fi
assert_untouched
