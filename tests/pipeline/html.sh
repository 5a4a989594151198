# The manual pages become HTML with mandoc: all of them, well nested, with links that lead somewhere and all their commands.
source "$ROM_SOURCE/tests/pipeline/common.sh"
command -v mandoc >which.txt || { echo "skipped: no mandoc"; exit 77; }
bash "$ROM_SOURCE/man/html.sh" html
"$PYTHON" - "$ROM_SOURCE/man" <<'PY'
import html.parser, pathlib, re, sys
VOID = {"br", "meta", "link", "hr", "img", "input", "col"}
class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.open, self.links, self.ids, self.text = [], [], set(), ""
        self.feed(path.read_text())
        assert not self.open, (path, self.open)
    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        self.links += [named["href"]] if "href" in named else []
        self.ids |= {named["id"]} if "id" in named else set()
    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag, (tag, self.open)
    def handle_data(self, data):
        self.text += data
pages = {path.name: Page(path) for path in pathlib.Path("html").iterdir()}
sources = [path for path in pathlib.Path(sys.argv[1]).iterdir() if re.fullmatch(r"\.[1357]", path.suffix)]
assert pages.keys() == {"index.html", *(path.name + ".html" for path in sources)}, pages.keys()
between = 0
for name, page in pages.items():
    for link in page.links:
        other, _, mark = link.partition("#")
        assert (other or name) in pages and (not mark or mark in pages[other or name].ids), (name, link)
        between += bool(other)
assert between > 50, between
for path in sources:
    for block in re.findall(r"^\.nf\n(.*?)^\.fi", path.read_text(), re.S | re.M):
        words = block.replace(r"\-", "-").replace(r"\(aq", "'").split()
        plain = [word for word in words if "\\" not in word]
        assert " ".join(plain[:8]) in " ".join(pages[path.name + ".html"].text.split()) or len(plain) < len(words), (path, plain[:8])
PY
