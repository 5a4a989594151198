# Every output of every tool: it never takes the place of an input or of another output, however they are spelled and
# linked; it follows symbolic links and goes into streams; and what cannot be is known before the work.
source "$ROM_SOURCE/tests/pipeline/common.sh"
inputs_of_every_tool
every_run >runs.txt
cat runs.txt - >lines.txt <<'LINES'
rom-import train.npy -o out/a.npy --times out/b.npy --params out/c.npy --attributes mu --mesh out/d.npz
rom-predict model-2 mu.npy --gp gp.json --initial initial.npy -o out/p.npy
LINES

# The table above has every option that writes.
"$PYTHON" - <<'PY'
import pathlib, os, re, subprocess
lines = open("lines.txt").read().split("\n")
for tool in sorted(pathlib.Path(os.environ["ROM_BIN"]).glob("rom-*")):
    if tool.name == "rom-unit-tests":
        continue
    text = subprocess.run([tool, "--help"], capture_output=True, text=True, check=True).stdout
    for option in re.split(r"\n  (?=\S)", text):
        name = re.match(r"(?:-\w,)?(--[\w-]+) \w+", option)
        if not name or not re.search(r"\bwrite\b", re.sub(r"\s+", " ", option)) or name[1] in ("--list", "--case", "--precision"):
            continue
        given = name[1].replace("--output", "-o")
        assert any(line.startswith(tool.name + " ") and f" {given} out/" in line for line in lines), (tool.name, name[1])
PY

mkdir out
remember_files
while read -r line; do
  inputs=()
  outputs=()
  for word in $line; do
    case $word in out/*) outputs+=("$word") ;; *) [ ! -e "$word" ] || inputs+=("$word") ;; esac
  done
  for output in "${outputs[@]}"; do
    for input in "${inputs[@]}"; do
      expect 2 "$input: would take the place of an input; name another output" ${line/"$output"/"$input"}
      ln -s "$PWD/$input" out/link
      expect 2 "out/link: would take the place of the input $input" ${line/"$output"/out/link}
      rm out/link
      expect 2 "would take the place of" ${line/"$output"/"out/../$input"}
      [ -d "$input" ] || ln "$input" out/hard
      [ -d "$input" ] || expect 2 "out/hard: would take the place of" ${line/"$output"/out/hard}
      rm -f out/hard
      # An array of a model that is read, and a folder that an input is in.
      [ ! -d "$input" ] || expect 2 "mean.npy: would take the place of the input" ${line/"$output"/"$input/mean.npy"}
      case $input in */*) expect 2 "${input%/*}: would take the place of the input" ${line/"$output"/"${input%/*}"} ;; esac
    done
    for other in "${outputs[@]}"; do
      [ "$other" != "$output" ] || continue
      expect 2 "is to hold two results" ${line/"$output"/"$other"}
      expect 2 "is to hold two results" ${line/"$output"/"out/../$other"}
      ln -s "$PWD/$other" out/link
      expect 2 "is to hold two results" ${line/"$output"/out/link}
      rm out/link
    done
    expect 1 "the folder '[^']*nowhere' does not exist; create it first" ${line/"$output"/nowhere/x}
    expect 1 "is a name of 2(56|60) bytes" ${line/"$output"/"out/$(printf '%0252d' 0).npy"}
    ln -s circle out/circle
    expect 1 "in a circle" ${line/"$output"/out/circle}
    rm out/circle
  done
done <lines.txt
# What is written beside an output.
expect 2 "xi.json: would take the place of" rom-sindy model/latent.npy --dt 0.05 --times xi.json -o xi.npy
expect 2 "w-origins.npy is to hold two results" rom-window train.npy --lengths lengths.npy -o w.npy --initial-out w-origins.npy
expect 2 "xi.json is where the JSON" rom-sindy model/latent.npy --dt 0.05 -o xi.json
expect 2 "simulated.json is to hold two results" rom-sindy model/latent.npy --dt 0.05 -o simulated.npy --simulate simulated.json
expect 2 "would take the place of the input model/model.json" rom-import model/model.json -o model
expect 1 "x.training-lock: is a name of 264 bytes" rom-encode train.npy --dt 0.05 --latent 2 -o "$(printf '%0249d' 0)x"
expect 1 "x.tune: is a name of 256 bytes" rom-tune train.npy mu.npy --dt 0.05 -o "$(printf '%0250d' 0)x"
mkdir model.checkpoint
cp train.npy model.checkpoint
expect 2 "model.checkpoint: would take the place of the input" rom-encode model.checkpoint/train.npy --dt 0.05 --latent 2 -o model
rm -r model.checkpoint
expect 2 "only one result can go to standard output" rom-window train.npy --lengths lengths.npy -o - --initial-out /dev/stdout
# What a model or coefficients name, without a word on the command line.
expect 2 "train.npy: would take the place of an input" rom-gpfit mu.npy xi.npy -o train.npy
expect 2 "train.npy: would take the place of the input" rom-gpfit mu.npy xi.npy -o ./train.npy
expect 2 "latent.npy: would take the place of" rom-gpfit mu.npy xi.npy -o model/latent.npy
expect 2 "only one of --series and --json" rom-error train.npy p.npy --series - --json
expect 2 "cannot both go to standard output" rom-sample model mu.npy --gp gp.json --initial initial.npy -o /dev/stdout
expect 2 "only one of snapshots and --times can be standard input" rom-encode - --times - --latent 2 -o out/model
rm -f stdout.txt stderr.txt
assert_untouched
cp train.npy again.npy
got=0
rom-window - --length 10 -o again.npy <again.npy 2>said.txt || got=$?
[ $got = 2 ] && grep -q "again.npy: would take the place of standard input" said.txt || fail "standard input: status $got"
assert_same train.npy again.npy

# Links are followed to where there is something and to where there is not, and stay links.
every_name() { for word in $1; do case $word in out/*) echo "${word#out/}" ;; esac; done; }
while read -r line; do
  rm -rf out plain store
  mkdir out store
  SOURCE_DATE_EPOCH=0 $line >report.txt
  mv out plain
  mkdir out
  for name in $(every_name "$line"); do
    [ -e "plain/$name" ] || continue  # of rom-tune --tasks
    ln -s "../store/$name" "out/$name"
    [ -d "plain/$name" ] && cp -r "plain/$name" "store/$name" || [ ${#name} -gt 5 ] || echo before >"store/$name"
  done
  for time in first second; do
    SOURCE_DATE_EPOCH=0 $line >report.txt
    for name in $(every_name "$line"); do
      [ -e "plain/$name" ] || continue
      [ -L "out/$name" ] || fail "$line, the $time time: out/$name is no link any longer"
      if [ -d "plain/$name" ]; then
        diff -r -x '*.tsv' -x model.json "plain/$name" "store/$name" || fail "$line: store/$name"
      elif [ "${name##*.}" = npy ]; then
        cmp "plain/$name" "store/$name" || fail "$line: store/$name"
      else
        [ -s "store/$name" ] || fail "$line: store/$name is missing"
      fi
    done
    [ -z "$(find . -name '.*.part-*')" ] || fail "$line left $(find . -name '.*.part-*')"
  done
done <runs.txt
rm -rf out plain store

# Streams: whatever standard output is connected to, and any other descriptor.
rom-import train.npy -q -o there.npy
for name in - /dev/stdout /dev/fd/1 /proc/self/fd/1; do
  rom-import train.npy -q -o $name >stream.npy
  assert_same there.npy stream.npy
  { echo before; rom-import train.npy -q -o $name; echo after; } >stream.npy
  [ "$(head -1 stream.npy)" = before ] && [ "$(tail -c 6 stream.npy)" = after ] || fail "$name does not go on where standard output is"
done
rom-import train.npy -q -o /dev/fd/5 5>stream.npy
assert_same there.npy stream.npy
rom-sindy model/latent.npy --dt 0.05 -o /dev/stdout >stream.npy 2>report.txt
assert_same xi.npy stream.npy
grep -q "eigenvalues" report.txt || fail "the report is not on standard error"
expect 1 "/dev/fd/9: cannot be written .it is closed" rom-import train.npy -q -o /dev/fd/9
[ -L /dev/stdout ] || fail "/dev/stdout is gone"
expect 2 "is a folder; give --output a name" rom-encode train.npy --dt 0.05 --latent 2 -o /dev/stdout

# Any name that the file system takes.
long=$(printf '%0250d' 0)
rom-import train.npy -q -o "$long"
assert_same there.npy "$long"
rom-baseline train.npy mu.npy -q -o "${long}model" >report.txt
[ -e "${long}model/model.json" ] || fail "no model of a long name"
