#include "rom/files/folder.h"

#include <fstream>

#include "support.h"

using namespace rom;
using files::OutputFolder;
using test::error_of;
namespace fs = std::filesystem;

namespace {

void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

std::string content_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::size_t entries(const fs::path& path) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), {}));
}

}  // namespace

TEST_CASE("folder: it appears at commit, whole, and not at all without") {
    const test::TemporaryFolder folder;
    const std::string path = folder.file("m");
    {
        OutputFolder output(path, files::kModelMarker);
        write(output.file("model.json"), "{}");
        CHECK_FALSE(fs::exists(path));
    }
    CHECK(entries(folder.path) == 0);
    {
        OutputFolder output(path + "/", files::kModelMarker);
        write(output.file("model.json"), "{}");
        write(output.file("a.npy"), "a");
        output.commit();
        CHECK(entries(path) == 2);
    }
    CHECK(entries(path) == 2);
    CHECK(entries(folder.path) == 1);
}

TEST_CASE("folder: an older one of its kind is replaced whole, and stays if the new one is given up") {
    const test::TemporaryFolder folder;
    const std::string path = folder.file("m");
    fs::create_directory(path);
    write(path + "/model.json", "old");
    write(path + "/decoder-9-1-bias.npy", "old");
    write(path + "/notes.txt", "my notes");
    write(path + "/xi.npy", "mine");
    fs::create_directory(path + "/plots");
    write(path + "/plots/a.png", "a picture");
    fs::create_symlink("elsewhere", path + "/link");
    {
        OutputFolder output(path, files::kModelMarker);
        write(output.file("model.json"), "given up");
    }
    CHECK(content_of(path + "/model.json") == "old");
    {
        OutputFolder output(path, files::kModelMarker);
        write(output.file("model.json"), "new");
        CHECK(content_of(path + "/model.json") == "old");
        output.commit();
    }
    CHECK(content_of(path + "/model.json") == "new");
    CHECK_FALSE(fs::exists(path + "/decoder-9-1-bias.npy"));
    // What the user has put there stays.
    CHECK(content_of(path + "/notes.txt") == "my notes");
    CHECK(content_of(path + "/xi.npy") == "mine");
    CHECK(content_of(path + "/plots/a.png") == "a picture");
    CHECK(fs::read_symlink(path + "/link") == "elsewhere");
    CHECK(entries(path) == 5);
    CHECK(entries(folder.path) == 1);
}

TEST_CASE("folder: anything else of that name is left alone") {
    const test::TemporaryFolder folder;
    const std::string path = folder.file("thesis");
    fs::create_directory(path);
    write(path + "/chapter.tex", "text");
    CHECK(error_of([&] { OutputFolder(path, files::kModelMarker); }) ==
          path + ": exists and is not a model; it is left alone, name another output");
    CHECK(error_of([&] { files::check_output_folder(path, "checkpoint.json"); }).find("is not a checkpoint") !=
          std::string::npos);
    write(folder.file("file"), "text");
    CHECK(error_of([&] { OutputFolder(folder.file("file"), files::kModelMarker); }).find("is not a model") !=
          std::string::npos);
    CHECK(error_of([&] { OutputFolder(folder.file("no/where"), files::kModelMarker); }).find("does not exist") !=
          std::string::npos);
    CHECK(error_of([] { OutputFolder("-", files::kModelMarker); }).find("give --output a name") != std::string::npos);
    CHECK(content_of(path + "/chapter.tex") == "text");
    CHECK(entries(folder.path) == 2);
}

TEST_CASE("folder: what takes its place while it is written is left alone too") {
    const test::TemporaryFolder folder;
    const std::string path = folder.file("m");
    {
        OutputFolder output(path, files::kModelMarker);
        write(output.file("model.json"), "{}");
        fs::create_directory(path);
        write(path + "/notes.txt", "mine");
        CHECK(error_of([&] { output.commit(); }).find("exists and is not a model") != std::string::npos);
    }
    CHECK(content_of(path + "/notes.txt") == "mine");
    CHECK(entries(folder.path) == 1);
}

TEST_CASE("folder: a linked file has the content of the other one, which outlives it") {
    const test::TemporaryFolder folder;
    write(folder.file("a.npy"), "content");
    {
        OutputFolder output(folder.file("m"), files::kModelMarker);
        output.link(folder.file("a.npy"), "b.npy");
        write(output.file("model.json"), "{}");
        output.commit();
    }
    CHECK(content_of(folder.file("m/b.npy")) == "content");
    fs::remove_all(folder.file("m"));
    CHECK(content_of(folder.file("a.npy")) == "content");
    OutputFolder output(folder.file("m"), files::kModelMarker);
    CHECK(error_of([&] { output.link(folder.file("none.npy"), "b.npy"); }).find("cannot be copied") !=
          std::string::npos);
}
