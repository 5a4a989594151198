// One training at a time of an output.
#pragma once

#include <string>

namespace rom::files {

// Held while OUTPUT is trained. The file OUTPUT.training-lock, which names the process that holds it, its host and when
// it began, is locked by the kernel (flock), which lets go of it however the process ends; on a file system without
// such locks what the file says has to do. It goes with this object. Of several ranks the first holds it.
class OutputLock {
public:
    // Throws Error naming the holder if another process has it.
    explicit OutputLock(const std::string& output);
    ~OutputLock();
    OutputLock(const OutputLock&) = delete;
    OutputLock& operator=(const OutputLock&) = delete;

    // "process 4711 on node17, since 2026-01-31T12:00:00Z", which held it and has ended without letting go; else empty.
    const std::string& before() const { return before_; }

private:
    std::string path_;
    std::string before_;
    int descriptor_ = -1;
};

}  // namespace rom::files
