// Where outputs go: symbolic links are followed, streams told from files.
#pragma once

#include <string>

namespace rom::npy {

// What the name of an output means.
struct Place {
    std::string path;  // the file or folder, symbolic links followed, whether it is there or not
    int stream = -1;   // or the descriptor that -, /dev/stdout, /dev/fd/N or /proc/self/fd/N means
    bool is_stream() const { return stream >= 0; }
};

// Throws Error if links lead round in a circle.
Place place_of(const std::string& name);

// Whether a name means standard output, whatever that is connected to.
bool is_standard_output(const std::string& name);

// Whether a name means what no file may take the place of: a stream, or a device, pipe or socket that is there.
bool is_special(const Place& place);
bool is_special(const std::string& name);

// Throws Error unless a file or folder can be written to the place that `name` means: its folder is there, and the name
// is not too long.
void check_place(const std::string& name, const Place& place);

// The same of a file, which must not be a folder.
void check_output(const std::string& name, const Place& place);

// Whether open files have names, in /proc, which bare chroots lack.
bool descriptors_have_names();

// The folder that a file is in.
std::string folder_of(const std::string& path);

}  // namespace rom::npy
