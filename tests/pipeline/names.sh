# Names of any bytes: a folder in Latin-1, names with newlines, quotes, blanks and leading dashes go through every tool, and
# what the files say of their origin is UTF-8 that gives the names back.
source "$ROM_SOURCE/tests/pipeline/common.sh"
# Whatever a name is, each error is one line and begins with the tool.
latin=$'mod\xe8le'
newline=$'two\nlines'
quotes="it's \"so\""
for name in "$latin" "$newline" "$quotes" "-dash" 'back\x41slash'; do
  mkdir -- "./$name"
  (
    cd -- "./$name"
    problem small
    u=./$name.npy m=./$name.model x=./$name.xi.npy g=./$name.gp.json
    mv train.npy "$u"
    rom-encode "$u" --dt 0.1 --latent 3 --hidden 20 --epochs 30 --params mu.npy --threads 1 -q -o "$m"
    rom-encode "$u" --apply "$m" -o "./$name.latent.npy"
    cmp "./$name.latent.npy" "$m/latent.npy"
    rom-encode "$u" --dt 0.1 --latent 3 --hidden 20 --epochs 5 --warm-start "$m" -q -o "$m-warm" 2>said.txt
    rom-sindy "$m/latent.npy" --dt 0.1 -o "$x" --json >"$name.json" 2>said.txt
    rom-gpfit mu.npy "$x" --report -o "$g" >said.txt 2>verdict.txt
    # The model and its snapshots are found where the files say they are.
    grep -q "left-out" verdict.txt || { cat verdict.txt >&2; fail "no verdict in a folder named $name"; }
    rom-stage "$m" "$u" --gp "$g" --params mu.npy --epochs 5 -q --json -o "$m-2" >said.txt
    rom-predict "$m-2" test-mu.npy --gp "$g" --initial initial.npy -o "./$name.u.npy" 2>said.txt
    rom-error "$u" "$u" --json >"./$name.errors.json"
    rom-baseline "$u" mu.npy --dt 0.1 --json -o "$m-b" >said.txt
    rom-sample "$m" 1:1.4:3 --gp "$g" --initial test-initial.npy --json >said.txt 2>&1 || [ $? = 3 ] || [ $? = 1 ]
    rom-ensemble "$m" "$m-b" --gp "$g" --json -o "$m-e" >said.txt 2>&1 || { cat said.txt >&2; fail "rom-ensemble $name"; }
    rom-window "$u" "$u" --length 5 -o "./$name.w.npy" 2>said.txt || [ $? = 1 ]
    rom-import "$u" -o "./$name.i.npy" 2>said.txt
    rom-tune "$u" mu.npy --dt 0.1 --tasks -o "$m-t" >tasks.txt 2>said.txt
    rom-export "$u" -o "./$name.csv" 2>said.txt
    "$PYTHON" -c 'import numpy as np; np.save("points.npy", np.linspace(0, 1, 40))'
    rom-ldnet "$u" --points points.npy --params mu.npy --dt 0.1 --latent 2 --adam 3 --bfgs 0 -q -o "$m-l" 2>said.txt
    "$PYTHON" - "$name" <<'PY'
import json, os, re, sys
name = os.fsencode(sys.argv[1])
def bytes_of(text):
    return re.sub(rb"\\x([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), text.encode())
for path in (name + b".model/model.json", name + b".xi.json", name + b".gp.json", name + b".model-2/model.json",
             name + b".model-b/model.json", name + b".model-e/model.json", name + b".model-l/model.json", name + b".errors.json"):
    with open(b"./" + path, "rb") as file:
        described = json.loads(file.read().decode("utf-8"))  # strictly
    made = described["provenance"]
    made = made if isinstance(made, list) else [made]
    for one in made:
        assert name in bytes_of(one["command"]) or name.replace(b"'", b"'\\''") in bytes_of(one["command"]), (path, one["command"])
        for file in one["inputs"]:
            assert os.path.exists(bytes_of(file["path"])), (path, file)
PY
  ) || fail "a folder named $(printf %q "$name")"
done
expect 1 "no such.npy: cannot be opened" rom-error $'no\nsuch.npy' x.npy
expect 2 "unknown option -dash; write ./-dash for the file of that name" rom-error -dash x.npy
expect 1 "^rom-error: -u.npy: cannot be opened" rom-error -- -u.npy x.npy
expect 2 "truth is empty; name something" rom-error "" x.npy
expect 2 "--output is empty; name something, or leave it out" rom-encode x.npy --dt 0.1 --latent 2 -o ""
# Long names are refused before any work; one of 255 bytes is written.
long=$(printf 'n%.0s' {1..251})
expect 1 "$long.npyy: is a name of 256 bytes" rom-window x.npy --length 3 -o "$long.npyy"
expect 1 "$long.training-lock: is a name of 265 bytes" rom-encode x.npy --dt 0.1 --latent 2 -o "$long"
# What cannot be looked at is not said to be no model.
ln -s loop loop
expect 1 "loop: cannot be opened .Too many levels of symbolic links" rom-predict loop mu.npy -o out.npy
if [ "$(id -u)" != 0 ]; then
  mkdir closed closed/model
  chmod 000 closed
  expect 1 "closed/model: cannot be opened .Permission denied" rom-predict closed/model mu.npy -o out.npy
  expect 1 "out.npy: cannot be written .Permission denied" rom-window x.npy --length 3 -o closed/out.npy
  chmod 700 closed
fi
