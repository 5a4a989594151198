#include "rom/files/json.h"

#include <fstream>

#include <nlohmann/json.hpp>

#include "rom/gp/kernel.h"
#include "rom/npy/output.h"
#include "support.h"

using namespace rom;
using test::error_of;

TEST_CASE("json: a text that is nested deeper than any file of ours is refused") {
    const auto nested = [](std::size_t depth) {
        return R"({"version": )" + std::string(depth, '[') + std::string(depth, ']') + "}";
    };
    CHECK(files::parse_json(nested(20), "m").is_object());
    CHECK(error_of([&] { files::parse_json(nested(200000), "m"); }) ==
          "m: is nested more than 64 levels deep; make it again");
}

TEST_CASE("json: what is asked for is there, or file and key are named") {
    const files::Json json =
        files::parse_json(R"({"dt": 0.5, "cases": 3, "names": ["a", "b"], "stage": {"x": 1}})", "m");
    CHECK(files::get<double>(json, "dt", "m") == 0.5);
    CHECK(files::get<std::int64_t>(json, "cases", "m") == 3);
    CHECK(files::get<std::vector<std::string>>(json, "names", "m") == std::vector<std::string>{"a", "b"});
    CHECK(files::get<int>(files::get<files::Json>(json, "stage", "m"), "x", "m") == 1);
    CHECK(error_of([&] { files::get<double>(json, "epsilon", "m/model.json"); }) ==
          "m/model.json: has no 'epsilon'; make it again with this version of the tools");
    CHECK(error_of([&] { files::get<double>(json, "names", "m/model.json"); }) ==
          "m/model.json: 'names' is [\"a\",\"b\"], which is of the wrong type; make it again");
    CHECK(error_of([&] { files::get<std::string>(json, "dt", "m/model.json"); }).find("'dt' is 0.5") !=
          std::string::npos);
    CHECK(error_of([&] { files::get<double>(files::Json::array(), "dt", "m"); }).find("has no 'dt'") !=
          std::string::npos);
}

TEST_CASE("json: a choice is one of its names, or file and names are named") {
    const files::Json json = {{"kernel", "rbf"}, {"other", "cubic"}, {"number", 3}};
    CHECK(files::get_choice<gp::KernelFamily>(json, "kernel", "gp.json") == gp::KernelFamily::rbf);
    CHECK(error_of([&] { files::get_choice<gp::KernelFamily>(json, "other", "gp.json"); }) ==
          "gp.json: kernel 'cubic' is not known; one of matern32, matern52, rbf");
    CHECK(error_of([&] { files::get_choice<gp::KernelFamily>(json, "number", "gp.json"); }).find("wrong type") !=
          std::string::npos);
    CHECK(error_of([&] { files::get_choice<gp::KernelFamily>(json, "none", "gp.json"); }).find("has no 'none'") !=
          std::string::npos);
}

TEST_CASE("json: a file that is missing, damaged or of a newer version") {
    const test::TemporaryFolder folder;
    CHECK(error_of([&] { files::read_json(folder.file("none.json")); }).find("none.json: cannot be opened") !=
          std::string::npos);
    std::ofstream(folder.file("half.json")) << R"({"dt": )";
    CHECK(error_of([&] { files::read_json(folder.file("half.json")); }).find("half.json: is not valid JSON") !=
          std::string::npos);
    const std::string place = folder.path.string();
    CHECK(error_of([&] { files::read_json(place); }) == place + ": is a folder; a file is needed");
    CHECK(error_of([&] { files::file_sha256(place); }) == place + ": is a folder; a file is needed");
    CHECK_NOTHROW(files::require_version({{"version", 2}}, 2, "m"));
    CHECK_NOTHROW(files::require_version({{"version", 1}}, 2, "m"));
    CHECK(error_of([] {
              files::require_version({{"version", 3}}, 2, "m");
          }) == "m: is of format version 3 but this program reads up to 2; use the newer tools");
}

TEST_CASE("json: what is written is read back, numbers to the bit") {
    const test::TemporaryFolder folder;
    const files::Json json = {{"z", 0.1 + 0.2}, {"a", 1e-300}, {"seed", std::uint64_t{0xffffffffffffffff}}};
    files::write_json(folder.file("x.json"), json);
    const files::Json read = files::read_json(folder.file("x.json"));
    CHECK(read == json);
    CHECK(read.begin().key() == "z");  // in the order in which it was made
    CHECK(files::get<double>(read, "z", "x") == 0.1 + 0.2);
}

TEST_CASE("json: a record has its values in its order") {
    const Record record = {{"flag", true},
                           {"count", std::int64_t{-3}},
                           {"seed", std::uint64_t{5}},
                           {"rate", 0.25},
                           {"name", std::string("x")},
                           {"list", std::vector<double>{1, 0.5}},
                           {"widths", std::vector<std::int64_t>{200, 20}}};
    CHECK(files::to_json(record).dump() ==
          R"({"flag":true,"count":-3,"seed":5,"rate":0.25,"name":"x","list":[1.0,0.5],"widths":[200,20]})");
    CHECK(files::to_json(Record()).dump() == "{}");
}

TEST_CASE("provenance: tool, version, command, time and the SHA-256 of each input") {
    const test::TemporaryFolder folder;
    std::ofstream(folder.file("abc")) << "abc";
    // The digest of the standard's test vector.
    const std::string digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    CHECK(files::file_sha256(folder.file("abc")) == digest);
    CHECK(files::file_sha256("-").empty());
    CHECK(error_of([&] { files::file_sha256(folder.file("none")); }).find("cannot be opened") != std::string::npos);
    const files::Provenance provenance{
        "rom-encode", "0.1.0", "rom-encode u.npy", "2020-01-01T00:00:00Z", {{"u.npy", digest}, {"-", ""}}};
    CHECK(files::to_json(provenance).dump() ==
          R"({"tool":"rom-encode","version":"0.1.0","command":"rom-encode u.npy","time":"2020-01-01T00:00:00Z",)"
          R"("inputs":[{"path":"u.npy","sha256":")" +
              digest + R"("},{"path":"-","sha256":""}]})");
}
