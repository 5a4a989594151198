# rom-report writes one page that needs nothing else: the verdict first, pictures and tables, the commands that made the model.
source "$ROM_SOURCE/tests/pipeline/common.sh"
command -v gnuplot >/dev/null || { echo "skipped: no gnuplot"; exit 77; }
problem small
small_pipeline 40 2>/dev/null
rom-predict model test-mu.npy --gp gp.json --initial initial.npy -q -o 'p<1>&.npy' 2>/dev/null
rom-baseline train.npy mu.npy -q -o base >/dev/null 2>&1
rom-ensemble model model-2 --gp gp.json gp.json -q -o both >/dev/null 2>&1
rom-report model-2 --truth test.npy --prediction 'p<1>&.npy' --params test-mu.npy --dt 0.1 -o report.html
rom-report model --gp gp.json -o - >alone.html
for model in base both model/model.json; do rom-report "$model" -o other.html || fail "no report on $model"; done
rom-error test.npy 'p<1>&.npy' --json >errors.json
rom-info model-2 --json >info.json
"$PYTHON" - <<'PY' || fail "the page"
import collections, html.parser, json, re

class Page(html.parser.HTMLParser):
    empty = {"meta", "br", "link", "img"}
    def __init__(self, text):
        super().__init__()
        self.open, self.count, self.ids, self.links, self.texts, self.rows = [], collections.Counter(), [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open, self.open
    def handle_starttag(self, tag, attributes):
        self.handle_startendtag(tag, attributes)
        if tag not in self.empty:
            self.open.append(tag)
    def handle_startendtag(self, tag, attributes):
        self.count[tag] += 1
        if tag == "tr":
            self.rows.append([])
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            if name in ("href", "xlink:href", "src", "srcset", "action", "data"):
                self.links.append(value)
    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, tag
    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.texts.append(data)
        if "td" in self.open:
            self.rows[-1].append(data)
        if self.open and self.open[-1] in ("style", "script"):
            assert "http" not in data and "url(" not in data and "import" not in data

text = open("report.html").read()
assert text.startswith("<!DOCTYPE html>") and text.count("<!DOCTYPE") == 1 and "<?xml" not in text
page = Page(text)
assert page.count["svg"] >= 12 and page.count["script"] == 1 and page.count["link"] == 0 and page.count["img"] == 0
assert all(link.startswith(("#", "data:image/png;base64,")) for link in page.links), page.links
assert len(set(page.ids)) == len(page.ids), "ids that two pictures have"
assert all(link[1:] in page.ids for link in page.links if link.startswith("#"))
said = "".join(page.texts)
worst = json.load(open("errors.json"))
largest = f"{100 * worst['largest']:.3g}\u00a0%"
assert f"p<1>&.npy is off by {largest} at most" in said
assert said.index("Cases that were left out are missed by") < said.index("Predictions") < said.index("How it was made")
row = next(row for row in page.rows if row[:2] == ["0", "1.2"])
assert row[2:] == [largest, str(worst["time"]), f"{100 * worst['mean']:.3g}\u00a0%"], row
for step in json.load(open("info.json"))["provenance"]:
    assert step["command"] in said and step["time"] in said
    assert all(one["sha256"][:12] in said for one in step["inputs"])
captions = re.findall("<figcaption>(.*?)</figcaption>", text)
assert any(one.startswith("mean and one deviation") for one in captions), captions
assert [row[-1] for row in page.rows if row and row[0].startswith("cases left out, to stage")] == ["model-2"], page.rows
alone = "".join(Page(open("alone.html").read()).texts)
assert "rom-gpfit" in alone and "Predictions" not in alone
PY

# In a browser, if there is one: nothing is asked of the network, and a click sorts.
if command -v chromium >/dev/null; then
  sed 's|</body>|<script>const b = [...document.querySelectorAll("th button")].find(b => b.textContent === "largest"); b.click(); document.title = "sorted " + [...b.closest("table").tBodies[0].rows].map(r => parseFloat(r.cells[1].textContent)).join(" ");</script></body>|' report.html >click.html
  timeout 60 chromium --headless --no-sandbox --disable-gpu --dump-dom "file://$PWD/click.html" >dom.html 2>chromium.txt || fail "chromium: $(tail -n 1 chromium.txt)"
  "$PYTHON" -c '
import re
values = [float(x) for x in re.search("<title>sorted ([^<]*)</title>", open("dom.html").read())[1].split()]
assert len(values) > 2 and values == sorted(values), values' || fail "a click does not sort"
fi

# What it cannot make a page of.
remember_files
expect 1 "train.npy: is no model but of another kind" rom-report train.npy -o a.html
expect 1 "nope: does not exist" rom-report nope -o a.html
expect 2 "--truth and --prediction belong together" rom-report model --truth test.npy -o a.html
expect 1 "xi.npy: is no gp.json" rom-report model --gp xi.npy -o a.html
expect 1 "train.npy" rom-report model --truth test.npy --prediction train.npy -o a.html
expect 1 "test.npy has 1 case but mu.npy has 2" rom-report model --truth test.npy --prediction 'p<1>&.npy' --params mu.npy -o a.html
expect 2 "" rom-report model -o mu.npy --truth mu.npy --prediction mu.npy
assert_untouched
