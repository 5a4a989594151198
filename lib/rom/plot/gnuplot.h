// Pictures drawn by gnuplot, which is run as a process of its own and is sent commands and numbers; no file is left
// behind.
#pragma once

#include <optional>
#include <string>

#include "rom/plot/picture.h"

namespace rom::plot {

// text: characters, for a terminal; script: the commands and numbers for gnuplot themselves.
enum class Format { png, svg, pdf, text, script };

// By the ending of a name, or text for standard output. Throws Error(2) naming the endings that there are.
Format format_of(const std::string& output);

// Pixels, or characters of text.
struct Size {
    Index width = 0;
    Index height = 0;
};
// What suits a picture; of text that for a terminal of `columns` characters. Throws Error if these are too few.
Size suitable_size(const Picture& picture, Format format, Index columns = 80);
// A size that was asked for. Throws Error(2) if it is too small for a picture.
Size checked(const Size& size, Format format);

// The commands and numbers that draw a picture.
std::string script_of(const Picture& picture, Format format, const Size& size);

// The bytes of the file. Throws Error as require_something does, and if gnuplot is not installed or fails.
std::string drawn(const Picture& picture, Format format, const Size& size);

}  // namespace rom::plot
