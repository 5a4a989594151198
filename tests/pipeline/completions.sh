# Completions for bash, zsh and fish, as they are installed: options, choices, and files of the kind that is asked for.
source "$ROM_SOURCE/tests/pipeline/common.sh"
mkdir -p bash zsh fish model empty data/deep
touch model/model.json gp.json train.npy mu.npy data/u.npy notes.txt
for tool in "$ROM_BIN"/rom-*; do
  name=$(basename "$tool")
  [ "$name" != rom-unit-tests ] || continue
  "$tool" --completion bash >"bash/$name"
  "$tool" --completion zsh >"zsh/_$name"
  "$tool" --completion fish >"fish/$name.fish"
done
cmake --install "$ROM_BIN/.." --prefix "$work/prefix" >installed.txt
assert_same bash prefix/share/bash-completion/completions
assert_same zsh prefix/share/zsh/site-functions
assert_same fish prefix/share/fish/vendor_completions.d
rm -r prefix
expect 2 "--completion is tcsh; it must be bash, zsh or fish" rom-encode --completion tcsh

# offered LINE: what a shell offers at the end of the line, one a line; check_shell: the same of each.
check_shell() {
  shell=$1
  check() { # LINE WANTED...: that is offered, and what follows a dash of its own is not
    local line=$1 word wanted=1
    shift
    offered "$line" >offered.txt
    for word in "$@"; do
      if [ "$word" = NOT ]; then wanted=0; continue; fi
      if [ $wanted = 1 ]; then grep -qxF -- "$word" offered.txt || { cat offered.txt >&2; fail "$shell: no $word after '$line'"; }
      elif grep -qxF -- "$word" offered.txt; then cat offered.txt >&2; fail "$shell: $word after '$line'"; fi
    done
  }
  check "rom-encode --opt" --optimiser NOT --latent
  check "rom-encode --optimiser " muon adam lbfgs NOT varpro
  check "rom-stage --optimiser v" varpro NOT muon
  check "rom-encode --epochs a" auto
  check "rom-encode train.npy --warm-start " model/ NOT empty/ train.npy
  check "rom-encode t" train.npy
  check "rom-encode " train.npy mu.npy data/ NOT gp.json notes.txt
  check "rom-encode data/" data/u.npy
  check "rom-predict model mu.npy --gp " gp.json NOT mu.npy notes.txt
  check "rom-import " notes.txt
  check "rom-encode --latent " NOT train.npy model/
  check "rom-info --ver" --verify --version
}

done=0
if [ -e /usr/share/bash-completion/bash_completion ]; then
  cat >offer.bash <<'BASH'
source /usr/share/bash-completion/bash_completion
line=$1
source "bash/${line%% *}"
read -ra COMP_WORDS <<<"$line"
[[ $line != *" " ]] || COMP_WORDS+=("")
COMP_LINE=$line COMP_POINT=${#line} COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
compopt() { :; } # there is no completion at hand
name=${line%% *}
"_${name//-/_}" "$name" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
for word in "${COMPREPLY[@]}"; do [[ -d $word ]] && word=${word%/}/; echo "$word"; done
BASH
  offered() { env -u BASH_ENV bash offer.bash "$1"; }
  check_shell bash
  check "rom-ensemble model --gp gp.json g" gp.json
  check "rom-predict " model/ NOT empty/ mu.npy
  check "rom-predict model " mu.npy NOT gp.json
  check "rom-encode --optimiser=mu" muon
  done=1
else
  echo "bash: bash-completion is not installed"
fi
if command -v zsh >which.txt; then
  cat >offer.zsh <<'ZSH'
fpath=($PWD/zsh $fpath)
autoload -Uz compinit && compinit -u -D
zstyle ':completion:*' list-colors ''
zmodload zsh/zpty
PROMPT='@re''ady@'
# What completion would add, in place of adding it.
compadd() {
  [[ ${@[1,(i)(-|--)]} = *-(O|A|D)* ]] && { builtin compadd "$@"; return; }
  local -a found suffix prefix prefix2
  zparseopts -E -a opts P:=prefix S:=suffix p:=prefix2
  builtin compadd -O found "$@"
  local word
  for word in $found; do
    word=$IPREFIX${prefix2[2]}$word
    [[ -d $word ]] && word=$word/
    print -r -- "$word" >>offers.txt
  done
  builtin compadd "$@"
}
ZSH
  cat >offer.py <<'PY'
import os, pty, subprocess, sys
line = sys.argv[1]
open("offers.txt", "w").close()
master, slave = pty.openpty()
shell = subprocess.Popen(["zsh", "-f", "-i"], stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
                         env={**os.environ, "TERM": "dumb"})
os.close(slave)
said = b""
def until(mark):
    global said
    while mark not in said:
        said += os.read(master, 65536)
    said = said.partition(mark)[2]
os.write(master, b"source ./offer.zsh\n")
until(b"@ready@")  # the prompt, once the line editor has the keyboard
os.write(master, line.encode() + b"\t\x15print do''ne\n")  # the line is taken back
until(b"done\r\n")
shell.kill()
sys.stdout.write(open("offers.txt").read())
PY
  offered() { "$PYTHON" offer.py "$1"; }
  check_shell zsh
  check "rom-ensemble model --gp gp.json g" gp.json
  check "rom-predict " model/ NOT empty/ mu.npy
  check "rom-predict model " mu.npy NOT gp.json
  check "rom-encode --optimiser=mu" --optimiser=muon
  done=1
else
  echo "zsh is not installed"
fi
if command -v fish >which.txt; then
  offered() {
    local name=${1%% *}
    HOME=$work XDG_CONFIG_HOME=$work/config fish --private -c "source fish/$name.fish; complete -C '$1'" | cut -f 1
  }
  check_shell fish
  check "rom-encode --optimiser=mu" --optimiser=muon
  done=1
else
  echo "fish is not installed"
fi
[ $done = 1 ] || exit 77
