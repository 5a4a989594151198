#include "rom/base/cores.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include "support.h"

using namespace rom;

namespace {

// A folder that looks like / to a process in control groups.
struct FakeRoot {
    test::TemporaryFolder folder;

    void write(const std::string& path, const std::string& text) const {
        const std::filesystem::path file = folder.path.string() + path;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }
    std::optional<double> quota() const { return core_quota(folder.path.string()); }
};

constexpr const char* kVersion2 = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

}  // namespace

TEST_CASE("cores: without control groups, or without a quota, there is none") {
    const FakeRoot root;
    CHECK(!root.quota());
    root.write("/proc/self/mountinfo", kVersion2);
    CHECK(!root.quota());
    root.write("/proc/self/cgroup", "0::/user.slice\n");
    CHECK(!root.quota());
    root.write("/sys/fs/cgroup/user.slice/cpu.max", "max 100000\n");
    CHECK(!root.quota());
}

TEST_CASE("cores: the least quota of a group and those above it counts (version 2)") {
    const FakeRoot root;
    root.write("/proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n" + std::string(kVersion2));
    root.write("/proc/self/cgroup", "0::/job/step\n");
    root.write("/sys/fs/cgroup/job/step/cpu.max", "400000 100000\n");
    CHECK(root.quota() == 4);
    root.write("/sys/fs/cgroup/job/cpu.max", "75000 50000\n");
    CHECK(root.quota() == 1.5);
    root.write("/sys/fs/cgroup/other/cpu.max", "1000 100000\n");
    CHECK(root.quota() == 1.5);
}

TEST_CASE("cores: a container that sees its own group as the top knows its quota") {
    const FakeRoot root;
    root.write("/proc/self/mountinfo", kVersion2);
    root.write("/proc/self/cgroup", "0::/\n");
    root.write("/sys/fs/cgroup/cpu.max", "250000 100000\n");
    CHECK(root.quota() == 2.5);
}

TEST_CASE("cores: version 1 has its quota where the controller cpu is mounted") {
    const FakeRoot root;
    root.write("/proc/self/mountinfo",
               "31 23 0:27 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"
               "32 23 0:28 /docker/abc /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
               "33 23 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
    root.write("/proc/self/cgroup", "9:cpuset:/\n3:cpu,cpuacct:/docker/abc/part\n0::/\n");
    root.write("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
    root.write("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
    CHECK(!root.quota());
    root.write("/sys/fs/cgroup/cpu,cpuacct/part/cpu.cfs_quota_us", "320000\n");
    root.write("/sys/fs/cgroup/cpu,cpuacct/part/cpu.cfs_period_us", "100000\n");
    CHECK(root.quota() == 3.2);
    root.write("/sys/fs/cgroup/cpuset/cpu.cfs_quota_us", "1000\n");
    CHECK(root.quota() == 3.2);
}

TEST_CASE("cores: a process that sees but another part of the hierarchy takes the quota of its top") {
    const FakeRoot root;
    root.write("/proc/self/mountinfo", "32 23 0:28 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup rw\n");
    root.write("/proc/self/cgroup", "0::/system.slice\n");
    root.write("/sys/fs/cgroup/cpu.max", "100000 100000\n");
    CHECK(root.quota() == 1);
}

TEST_CASE("cores: files that hold something else limit nothing") {
    const FakeRoot root;
    root.write("/proc/self/mountinfo", "nonsense\n- - -\n" + std::string(kVersion2));
    root.write("/proc/self/cgroup", "nonsense\n:\n0::/a\n");
    for (const char* text : {"", "x y\n", "0 0\n", "-5 100000\n", "100000\n"}) {
        root.write("/sys/fs/cgroup/a/cpu.max", text);
        CHECK(!root.quota());
    }
}

TEST_CASE("cores: there is at least one, and no more than the machine has") {
    CHECK(available_cores() >= 1);
    CHECK(available_cores() <= static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
}
