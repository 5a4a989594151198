#include "rom/plot/html.h"

#include <algorithm>

#include "rom/base/utf8.h"

namespace rom::plot {
namespace {

constexpr std::size_t kWhole = 24;  // characters of a cell in which no line is broken

constexpr const char* kStyle = R"(
:root { color-scheme: light; }
body { font: 16px/1.45 system-ui, sans-serif; color: #222; margin: 0 auto; padding: 1rem; max-width: 75rem; }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid #ccc; }
.verdict { font-size: 1.1rem; border-left: .3rem solid #0072B2; padding: .4rem .8rem; background: #f2f7fb; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr)); gap: 1rem; }
figure { margin: 0; }
figcaption { font-size: .9rem; text-align: center; }
figure svg { width: 100%; height: auto; display: block; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .2rem .7rem .2rem 0; border-bottom: 1px solid #e4e4e4; }
td { overflow-wrap: anywhere; min-width: 4rem; }
.whole { white-space: nowrap; }
th button { all: unset; cursor: pointer; font-weight: 600; }
th button:focus-visible { outline: 2px solid #0072B2; }
th[aria-sort=ascending] button::after { content: " \25B2"; }
th[aria-sort=descending] button::after { content: " \25BC"; }
code { font-size: .9rem; overflow-wrap: anywhere; }
)";

constexpr const char* kScript = R"(
for (const button of document.querySelectorAll("th button")) button.onclick = () => {
  const head = button.parentNode, body = head.closest("table").tBodies[0];
  const falls = head.ariaSort === "ascending";
  for (const other of head.parentNode.cells) other.ariaSort = null;
  head.ariaSort = falls ? "descending" : "ascending";
  const key = row => row.cells[head.cellIndex].textContent;
  const order = (a, b) => {
    const difference = parseFloat(key(a)) - parseFloat(key(b));
    return isNaN(difference) ? key(a).localeCompare(key(b)) : difference;
  };
  body.append(...[...body.rows].sort((a, b) => falls ? order(b, a) : order(a, b)));
};
)";

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

}  // namespace

std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : as_utf8(text)) switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            default:
                result += c;
        }
    return result;
}

std::string table(const std::vector<std::string>& columns, const std::vector<std::vector<std::string>>& rows) {
    std::string html = "<div class=\"scroll\"><table><thead><tr>";
    for (const std::string& column : columns)
        html += "<th scope=\"col\"><button type=\"button\">" + escaped(column) + "</button></th>";
    html += "</tr></thead><tbody>\n";
    for (const auto& row : rows) {
        html += "<tr>";
        for (const std::string& cell : row)
            html += (cell.size() <= kWhole ? "<td class=\"whole\">" : "<td>") + escaped(cell) + "</td>";
        html += "</tr>\n";
    }
    return html + "</tbody></table></div>\n";
}

std::string within_page(const std::string& svg, std::size_t number) {
    std::string html = svg.substr(std::min(svg.size(), svg.find("<svg")));
    const std::string own = "p" + std::to_string(number) + "-";
    for (const std::string name : {"gpPt", "gpDot", "gnuplot_", "textbox", "greybox"})
        for (const std::string before : {"id=\"", "id='", "href=\"#", "href='#", "url(#"})
            replace_all(html, before + name, before + own + name);
    return html;
}

std::string page(const std::string& title, const std::string& body) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           escaped(title) + "</title>\n<style>" + kStyle + "</style>\n</head>\n<body>\n" + body + "<script>" + kScript +
           "</script>\n</body>\n</html>\n";
}

}  // namespace rom::plot
