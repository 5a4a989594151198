// Pieces of a page that needs nothing else: no network, no other file.
#pragma once

#include <string>
#include <vector>

namespace rom::plot {

// A text with the characters that HTML would take for its own written otherwise, and as UTF-8.
std::string escaped(const std::string& text);

// A table whose columns can be sorted by a click on their names. Cells are texts; those that begin with a number are
// sorted by it.
std::string table(const std::vector<std::string>& columns, const std::vector<std::vector<std::string>>& rows);

// An SVG as gnuplot writes it, within a page: without its first lines, its names with `number` before them, so that
// those of several pictures differ.
std::string within_page(const std::string& svg, std::size_t number);

// A whole page.
std::string page(const std::string& title, const std::string& body);

}  // namespace rom::plot
