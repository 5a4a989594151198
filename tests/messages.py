# Every error and every warning of lib/ and tools/ is read by a test: twelve characters in a row of what is constant in it,
# which no other message has, stand in a string of a test. Those without are listed, and the exit status is 1.

import collections
import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parent.parent
LENGTH = 12
LITERAL = re.compile(r'R"\((.*?)\)"|"((?:[^"\\\n]|\\.)*)"|\'(?:[^\'\\\n]|\\.)+\'|//[^\n]*|/\*.*?\*/', re.S)
SITE = re.compile(r"\bthrow\b(?!;)|\b(?:warn|object|refuse\w*|damaged|complain|spelled|require_memory|Error|Mismatch"
                  r"|(?:warnings|found|blow_ups)\.(?:push_back|emplace_back))\(|std::cerr <<"
                  r"|\b(?:misfit|refusal|divergence|why_no_moments|must) = ")
FUNCTION = re.compile(r"^(?:inline |static )*(?:std::string|std::optional<std::string>|Error) ([\w:]+)\([^;{}]*\) (?:const )?\{", re.M)
CONVERSION = re.compile(r"%[-+ #0]*[\d.*]*(?:l|z)*[a-zA-Z%]")


def unescaped(text):
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), text)


def read(path):
    """The code with «k» in place of its k-th string, and the strings; those that stand side by side are one."""
    strings = []

    def kept(match):
        if match[1] is None and match[2] is None:
            return "" if match[0].startswith("/") else "0"
        strings.append(match[1] if match[1] is not None else unescaped(match[2]))
        return f"«{len(strings) - 1}»"

    code = LITERAL.sub(kept, path.read_text())
    while joined := re.search(r"«(\d+)»\s+«(\d+)»", code):
        strings[int(joined[1])] += strings[int(joined[2])]
        code = code[: joined.start()] + f"«{joined[1]}»" + "\n" * joined[0].count("\n") + code[joined.end() :]
    return code, strings


def pieces(text, strings):
    """What is constant in the strings of a statement."""
    found = [piece for k in re.findall(r"«(\d+)»", text) for piece in re.split(r"\n", CONVERSION.sub("\n", strings[int(k)]))]
    return tuple(piece for piece in found if piece.strip())


def windows(piece):
    return {piece[k : k + LENGTH] for k in range(max(1, len(piece) - LENGTH + 1))}


def block(code, start):
    depth = 0
    for k in range(start, len(code)):
        depth += {"{": 1, "}": -1}.get(code[k], 0)
        if depth == 0:
            return code[start : k + 1]


def messages():
    """(place, pieces) of each statement that makes an error or a warning, and of the functions that make its words."""
    files = {path: read(path) for folder in ("lib", "tools") for path in sorted((SOURCE / folder).rglob("*")) if path.suffix in (".h", ".cpp")}
    functions = collections.defaultdict(list)
    for path, (code, strings) in files.items():
        for match in FUNCTION.finditer(code):
            functions[match[1].split("::")[-1]].append((path, match.end() - 1))
    followed, found = set(), {}

    def add(path, start, statement):
        code, strings = files[path]
        found[f"{path.relative_to(SOURCE)}:{code.count(chr(10), 0, start) + 1}"] = pieces(statement, strings)
        for name in re.findall(r"(\w+)\(", statement):
            if name not in followed:
                followed.add(name)
                for place, begin in functions[name]:
                    body = block(files[place][0], begin)
                    for part in re.finditer(r"[^;{}]+", body):
                        words = pieces(part[0], files[place][1])
                        if any(len(piece) >= LENGTH for piece in words) and not words[0].startswith("<"):
                            add(place, begin + part.end(), part[0])

    for path, (code, strings) in files.items():
        for match in SITE.finditer(code):
            add(path, match.start(), code[match.start() : code.index(";", match.start())])
    return {place: constant for place, constant in found.items() if constant}


def read_by_tests():
    """All strings of the tests, in which backslashes of patterns do not count."""
    texts = []
    for path in sorted((SOURCE / "tests").rglob("*")):
        if path.suffix == ".cpp":
            texts += read(path)[1]
        elif path.suffix in (".sh", ".py") and path.name != pathlib.Path(__file__).name:
            lines = (line for line in path.read_text().splitlines() if not line.lstrip().startswith("#"))
            texts += [a or b for line in lines for a, b in re.findall(r'"((?:[^"\\]|\\.)*)"|\'([^\']*)\'', line)]
    return "\n".join(texts).replace("\\", "")


def is_read(constant, owners, tests):
    own = {window for piece in constant for window in windows(piece) if len(window) == LENGTH and len(owners[window]) == 1}
    if own:
        return any(window in tests for window in own)
    words = [piece.split(";")[0].strip() for piece in constant]
    longest = max(words, key=len)
    if len(longest) >= LENGTH:
        return any(window in tests for window in windows(longest))
    pairs = [".*".join(map(re.escape, pair)) for pair in zip(words, words[1:]) if len("".join(pair)) >= LENGTH - 2]
    return not pairs or any(re.search(pair, tests) for pair in pairs)


def main():
    found = messages()
    owners = collections.defaultdict(set)
    for constant in found.values():
        for window in set().union(*map(windows, constant)):
            owners[window].add(constant)
    tests = read_by_tests()
    without = [place for place, constant in found.items() if not is_read(constant, owners, tests)]
    for place in without:
        print(f"{place}: no test reads '{' ... '.join(found[place])}'", file=sys.stderr)
    print(f"{len(found)} messages, {len(without)} without a test")
    return bool(without)


if __name__ == "__main__":
    sys.exit(main())
