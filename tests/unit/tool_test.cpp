#include "rom/cli/tool.h"

#include <fcntl.h>

#include <filesystem>
#include <iostream>
#include <new>
#include <sstream>

#include "rom/cli/streams.h"
#include "support.h"

using namespace rom;

namespace {

// The exit status of a tool with this body, and what it says.
std::pair<int, std::string> outcome_of(const std::function<int()>& body) {
    std::ostringstream said;
    std::streambuf* before = std::cerr.rdbuf(said.rdbuf());
    cli::Tool tool("rom-test", "Test.", "rom-test");
    std::string name = "rom-test";
    char* words[] = {name.data(), nullptr};
    const int status = tool.run(1, words, body);
    std::cerr.rdbuf(before);
    return {status, said.str()};
}

// Standard output as another file, until the end of this.
struct Redirected {
    explicit Redirected(const char* path) : before(::dup(STDOUT_FILENO)) {
        std::fflush(stdout);
        const int file = ::open(path, O_WRONLY);
        ::dup2(file, STDOUT_FILENO);
        ::close(file);
    }
    ~Redirected() {
        std::fflush(stdout);
        std::clearerr(stdout);
        ::dup2(before, STDOUT_FILENO);
        ::close(before);
    }
    Redirected(const Redirected&) = delete;
    Redirected& operator=(const Redirected&) = delete;
    int before;
};

}  // namespace

TEST_CASE("tool: whatever is thrown becomes one line and a status") {
    using Outcome = std::pair<int, std::string>;
    CHECK(outcome_of([] { return 3; }) == Outcome{3, ""});
    CHECK(outcome_of([]() -> int { throw Error("u.npy: is empty\nat all", 2); }) ==
          Outcome{2, "rom-test: u.npy: is empty at all\n"});
    CHECK(outcome_of([]() -> int { throw Error("nobody reads", kReaderGone); }) == Outcome{kReaderGone, ""});
    CHECK(outcome_of([]() -> int { throw std::logic_error("two\nlines"); }) ==
          Outcome{1, "rom-test: internal error: two lines; please report it\n"});
    const auto folder = [](const std::filesystem::path& path) {
        return outcome_of([&]() -> int {
            throw std::filesystem::filesystem_error("x", path, std::make_error_code(std::errc::permission_denied));
        });
    };
    CHECK(folder("a/b") == Outcome{1, "rom-test: a/b: cannot be read or changed (Permission denied)\n"});
    CHECK(folder("") == Outcome{1, "rom-test: a folder: cannot be read or changed (Permission denied)\n"});
    const auto [status, said] = outcome_of([]() -> int { throw std::bad_alloc(); });
    CHECK(status == 1);
    CHECK(said.starts_with("rom-test: out of memory: what was asked for does not fit into "));
}

TEST_CASE("tool: pieces that do not belong together are an error, or a warning if they are forced") {
    const auto outcome = [](bool force) {
        return outcome_of([&] {
            cli::Tool("rom-test", "Test.", "rom-test").object("xi.npy is another", force);
            return 0;
        });
    };
    CHECK(outcome(false).first == 1);
    CHECK(outcome(false).second.starts_with("rom-test: xi.npy is another; "));
    CHECK(outcome(true) == std::pair<int, std::string>{0, "rom-test: warning: xi.npy is another\n"});
}

TEST_CASE("streams: a report of which a part was lost is an error, though the rest could be written") {
    std::string error;
    {
        const Redirected full("/dev/full");
        for (int k = 0; k < 10000; ++k) std::fputs("a line of a report\n", stdout);
        const Redirected roomy("/dev/null");
        error = test::error_of([] { cli::finish_report(); });
    }
    CHECK(error == "standard output: cannot be written; is the disk full, or is it closed?");
    CHECK(test::error_of([] { cli::finish_report(); }).empty());
}
