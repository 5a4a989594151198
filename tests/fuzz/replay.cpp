// Runs a target on files, and on the files in folders, as a fuzzer does: within 10 seconds each, and 512 MiB in all.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "target.h"

namespace {

constexpr unsigned kSeconds = 10;

void replay(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    // A vector of its own, so that tools that watch memory see what is read beyond its end.
    const std::vector<std::uint8_t> bytes(content.begin(), content.end());
    std::printf("%s\n", path.c_str());
    std::fflush(stdout);
    ::alarm(kSeconds);
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    ::alarm(0);
}

}  // namespace

int main(int argc, char** argv) {
    LLVMFuzzerInitialize(&argc, &argv);
    std::vector<std::filesystem::path> paths;
    for (int k = 1; k < argc; ++k) {
        if (!std::filesystem::is_directory(argv[k])) {
            paths.emplace_back(argv[k]);
            continue;
        }
        for (const auto& entry : std::filesystem::directory_iterator(argv[k])) paths.push_back(entry.path());
    }
    if (paths.empty()) {
        std::fprintf(stderr, "%s: no inputs\n", argv[0]);
        return 1;
    }
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths) replay(path);
    return 0;
}
