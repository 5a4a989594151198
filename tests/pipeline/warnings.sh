# Each warning that the sources can give has a row in rom-guide(7) that says what to do: something of what is constant in it stands there.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - "$ROM_SOURCE" <<'PY'
import pathlib, re, sys
root = pathlib.Path(sys.argv[1])
guide = (root / "man/rom-guide.7").read_text().split(".SH WHAT WARNINGS WANT")[1].split(".SH ")[0]
for escape, text in ((r"\-", "-"), (r"\(aq", "'"), (r"\fB", ""), (r"\fR", ""), ("\n", " ")):
    guide = guide.replace(escape, text)

# What is within the bracket that opens before `start`.
def argument(text, start):
    depth, at, quoted = 1, start, False
    while depth:
        if text[at] == "\\":
            at += 1
        elif text[at] == '"':
            quoted = not quoted
        elif not quoted:
            depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
    return text[start:at - 1]

# Calls that warn, lists that are given to such calls, and functions that make a sentence for them.
CALLS = re.compile(r"\b(?:warn|object|(?:found|warnings|blow_ups)\.(?:push|emplace)_back)\(")
MAKERS = re.compile(r"^\S.* (?:other_derivative|left_out_sentence)\(|\btimes\.misfit =", re.M)
sentences = {}
for path in [*root.glob("lib/rom/**/*.cpp"), *root.glob("tools/*.cpp")]:
    text = path.read_text()
    parts = [argument(text, call.end()) for call in CALLS.finditer(text)]
    for made in MAKERS.finditer(text):
        end = text.find("\n}\n", made.end()) if text[made.end() - 1] != "=" else text.find(";\n", made.end())
        parts.append(text[made.end():end])
    for part in parts:
        joined = re.sub(r'"\s*\n?\s*"', "", part)
        pieces = [piece for literal in re.findall(r'"((?:[^"\\]|\\.)*)"', joined) for piece in re.split(r"%[-+ 0-9.]*l?[a-z%]", literal)]
        constant = [piece for piece in (piece.strip(" :;,") for piece in pieces) if len(piece) >= 10]
        if constant:
            sentences[path.relative_to(root), "...".join(constant)] = constant
missing = [f"{path}: {sentence}" for (path, sentence), constant in sentences.items() if not any(piece[:30].strip() in guide for piece in constant)]
print("\n".join(missing), file=sys.stderr)
assert len(sentences) > 45, sorted(sentences)
sys.exit(bool(missing))
PY
