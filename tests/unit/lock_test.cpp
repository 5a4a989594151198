#include "rom/files/lock.h"

#include <sys/wait.h>

#include <fstream>
#include <optional>

#include "support.h"

using namespace rom;
using test::error_of;

namespace {

std::string first_line_of(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

}  // namespace

TEST_CASE("lock: an output is one process's, who names itself, until it lets go") {
    const test::TemporaryFolder folder;
    const std::string lock = folder.file("m.training-lock");
    {
        const files::OutputLock first(folder.file("m"));
        CHECK(first.before().empty());
        CHECK(first_line_of(lock).find(" " + std::to_string(::getpid()) + " ") != std::string::npos);
        const std::string error = error_of([&] { files::OutputLock(folder.file("m/")); });
        CHECK(error.find("is being trained by process " + std::to_string(::getpid()) + " on ") != std::string::npos);
        CHECK(error.find("; wait for its end, or name another output") != std::string::npos);
        const files::OutputLock other(folder.file("n"));
        CHECK(std::filesystem::exists(lock));
    }
    CHECK_FALSE(std::filesystem::exists(lock));
    const files::OutputLock again(folder.file("m"));
    CHECK(again.before().empty());
}

TEST_CASE("lock: that of a process which was killed is taken over, and its end is told") {
    const test::TemporaryFolder folder;
    const pid_t child = ::fork();
    if (child == 0) {
        const files::OutputLock lock(folder.file("m"));
        ::_exit(0);  // without letting go
    }
    ::waitpid(child, nullptr, 0);
    REQUIRE(std::filesystem::exists(folder.file("m.training-lock")));
    const files::OutputLock lock(folder.file("m"));
    CHECK(lock.before().find("process " + std::to_string(child) + " on ") == 0);
}

TEST_CASE("lock: a file of another meaning is left alone") {
    const test::TemporaryFolder folder;
    std::ofstream(folder.file("m.training-lock")) << "my thesis\n";
    CHECK(error_of([&] { files::OutputLock(folder.file("m")); }).find("is not a lock of a training") !=
          std::string::npos);
    CHECK(first_line_of(folder.file("m.training-lock")) == "my thesis");
    std::filesystem::create_directory(folder.file("n.training-lock"));
    CHECK(error_of([&] { files::OutputLock(folder.file("n")); }).find("cannot be opened") != std::string::npos);
}
