#include "rom/base/cores.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "rom/base/text.h"

namespace rom {
namespace {

namespace fs = std::filesystem;

bool lists(const std::string& names, const char* name) { return std::ranges::count(split(names, ','), name) > 0; }

// A hierarchy of control groups that may have quotas: where it is mounted, and which of its groups that shows.
struct Hierarchy {
    bool unified = false;  // version 2
    std::string group;
    std::string place;
};

// A line of mountinfo: number, parent, device, group, place, options, ..., -, type, source, options of the hierarchy.
std::optional<Hierarchy> hierarchy_of(const std::string& line) {
    const std::size_t dash = line.find(" - ");
    if (dash == std::string::npos) return {};
    std::istringstream mount(line.substr(0, dash));
    std::istringstream what(line.substr(dash + 3));
    std::string word;
    std::string type;
    std::string options;
    Hierarchy result;
    mount >> word >> word >> word >> result.group >> result.place;
    what >> type >> word >> options;
    result.unified = type == "cgroup2";
    if (!result.unified && !(type == "cgroup" && lists(options, "cpu"))) return {};
    return result;
}

// The group of this process in a hierarchy, by a line of /proc/self/cgroup: number:controllers:group.
std::optional<std::string> group_in(const Hierarchy& hierarchy, const std::string& line) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) return {};
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (hierarchy.unified ? !controllers.empty() : !lists(controllers, "cpu")) return {};
    return line.substr(second + 1);
}

// Of the group in a folder; both versions say "no limit" by what is no positive number.
std::optional<double> quota_in(const fs::path& folder, bool unified) {
    double quota = 0;
    double period = 0;
    if (unified) {
        std::ifstream(folder / "cpu.max") >> quota >> period;
    } else {
        std::ifstream(folder / "cpu.cfs_quota_us") >> quota;
        std::ifstream(folder / "cpu.cfs_period_us") >> period;
    }
    if (quota > 0 && period > 0) return quota / period;
    return {};
}

std::vector<std::string> lines_in(const std::string& path) {
    std::vector<std::string> lines;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

}  // namespace

std::optional<double> core_quota(const std::string& root) {
    std::optional<double> least;
    const std::vector<std::string> groups = lines_in(root + "/proc/self/cgroup");
    for (const std::string& mount : lines_in(root + "/proc/self/mountinfo")) {
        const auto hierarchy = hierarchy_of(mount);
        if (!hierarchy) continue;
        for (const std::string& line : groups) {
            const auto group = group_in(*hierarchy, line);
            if (!group) continue;
            // A container sees but a part of the hierarchy, whose top may be its own group.
            const fs::path below = fs::path(*group).lexically_relative(hierarchy->group);
            const fs::path top = root + hierarchy->place;
            std::vector<fs::path> folders = {top};
            for (const fs::path& step : below) {
                if (step == "..") break;
                if (step != ".") folders.push_back(folders.back() / step);
            }
            for (const fs::path& folder : folders)
                if (const auto quota = quota_in(folder, hierarchy->unified); quota && (!least || *quota < *least))
                    least = quota;
        }
    }
    return least;
}

int available_cores() {
    cpu_set_t affinity;
    int cores = std::max(1, static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN)));
    if (::sched_getaffinity(0, sizeof affinity, &affinity) == 0) cores = CPU_COUNT(&affinity);
    const auto quota = core_quota("");
    return quota ? static_cast<int>(std::clamp(std::ceil(*quota), 1.0, static_cast<double>(cores))) : cores;
}

}  // namespace rom
