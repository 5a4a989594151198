# Every option of every tool refuses what it cannot be, before anything is read: one line that names it, status 2, nothing on
# standard output, no file, at once. Options and the kinds of their values are those of --help, so that new ones are tested too.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - "$ROM_BIN" <<'PY'
import concurrent.futures, os, pathlib, re, resource, subprocess, sys
tools = [t for t in sorted(pathlib.Path(sys.argv[1]).glob("rom-*")) if t.name != "rom-unit-tests"]
assert len(tools) >= 14, tools

number = ["", "x", "nan", "inf", "-inf", "0x10", "1e400", "1e-3x", "1,,2", "1 ", "1;2"]
whole = number + ["5.5", "-1", "1e3", "99999999999999999999", "-99999999999999999999"]
bad = {"INT": whole, "INTS": whole, "NUMBER": number, "NUMBERS": number,
       "WIDTHS": ["", "5,,5", "1e12", "0", "-3", "x", "20,", ",20", "2.5", "1000000,1000000", "99999999999999999999"],
       "CHOICE": ["", "nonsense", "Auto", "1", "nan"], "FILE": [""], "ARRAY": [""], "JSON": [""], "MODEL": [""], "OUTPUT": ["", "no/such/folder", "n" * 300], "TEXT": [""], "SLICE": [""]}
checks, faults = [], []

for tool in tools:
    help = subprocess.run([tool, "--help"], capture_output=True, text=True, check=True).stdout
    places = re.findall(r"^  ([a-z]\w*) (?:FILE|ARRAY|MODEL|TEXT)(?: \.\.\.)?( REQUIRED)?", help[help.find("Positionals:"):help.index("Options:")], re.M)
    options = {name: (kind or "", (rest or "") + many) for name, kind, rest, many in re.findall(
        r"^  (?:-\w,)?(--[\w-]+)(?: ([A-Z]+)(=\S+)?)?((?: \.\.\.)?)", help[help.index("Options:"):help.index("Example:")], re.M)}
    required = re.findall(r"^  (?:-\w,)?(--[\w-]+) [A-Z]+(?:=\S+)?(?: \.\.\.)? REQUIRED", help, re.M)
    given = {name: {"INT": "2"}.get(options[name][0], "out") for name in required}
    base = [f"absent-{name}.npy" for name, need in places if need]
    def command(*words, without=None):
        return [tool, *base, *(f"{n}={v}" for n, v in given.items() if n != without), *words]
    def check(option, statuses, pattern, *words):
        checks.append((tool.name, option, statuses, pattern, command(*words, without=option)))
    kinds = set()
    for option, (kind, rest) in options.items():
        if option in ("--help", "--version", "--completion"):  # these act at once
            continue
        kinds.add(kind)
        if not kind:
            check(option, {2}, "takes no value", option + "=false")
        else:
            assert kind in bad, f"{tool.name} {option}: this test does not know values of kind {kind}"
            for value in bad[kind] + (["Auto", "-1", "0"] if rest.startswith("=auto") and kind in ("INT", "NUMBER") else []):
                # A folder that is not there is a matter of the data.
                statuses = {1} if kind == "OUTPUT" and value else {2}
                check(option, statuses, re.escape(value) if kind == "OUTPUT" else option, f"{option}={value}")
            if kind == "CHOICE":
                check(option, {2}, "must be .* or ", f"{option}=nonsense")
            check(option, {2}, f"{option} needs a value but the command line ends", option)
            check(option, {2}, f"{option} needs a value but --quiet follows", option, "--quiet")
            default = rest[1:].split(" ")[0] or {"INT": "2", "NUMBER": "0.5", "WIDTHS": "5"}.get(kind, "here.npy")
            if kind not in ("INTS", "NUMBERS") and not rest.endswith("..."):  # lists may be given in pieces
                check(option, {2}, f"{option} is given twice", f"{option}={default}", option, default)
        for wrong in (option[:-1], option + "x", option[:2] + option[3] + option[2] + option[4:], option[1:]):
            if wrong not in options and wrong[:2] not in ("-o", "-q", "-v", "-h"):
                check(option, {2}, "unknown option " + wrong, wrong, "1")
    check("", {2}, "did you mean --threads", "--thread", "1")
    # Of those that are required each is asked for.
    checks.append((tool.name, "", {2}, "required|needed|are given", [tool]))
    if places and help.find("...") < 0:
        extra = ["b.npy"] * (len(places) + 1)
        check("", {2}, "arguments are given, .* leave out b.npy", *extra)
    check("--threads", {2}, "--threads is 100000; it must be a whole number from 1 to 1024", "--threads", "100000")
    assert options.keys() >= {"--threads", "--quiet", "--verbose"} and kinds >= {"", "INT"}, (tool, options)

def run(check):
    name, option, statuses, pattern, words = check
    got = subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
    said = got.stderr.decode(errors="replace")
    wrong = []
    if got.returncode not in statuses:
        wrong.append(f"status {got.returncode}")
    if said.count("\n") != 1 or not said.startswith(name + ": "):
        wrong.append("not one line of the tool's")
    if not re.search(pattern, said):
        wrong.append(f"no '{pattern}'")
    if got.stdout:
        wrong.append("wrote to standard output")
    return [f"{' '.join(map(str, [name, *words[1:]]))}: {', '.join(wrong)}: {said[:300]}"] if wrong else []

before = sorted(os.listdir("."))
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    for found in pool.map(run, checks):
        faults += found
used = resource.getrusage(resource.RUSAGE_CHILDREN)
if (used.ru_utime + used.ru_stime) / len(checks) > 0.5:
    faults.append(f"{len(checks)} refusals took {used.ru_utime + used.ru_stime:.0f} s of computing")
if sorted(os.listdir(".")) != before:
    faults.append(f"files were made: {sorted(set(os.listdir('.')) - set(before))}")
print("\n".join(faults[:60]), file=sys.stderr)
print(f"{len(faults)} of {len(checks)} wrong", file=sys.stderr)
assert len(checks) > 2000, len(checks)
sys.exit(bool(faults))
PY
