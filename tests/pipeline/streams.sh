# Standard streams that are closed, full or no longer read: no file takes their place, a report that cannot be written is
# an error, and what is said to a person never fails a run.
source "$ROM_SOURCE/tests/pipeline/common.sh"
inputs_of_every_tool
every_run >runs.txt

arrays_of() { (cd "$1" && find . -name '*.npy' | sort | xargs -d '\n' sha256sum && find . | sort); }
while read -r line; do
  tool=${line%% *}
  got=0
  rm -rf out && mkdir out
  $line >report.txt 2>ordinary.txt </dev/null || got=$?
  [ $got = 0 ] || fail "$line: status $got, $(cat ordinary.txt)"
  expected=$(arrays_of out)
  same() { [ "$(arrays_of out)" = "$expected" ] || fail "$line $1: other files than usually"; }

  for closing in '<&-' '2>&-' '<&- 2>&-' '2>/dev/full'; do
    rm -rf out && mkdir out
    bash -c "exec $line $closing" >printed.txt || fail "$line $closing: status $?"
    same "$closing"
    cmp -s printed.txt report.txt || fail "$line $closing: another report"
  done
  wanted=0
  [ ! -s report.txt ] || wanted=1
  for closing in '>&-' '<&- >&-' '>/dev/full'; do
    rm -rf out && mkdir out
    got=0
    bash -c "exec $line $closing" 2>said.txt || got=$?
    [ $got = $wanted ] || fail "$line $closing: status $got instead of $wanted"
    [ $wanted = 0 ] || grep -q "^$tool: standard output: cannot be written" said.txt || fail "$line $closing: $(cat said.txt)"
    same "$closing"  # files are whole nevertheless
  done
  got=0
  rm -rf out && mkdir out
  bash -c "exec $line >&- 2>&-" </dev/null || got=$?
  [ $got = $wanted ] || fail "$line: status $got without standard output and error"
  same "without standard output and error"
done <runs.txt
rm -rf out

# What all tools print, and reports in JSON.
for tool in "$ROM_BIN"/rom-*; do
  name=$(basename "$tool")
  [ "$name" != rom-unit-tests ] || continue
  for option in --help --version; do
    for closing in '>&-' '>/dev/full'; do
      got=0
      bash -c "exec $name $option $closing" 2>said.txt || got=$?
      [ $got = 1 ] && grep -q "^$name: standard output: cannot be written" said.txt || fail "$name $option $closing: status $got"
    done
  done
done
full() { got=0; "$@" >/dev/full 2>said.txt || got=$?; [ $got = 1 ] && grep -q "standard output: cannot be written .No space" said.txt || fail "$* on a full disk: status $got"; }
full rom-error train.npy p.npy --json
got=0
rom-error train.npy p.npy --max 1e-9 >/dev/full 2>said.txt || got=$?  # this rather than the status of the check
[ $got = 1 ] && grep -q "standard output: cannot be written" said.txt || fail "--max on a full disk: status $got, $(cat said.txt)"
full rom-import --formats
full rom-import train.npy --show
full rom-predict model mu.npy --gp gp.json --initial initial.npy --keep-going -q -o -

# Arrays to a standard output that is closed, and from a standard input that is.
closed() { got=0; bash -c "exec $1" 2>said.txt </dev/null || got=$?; [ $got = 1 ] && [ "$(grep -cv warning said.txt)" = 1 ] && grep -q "$2" said.txt || fail "$1: status $got, $(cat said.txt)"; }
for line in "rom-predict model mu.npy --gp gp.json --initial initial.npy --keep-going" "rom-import train.npy -q" \
  "rom-sindy model/latent.npy --dt 0.05" "rom-gpfit mu.npy xi.npy" "rom-encode train.npy --apply model" "rom-sample --list 1:2:3"; do
  closed "$line -o - >&-" "cannot be written (it is closed)"
  closed "$line -o /dev/stdout >&-" "cannot be written (it is closed)"
done
closed "rom-error train.npy p.npy --series - >&-" "cannot be written (it is closed)"
closed "rom-error - p.npy <&-" "standard input: cannot be read"

# A warning stays out of an array that is written beside a closed standard error.
rom-predict model mu.npy --gp gp.json --initial initial.npy --times 0:3:5 --keep-going -q -o late.npy 2>warned.txt
grep -q "extrapolates" warned.txt || fail "no warning"
mv late.npy before.npy
rom-predict model mu.npy --gp gp.json --initial initial.npy --times 0:3:5 --keep-going -q -o late.npy 2>&-
assert_same before.npy late.npy

# A reader that has had enough ends a run quietly, whether SIGPIPE is ignored or not, and leaves nothing half-written.
for ignored in '' "trap '' PIPE;"; do
  mkdir quiet
  got=$(bash -c "$ignored { rom-predict model mu.npy --gp gp.json --initial initial.npy --keep-going --times 0:2:20000 -q -o - --std quiet/s.npy 2>said.txt; echo \$? >&2; } | head -c 10 >/dev/null" 2>&1)
  [ "$got" = 141 ] && [ ! -s said.txt ] && [ -z "$(ls -A quiet)" ] || fail "a reader that goes: status $got, $(cat said.txt)"
  rmdir quiet
done
for report in "rom-import train.npy --show" "rom-error train.npy p.npy --max 1e-9"; do  # with a word after it
  got=$(bash -c "{ sleep 0.2; $report 2>said.txt; echo \$? >&2; } | true" 2>&1)
  [ "$got" = 141 ] && ! grep -v warning said.txt || fail "$report that nobody reads: status $got, $(cat said.txt)"
done
# What is said to nobody stops no training.
rom-encode train.npy --dt 0.05 --latent 2 --hidden none --epochs 20 -v -o heard 2> >(true)
for array in model/*.npy; do cmp "$array" "heard/$(basename "$array")"; done

# A stream that does not block takes all of an array.
rom-import fields/train.npy -q -o whole.npy
"$PYTHON" - <<'PY'
import os, subprocess, time
here, there = os.pipe()
os.set_blocking(there, False)
with subprocess.Popen(["rom-import", "fields/train.npy", "-q", "-o", "-"], stdout=there) as tool:
    os.close(there)
    time.sleep(0.3)
    got = b""
    while piece := os.read(here, 1000):
        got += piece
    assert tool.wait() == 0, tool.returncode
assert got == open("whole.npy", "rb").read(), len(got)
PY

# No arrays to a terminal; text may go there.
cat >terminal.py <<'PY'
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
text = b""
try:
    while piece := os.read(terminal, 1000):
        text += piece
except OSError:
    pass
sys.stdout.write(text.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY
for name in - /dev/stdout /dev/tty; do
  got=0
  "$PYTHON" terminal.py rom-import train.npy -q -o $name >said.txt || got=$?
  [ $got = 2 ] && [ "$(wc -l <said.txt)" = 1 ] && grep -q "is a terminal, .*redirect it" said.txt || fail "$name: status $got, $(cat said.txt)"
done
"$PYTHON" terminal.py rom-export p.npy -q --to csv -o - >table.txt
grep -q '^case,time' table.txt || fail "no table on a terminal"
