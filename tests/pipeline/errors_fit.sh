# Bad input to rom-sindy and rom-gpfit: one line that names the file, the right exit status, nothing left or changed.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
problem bad
small_pipeline 50
mkdir folder read-only
remember_files

expect 1 "mu.npy has 2 axes but 3 are needed" rom-sindy mu.npy --dt 0.1 -o out.npy
expect 1 "nan.npy: holds NaN" rom-sindy nan.npy --dt 0.1 -o out.npy
expect 1 "one-time.npy has 1 times a case but 41 unknowns a variable; record more times" rom-sindy one-time.npy --dt 0.1 -o out.npy
expect 2 "--dt is required" rom-sindy model/latent.npy -o out.npy
expect 1 "the folder 'no' does not exist" rom-sindy model/latent.npy --dt 0.1 -o no/out.npy
expect 1 "folder: is a folder; name a file" rom-sindy model/latent.npy --dt 0.1 -o folder
if [ "$(id -u)" != 0 ]; then
  chmod a-w read-only
  expect 1 "cannot be written .Permission denied" rom-sindy model/latent.npy --dt 0.1 -o read-only/xi.npy
fi

expect 1 "xi.npy has 2 cases but mu-3.npy has 3; they must match" rom-gpfit mu-3.npy xi.npy -o out.json
expect 1 "mu-same.npy: all 2 cases have the same parameters; interpolation over the parameters needs at least 2 different ones" \
  rom-gpfit mu-same.npy xi.npy -o out.json
expect 1 "mu-nan.npy: holds NaN at .1, 0." rom-gpfit mu-nan.npy xi.npy -o out.json
expect 1 "needs at least 2, but rom-predict MODEL --xi xi-one.npy goes without parameters" \
  rom-gpfit test-mu.npy xi-one.npy --dt 0.1 -o out.json
expect 1 "xi-nan.npy: holds NaN at .0, 2, 1." rom-gpfit mu.npy xi-nan.npy --dt 0.1 -o out.json
expect 1 "xi-square.npy has 3 terms for 3 latent variables" rom-gpfit mu.npy xi-square.npy --dt 0.1 -o out.json
expect 1 "the folder 'no' does not exist" rom-gpfit mu.npy xi.npy -o no/gp.json
expect 2 "gp.json and the report cannot both go to standard output" rom-gpfit mu.npy xi.npy --report -o -
expect 2 "candidates: 1:2:9999,1:2:9999 are more than [0-9]+ numbers; give smaller COUNTs" rom-sample --list 1:2:9999,1:2:9999 -o out.npy
expect 2 "--list goes with --output, the file to write, alone" rom-sample --list 1:2:3
expect 2 "the measures and the parameters cannot both go to standard output; give --output a name" \
  rom-sample model mu.npy --gp gp.json --initial initial.npy -o -
assert_untouched
