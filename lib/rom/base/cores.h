// How many cores this process may use.
#pragma once

#include <optional>
#include <string>

namespace rom {

// Those of its affinity, and no more than its control groups let it have, rounded up; at least 1.
int available_cores();

// The least quota of a process's control groups, in cores: cpu.max of version 2, cpu.cfs_quota_us and cpu.cfs_period_us
// of version 1, of its own group and those above it, as far as they are mounted here. Nothing if there is none. `root`
// is the folder in which /proc/self/cgroup, /proc/self/mountinfo and the mounts are: empty, but for tests.
std::optional<double> core_quota(const std::string& root);

}  // namespace rom
