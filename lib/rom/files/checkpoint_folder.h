// The folder of a checkpoint as a whole: taken away, set aside, mended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace rom::files {

// The file by which a checkpoint's folder is known.
inline constexpr const char* kCheckpointMarker = "checkpoint.json";

// In one step, as far as other programs see.
void remove_checkpoint(const std::string& path);

// Takes away a checkpoint that was killed while it was removed, and puts a whole one that was not yet in its place
// there. For the one training of that name, before npy::remove_leftovers.
void mend_checkpoint(const std::string& path);

// The epochs of a checkpoint, 0 if it does not tell; nothing if there is none.
std::optional<std::int64_t> epochs_of_checkpoint(const std::string& path);

// Renames a checkpoint PATH.old, in place of an older one there, and returns that name. Throws Error if it cannot be.
std::string set_checkpoint_aside(const std::string& path);

}  // namespace rom::files
