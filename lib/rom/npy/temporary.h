// What outputs are called until they are whole, what killed runs leave of them, and how they outlive a power failure.
#pragma once

#include <string>
#include <vector>

namespace rom::npy {

// A name in the folder of an output for what is to take its place: ".NAME.part-HOST-PROCESS-RANDOM", shortened to what
// the file system takes.
std::string temporary_name(const std::string& path);

// What there is under such names, in the order of the names.
std::vector<std::string> temporaries_of(const std::string& path);

// Removes what runs that were killed left of an output: temporaries of processes of this host that are gone, and, of
// whatever host, those that nobody has written to for a week.
void remove_leftovers(const std::string& path);

// Moves a temporary to its place, after its content is on the disk, and waits until the new name is there too, unless
// the environment has ROM_FSYNC=0. `name`: what the user calls the output. Throws Error, and leaves the temporary.
void take_place(const std::string& temporary, const std::string& path, const std::string& name);

// The parts of that: each does nothing with ROM_FSYNC=0, or for a file within a temporary folder, which is synced
// whole. Throws Error if the disk is full or fails.
void sync_file(int descriptor, const std::string& path, const std::string& name);
void sync_folder(const std::string& path);
// All files and folders in a folder, and itself.
void sync_tree(const std::string& folder, const std::string& name);

// "p.npy: cannot be written (No space left on device)". A reader that has gone is an Error of kReaderGone.
[[noreturn]] void cannot_write(const std::string& name, int error);

}  // namespace rom::npy
