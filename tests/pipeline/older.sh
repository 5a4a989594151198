# Files of rom 0.1.0, which have no checksums, are read, and what is made of them has checksums.
source "$ROM_SOURCE/tests/pipeline/common.sh"
cp -r "$ROM_SOURCE/tests/reference/0.1.0/." .
same() { # NAME COMMAND...: as 0.1.0 predicted
  expect 0 "" "${@:2}" -q -o now.npy
  rom-error "predicted-$1.npy" now.npy --max 1e-4 >/dev/null || fail "$1: another prediction"
}
at=(new.npy --initial initial.npy)
# Coefficients may differ in their last bits from machine to machine, which the interpolated stage speaks of.
for member in 1 2; do same member-$member rom-predict ensemble/member-$member "${at[@]}" --gp gp.json --force; done
same ensemble rom-predict ensemble "${at[@]}" --force
same independent rom-predict ensemble/member-1 "${at[@]}" --gp independent.json
same xi rom-predict ensemble/member-1 --xi xi.npy
same baseline rom-predict baseline new.npy
same network rom-predict network new.npy --points points.npy
rom-gpfit mu.npy xi.npy -q -o again.json
same member-1 rom-predict ensemble/member-1 "${at[@]}" --gp again.json

# xi.json of then has the checksum of the numbers.
"$PYTHON" -c 'import numpy as np; np.save("xi.npy", 1.01 * np.load("xi.npy"))'
expect 1 "xi.npy is not the file that xi.json describes" rom-gpfit mu.npy xi.npy -o x.json
cp "$ROM_SOURCE/tests/reference/0.1.0/xi.npy" .

for what in ensemble baseline network gp.json independent.json; do rom-info $what >info.txt || fail "rom-info $what"; done
rom-stage ensemble/member-1 train.npy --gp gp.json --params mu.npy --kind decoder --epochs 3 -q --force -o further >/dev/null 2>&1
rom-info further --verify >info.txt || fail "rom-info further: $(cat info.txt)"
grep -q "files .* files are as they were written" info.txt || fail "no checksums: $(cat info.txt)"
for array in further/*.npy; do
  cp -r further damaged
  cp --remove-destination new.npy "damaged/$(basename "$array")"
  expect 3 "" rom-info damaged --verify
  rm -r damaged
done

# Numbers of a network that cannot be.
for numbers in 's/"seed": [0-9]+/"seed": -5/' 's/"steps": 1/"steps": 1000000000000000000/' 's/"order": 1/"order": 3/'; do
  rm -rf odd && cp -r network odd
  sed -i -E "$numbers" odd/model.json
  expect 1 "odd/model.json: '(seed|steps|order)' is .*, which is not from" rom-predict odd new.npy --points points.npy -o x.npy
done
