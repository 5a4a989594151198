# Each manual page names the options of its tool, all of them and no others, with the same defaults and groups as --help.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - "$ROM_BIN" "$ROM_SOURCE" <<'PY'
import pathlib, re, subprocess, sys
tools = sorted(pathlib.Path(sys.argv[1]).glob("rom-*"))
tools = [t for t in tools if t.name != "rom-unit-tests"]  # not a tool for users
assert len(tools) >= 6, tools
wrong = []
def plain(roff):
    return roff.replace(r"\-", "-").replace(r"\(aq", "'").replace(r"\fB", "").replace(r"\fR", "").replace(r"\fI", "")
for tool in tools:
    text = subprocess.run([tool, "--help"], capture_output=True, text=True, check=True).stdout
    if "Example:\n  " + tool.name not in text:
        wrong.append(f"{tool.name} --help does not end with an example")
    options, group, text = {}, "Options", text[text.index("Options:"):text.index("Example:")]
    for line in text.split("\n"):
        if match := re.match(r"([A-Z].*):$", line):
            group = match[1]
        elif match := re.match(r"  (?:-\w,)?(--[\w-]+)(?: \w+(?:=(\S+))?)?(?: \.\.\.)?( REQUIRED)?", line):
            options[match[1]] = (match[2] or "", bool(match[3]), group)
    page = pathlib.Path(sys.argv[2], "man", tool.name + ".1")
    if not page.exists():
        wrong.append(f"{tool.name} has no manual page; write {page}")
        continue
    entries, group = {}, "Options"
    for entry in page.read_text().split(".SH OPTIONS")[1].split(".SH ")[0].split("\n.TP\n")[1:]:
        head, _, body = plain(entry).partition("\n")
        name = re.search(r"--[\w-]+", head)[0]
        default = re.search(r"Default: (\S+)\.(?:\s|$)", body)
        entries[name] = (default[1] if default else "", "Required." in body, group)
        if match := re.search(r"^\.SS (.+)$", body, re.M):
            group = match[1].strip('"')
    for name in sorted(options.keys() | entries.keys()):
        if options.get(name) != entries.get(name):
            wrong.append(f"{tool.name} {name}: --help says {options.get(name)}, {page.name} {entries.get(name)}")
print("\n".join(wrong))
sys.exit(bool(wrong))
PY
if command -v groff >groff.txt; then
  for page in "$ROM_SOURCE"/man/*.[1357]; do
    groff -man -Tascii -ww -z "$page" 2>groff.txt
    [ ! -s groff.txt ] || { cat groff.txt >&2; fail "$page has errors"; }
  done
fi
