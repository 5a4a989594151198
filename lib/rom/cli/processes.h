// Lines of shell that run beside each other.
#pragma once

#include <map>
#include <optional>
#include <string>

#include <sys/types.h>

namespace rom::cli {

// Each runs in a process group of its own with this program's folder first on the PATH and OMP_NUM_THREADS as given;
// those that still run end with this object.
class Processes {
public:
    ~Processes();

    // What it says goes to the file `log`. Throws Error if it cannot be started.
    void start(const std::string& name, const std::string& line, int threads, const std::string& log);

    std::size_t running() const { return names_.size(); }

    // Waits until one ends, or a signal arrives that is to stop this program; nothing then.
    struct Ended {
        std::string name;
        int status = 0;  // 0 if it did what it was to do
    };
    std::optional<Ended> wait();

private:
    std::map<pid_t, std::string> names_;
};

}  // namespace rom::cli
