// Outputs reach the disk before they take their place, and survive what write(2) may do: counted and disturbed at the
// calls of the C library themselves.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "rom/files/folder.h"
#include "rom/npy/output.h"
#include "rom/npy/place.h"
#include "rom/npy/temporary.h"
#include "support.h"

namespace {

enum class Trouble { none, interrupted, short_writes, busy, full, too_large, broken };
Trouble trouble = Trouble::none;
bool recording = false;
long writes = 0;
std::vector<std::string> calls;

std::string target_of(int descriptor) {
    std::error_code error;
    return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor), error).filename().string();
}

// A temporary has the name that it is to have.
std::string final_name(const std::string& path) {
    std::string name = std::filesystem::path(path).filename().string();
    if (name.starts_with("#")) return "unnamed";
    if (const auto part = name.find(".part-"); part != std::string::npos) return name.substr(1, part - 1) + " part";
    return name;
}

}  // namespace

extern "C" ssize_t write(int descriptor, const void* bytes, std::size_t count) {
    if (trouble != Trouble::none && descriptor > STDERR_FILENO) {
        const bool odd = ++writes % 2 == 1;
        const auto fails = [](int error) {
            errno = error;
            return ssize_t{-1};
        };
        if (trouble == Trouble::interrupted && odd) return fails(EINTR);
        if (trouble == Trouble::busy && odd) return fails(EAGAIN);
        if (trouble == Trouble::short_writes) count = std::min<std::size_t>(count, 7);
        if (writes > 1 && trouble == Trouble::full) return fails(ENOSPC);
        if (writes > 1 && trouble == Trouble::too_large) return fails(EFBIG);
        if (writes > 1 && trouble == Trouble::broken) return fails(EPIPE);
    }
    return syscall(SYS_write, descriptor, bytes, count);
}

extern "C" int fsync(int descriptor) {
    if (recording) calls.push_back("fsync " + final_name(target_of(descriptor)));
    return static_cast<int>(syscall(SYS_fsync, descriptor));
}

extern "C" int syncfs(int descriptor) noexcept {
    if (recording) calls.push_back("syncfs " + final_name(target_of(descriptor)));
    return static_cast<int>(syscall(SYS_syncfs, descriptor));
}

extern "C" int rename(const char* from, const char* to) noexcept {
    if (recording) calls.push_back("rename " + final_name(from) + " to " + final_name(to));
    return static_cast<int>(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

extern "C" int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) noexcept {
    if (recording) calls.push_back("exchange " + final_name(from) + " and " + final_name(to));
    return static_cast<int>(syscall(SYS_renameat2, from_folder, from, to_folder, to, flags));
}

using namespace rom;
using test::error_of;
namespace fs = std::filesystem;

namespace {

std::string text_in(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::size_t entries_in(const fs::path& path) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), {}));
}

std::vector<std::string> calls_of(const std::function<void()>& action) {
    calls.clear();
    recording = true;
    action();
    recording = false;
    return calls;
}

std::string error_with(Trouble which, const std::function<void()>& action) {
    trouble = which;
    writes = 0;
    const std::string error = error_of(action);
    trouble = Trouble::none;
    return error;
}

// The number of a process that is gone.
pid_t gone_process() {
    const pid_t process = ::fork();
    if (process == 0) ::_exit(0);
    ::waitpid(process, nullptr, 0);
    return process;
}

// The name of a temporary of another process, of this host.
std::string of_process(std::string temporary, pid_t process) {
    const std::string own = "-" + std::to_string(::getpid()) + "-";
    return temporary.replace(temporary.rfind(own), own.size(), "-" + std::to_string(process) + "-");
}

void age(const std::string& path, int days) {
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(24 * days));
}

}  // namespace

TEST_CASE("outputs: a file is on the disk before it has its name, and the name before the run goes on") {
    const test::TemporaryFolder folder;
    const std::string path = folder.file("x.txt");
    const std::string in_folder = "fsync " + folder.path.filename().string();
    const auto made = calls_of([&] { npy::write_text(path, "x"); });
    REQUIRE(made.size() == 3);
    CHECK(made[0].starts_with("fsync "));
    CHECK(made[0] != in_folder);
    CHECK(made[1] == "rename x.txt part to x.txt");
    CHECK(made[2] == in_folder);
    ::setenv("ROM_FSYNC", "0", 1);
    CHECK(calls_of([&] { npy::write_text(path, "x"); }) == std::vector<std::string>{"rename x.txt part to x.txt"});
    ::unsetenv("ROM_FSYNC");
}

TEST_CASE("outputs: a folder is on the disk with all its files before it has its name") {
    const test::TemporaryFolder folder;
    const std::string in_folder = "fsync " + folder.path.filename().string();
    const auto write = [&] {
        files::OutputFolder output(folder.file("m"), files::kModelMarker);
        npy::write_text(output.file("model.json"), "{}");
        fs::create_directory(output.file("0"));
        npy::write_text(output.file("0/a.txt"), "a");
        output.commit();
    };
    for (const std::string move : {"rename m part to m", "exchange m part and m"}) {
        CAPTURE(move);
        const auto made = calls_of(write);
        const auto place = [&](const std::string& call) { return std::ranges::find(made, call) - made.begin(); };
        const auto end = static_cast<std::ptrdiff_t>(made.size());
        REQUIRE(place(move) < end);
        for (const char* synced : {"fsync model.json", "fsync a.txt", "fsync 0", "fsync m part"})
            CHECK(place(synced) < place(move));
        CHECK(place("rename a.txt part to a.txt") < place("fsync a.txt"));
        CHECK(place(in_folder) == end - 1);
        CHECK(std::ranges::count(made, "fsync a.txt") == 1);  // once, not also by itself
    }
    const auto many = calls_of([&] {
        files::OutputFolder output(folder.file("series"), "0");
        for (int k = 0; k < 100; ++k) npy::write_text(output.file(std::to_string(k)), "x");
        output.commit();
    });
    CHECK(std::ranges::find(many, "syncfs series part") < std::ranges::find(many, "rename series part to series"));
    CHECK(std::ranges::count_if(many, [](const std::string& call) { return call.starts_with("fsync"); }) == 1);
    ::setenv("ROM_FSYNC", "0", 1);
    for (const std::string& call : calls_of(write)) CHECK_FALSE(call.starts_with("fsync"));
    ::unsetenv("ROM_FSYNC");
}

TEST_CASE("outputs: writes that are interrupted, short or not yet possible lose nothing") {
    const test::TemporaryFolder folder;
    std::string text;
    for (int k = 0; k < 1000; ++k) text += std::to_string(k) + "\n";
    for (const Trouble which : {Trouble::interrupted, Trouble::short_writes, Trouble::busy}) {
        const std::string path = folder.file(std::to_string(static_cast<int>(which)));
        CHECK(error_with(which, [&] { npy::write_text(path, text); }).empty());
        CHECK(text_in(path) == text);
    }
}

TEST_CASE("outputs: a full disk or a file that is too large is one sentence, and what was there stays") {
    const test::TemporaryFolder folder;
    const std::string path = folder.file("x.npy");
    npy::write_text(path, "before");
    const std::vector<double> ones(10, 1.0);
    const auto write = [&] { npy::write_array(path, npy::Type::float64, {10}, ones); };
    CHECK(error_with(Trouble::full, write) == path + ": cannot be written (No space left on device)");
    CHECK(error_with(Trouble::too_large, write) == path + ": cannot be written (File too large)");
    CHECK(text_in(path) == "before");
    CHECK(entries_in(folder.path) == 1);
    int status = 0;
    try {
        trouble = Trouble::broken;
        writes = 0;
        write();
    } catch (const Error& error) {
        status = error.status;
    }
    trouble = Trouble::none;
    CHECK(status == kReaderGone);
}

TEST_CASE("outputs: symbolic links are followed, and those in a circle refused") {
    const test::TemporaryFolder folder;
    fs::create_directory(folder.file("store"));
    npy::write_text(folder.file("store/x"), "old");
    fs::create_symlink("store/x", folder.file("link"));
    fs::create_symlink("link", folder.file("further"));
    npy::write_text(folder.file("further"), "new");
    CHECK(text_in(folder.file("store/x")) == "new");
    CHECK(fs::is_symlink(folder.file("link")));
    CHECK(fs::is_symlink(folder.file("further")));
    fs::create_symlink("store/none", folder.file("dangling"));
    npy::write_text(folder.file("dangling"), "made");
    CHECK(text_in(folder.file("store/none")) == "made");
    fs::create_symlink("circle", folder.file("circle"));
    CHECK(error_of([&] { npy::write_text(folder.file("circle"), "x"); }).find("in a circle") != std::string::npos);
    fs::create_symlink("nowhere/x", folder.file("lost"));
    CHECK(error_of([&] { npy::write_text(folder.file("lost"), "x"); }).find("does not exist") != std::string::npos);
    CHECK(entries_in(folder.path) == 6);

    fs::create_symlink("store/model", folder.file("model"));
    for (const char* name : {"model", "model/"}) {
        files::OutputFolder output(folder.file(name), files::kModelMarker);
        npy::write_text(output.file("model.json"), name);
        output.commit();
        CHECK(text_in(folder.file("store/model/model.json")) == name);
        CHECK(fs::is_symlink(folder.file("model")));
    }
    CHECK(entries_in(folder.file("store")) == 3);
}

TEST_CASE("outputs: streams are told by their names, not by what they are connected to") {
    CHECK(npy::place_of("-").stream == STDOUT_FILENO);
    CHECK(npy::place_of("/dev/stdout").stream == STDOUT_FILENO);
    CHECK(npy::place_of("/dev/stderr").stream == STDERR_FILENO);
    CHECK(npy::place_of("/dev/fd/7").stream == 7);
    CHECK(npy::place_of("/proc/self/fd/7").stream == 7);
    const test::TemporaryFolder folder;
    fs::create_symlink("/dev/stdout", folder.file("link"));
    CHECK(npy::place_of(folder.file("link")).stream == STDOUT_FILENO);
    CHECK_FALSE(npy::place_of("stdout").is_stream());
    CHECK(npy::is_special("/dev/null"));
    CHECK_FALSE(npy::is_special(folder.file("none")));

    const int file = ::open(folder.file("x").c_str(), O_WRONLY | O_CREAT, 0600);
    npy::write_text("/dev/fd/" + std::to_string(file), "one ");
    npy::write_text("/dev/fd/" + std::to_string(file), "two");
    ::close(file);
    CHECK(text_in(folder.file("x")) == "one two");
    CHECK(error_of([&] { npy::write_text("/dev/fd/" + std::to_string(file), "x"); }).find("it is closed") !=
          std::string::npos);
}

TEST_CASE("outputs: any name that the file system takes is one for an output") {
    const test::TemporaryFolder folder;
    for (const std::size_t length : {std::size_t{150}, std::size_t{200}, std::size_t{255}}) {
        const std::string name(length, 'x');
        const fs::path temporary(npy::temporary_name(folder.file(name)));
        CHECK(temporary.filename().string().size() <= 255);
        npy::write_text(folder.file(name), "x");
        CHECK(text_in(folder.file(name)) == "x");
    }
    files::OutputFolder output(folder.file(std::string(254, 'm')), files::kModelMarker);
    output.commit();
    CHECK(fs::is_directory(folder.file(std::string(254, 'm'))));
    CHECK(error_of([&] { npy::write_text(folder.file(std::string(256, 'x')), "x"); }).find("256 bytes") !=
          std::string::npos);
    // No letter is cut in two.
    std::string letters;
    while (letters.size() < 250) letters += "\u00e9";
    const std::string cut = fs::path(npy::temporary_name(letters)).filename().string();
    CHECK(cut.substr(1, cut.find(".part-") - 1).size() % 2 == 0);
}

TEST_CASE("outputs: what killed runs left is removed, and nothing that may be in use") {
    const test::TemporaryFolder folder;
    const std::string path = folder.file("x.npy");
    const std::string own = npy::temporary_name(path);
    const std::string gone = of_process(npy::temporary_name(path), gone_process());
    const std::string alive = of_process(npy::temporary_name(path), 1);
    const std::string elsewhere = folder.file(".x.npy.part-elsewhere.1-4194305-00beef");
    const std::string forgotten = folder.file(".x.npy.part-elsewhere.1-4194305-0dbeef");
    const std::string former = folder.file(".x.npy.part-4194305");
    const std::string of_library = of_process(npy::temporary_name(path), gone_process()) + ".k3q0zz";
    const std::string of_another = of_process(npy::temporary_name(folder.file("y.npy")), gone_process());
    const std::string of_user = folder.file(".x.npy.part-of-the-thesis");
    const std::string replaced = of_process(npy::temporary_name(path), gone_process()) + "-old";
    for (const std::string& name :
         {own, gone, alive, elsewhere, forgotten, former, of_library, of_another, of_user, replaced})
        std::ofstream(name) << "part";
    for (const std::string& name : {forgotten, former, of_user, replaced}) age(name, 8);
    age(elsewhere, 6);
    const std::string gone_folder = of_process(npy::temporary_name(path), gone_process());
    fs::create_directory(gone_folder);
    std::ofstream(gone_folder + "/a.npy") << "part";
    npy::remove_leftovers(path);
    for (const std::string& name : {gone, forgotten, former, of_library, gone_folder}) CHECK_FALSE(fs::exists(name));
    for (const std::string& name : {own, alive, elsewhere, of_another, of_user, replaced}) CHECK(fs::exists(name));
    CHECK(npy::temporary_name(path) != npy::temporary_name(path));
}
