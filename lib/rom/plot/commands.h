// Commands of gnuplot for texts, axes, curves and colours.
#pragma once

#include <string>

#include "rom/plot/picture.h"

namespace rom::plot {

// A text as gnuplot takes it, in one line; and one of which no character has a meaning.
std::string quoted(const std::string& text);
std::string plain(const std::string& text);

std::string number(double value);
std::string range_text(const Range& range);

std::string palette_of(Palette palette);

// Label, range and ticks. `name`: x or y; `in_text`: without exponents set high.
std::string axis_of(const std::string& name, const Axis& axis, bool in_text);
// Ticks of a linear axis, so that so many labels at most stand beside each other; nothing if gnuplot may choose.
std::string ticks_of(const std::string& name, const Axis& axis, const std::optional<Range>& range, Index most);

// What follows the data in the command `plot`; and the data.
std::string style_of(const Series& series, bool in_text);
std::string numbers_of(const Series& series);

}  // namespace rom::plot
