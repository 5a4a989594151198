# What is no array is told at once, whatever else it is: folders, sockets, terminals, devices, and pipes without an end, in so
# little memory that none of these could be read to its end.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
small_pipeline 20
mkdir folder
"$PYTHON" - <<'PY'
import socket, struct
socket.socket(socket.AF_UNIX).bind("socket")
def header(shape):
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(text)) + text.encode()
open("empty", "wb")
open("short", "wb").write(header((2, 3)) + bytes(40))
open("two", "wb").write(header((2, 3)) + bytes(2 * 48))  # an array and as much again
open("huge", "wb").write(header((1 << 20, 1 << 30)))     # 9 PB, it says
open("long", "wb").write(b"\x93NUMPY\2\0" + struct.pack("<I", 0xfffffff0) + b" " * 100000)
PY
inputs=(
  "rom-encode FILE --dt 0.1 --latent 3 -o out"
  "rom-encode train.npy --dt 0.1 --latent 3 --params FILE -o out"
  "rom-encode train.npy --times FILE --latent 3 -o out"
  "rom-encode train.npy --dt 0.1 --latent 3 --mask FILE -o out"
  "rom-encode FILE --apply model -o out"
  "rom-sindy FILE --dt 0.1 -o out"
  "rom-gpfit FILE xi.npy -o out"
  "rom-gpfit mu.npy FILE --dt 0.1 -o out"
  "rom-stage model FILE --gp gp.json --params mu.npy -o out"
  "rom-stage model train.npy --gp gp.json --params FILE -o out"
  "rom-predict model FILE --gp gp.json --initial initial.npy -o out"
  "rom-predict model test-mu.npy --gp gp.json --initial FILE -o out"
  "rom-predict model --decode FILE -o out"
  "rom-predict model --xi FILE -o out"
  "rom-error FILE train.npy"
  "rom-error train.npy FILE"
  "rom-baseline FILE mu.npy"
  "rom-baseline train.npy FILE"
  "rom-sample model FILE --gp gp.json --initial initial.npy"
  "rom-window FILE --length 5 -o out"
  "rom-export FILE -o out.csv"
  "rom-ldnet FILE --points mu.npy --dt 0.1 --latent 2 -o out"
  "rom-ldnet train.npy --points FILE --dt 0.1 --latent 2 -o out"
)
# with FILE WORD...: the command with the file in its place.
with() { command=("${@:2}") && command=("${command[@]/#FILE/$1}"); }
ulimit -v 2000000
remember_files
for line in "${inputs[@]}"; do
  read -ra words <<<"$line"
  with folder "${words[@]}" && expect 1 "folder: is a folder" "${command[@]}"
  with socket "${words[@]}" && expect 1 "socket: is a socket" "${command[@]}"
  with /dev/zero "${words[@]}" && expect 1 "/dev/zero: not a .npy file" "${command[@]}"
  with /dev/tty "${words[@]}" && expect 1 "/dev/tty: " "${command[@]}"
done
# So for what is JSON, and for files of other programs.
for line in "rom-predict model test-mu.npy --gp FILE --initial initial.npy -o out" \
  "rom-stage model train.npy --gp FILE --params mu.npy -o out" "rom-import FILE -o out"; do
  read -ra words <<<"$line"
  with folder "${words[@]}" && expect 1 "folder: " "${command[@]}"
  with /dev/zero "${words[@]}" && expect 1 "/dev/zero: " "${command[@]}"
done

expect 2 "folder: cannot be opened; name a file with a name a line" rom-import --list folder -o out
expect 2 "/dev/zero: is no list of names" rom-import --list /dev/zero -o out

# begun FILE SENTENCE: what rom-error says of a pipe that begins as the file does and never ends.
begun() {
  local got=0
  { cat "$1" && exec cat /dev/zero; } 2>>cat.txt | rom-error - train.npy >stdout.txt 2>stderr.txt || got=$?
  [ "$got" = 1 ] && [ "$(wc -l <stderr.txt)" = 1 ] && [ ! -s stdout.txt ] && grep -q "^rom-error: $2" stderr.txt ||
    { cat stderr.txt >&2; fail "$1: exit status $got, or no '$2'"; }
  rm stdout.txt stderr.txt cat.txt
}
begun empty "standard input: not a .npy file"
begun two "standard input: goes on after the 176 bytes that its header states"
begun huge "out of memory: standard input: its header states an array that would take .* but there are"
begun long "standard input: damaged .npy header .it is of 4294967280 bytes"
"$PYTHON" - <<'PY'
import os, pty, subprocess
def said(stdin):
    got = subprocess.run(["rom-error", "-", "train.npy"], stdin=stdin, capture_output=True, text=True, timeout=60)
    assert got.returncode == 1 and not got.stdout, got
    return got.stderr
_, terminal = pty.openpty()
assert said(terminal) == "rom-error: standard input: is a terminal; a .npy file is needed, or a pipe\n"
assert said(os.open("folder", os.O_RDONLY)) == "rom-error: standard input: is a folder; a .npy file is needed\n"
assert "header promises 48 bytes of data but it has 40" in said(open("short"))
PY
assert_untouched
cat train.npy | rom-error - train.npy >said.txt # what a pipe holds is read whole
