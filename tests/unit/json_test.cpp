#include "rom/files/json.h"

#include <fstream>
#include <span>

#include <nlohmann/json.hpp>

#include "rom/gp/kernel.h"
#include "rom/npy/sha256.h"
#include "support.h"

using namespace rom;
using test::error_of;

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

TEST_CASE("json: a file that is missing or damaged") {
    const test::TemporaryFolder folder;
    CHECK(error_of([&] { files::read_json(folder.file("none.json")); }).find("none.json: cannot be opened") !=
          std::string::npos);
    std::ofstream(folder.file("half.json")) << R"({"dt": )";
    CHECK(error_of([&] { files::read_json(folder.file("half.json")); }).find("half.json: is not valid JSON") !=
          std::string::npos);
    const std::string place = folder.path.string();
    CHECK(error_of([&] { files::read_json(place); }) == place + ": is a folder; a file is needed");
    CHECK(error_of([&] { files::file_sha256(place); }) == place + ": is a folder; a file is needed");
}

TEST_CASE("json: versions are whole numbers that this program knows, others name the tools that are needed") {
    const files::Format format = {"rom-x", "a file of x", 3, 2, 2};
    const auto refusal = [&](const files::Json& version) {
        files::Json json = {{"format", "rom-x"}, {"version", version}, {"sha256", nullptr}};
        json["provenance"] = {{{"version", "0.1.0"}}, {{"version", "0.9.0"}}};
        return error_of([&] { files::require_format(json, format, "m"); });
    };
    CHECK(refusal(3).empty());
    CHECK(refusal(2).empty());
    CHECK(refusal(4) == "m: is of format version 4 but this program reads up to 3; it needs rom 0.9.0 or newer");
    CHECK(refusal(1) == "m: is of format version 1 but this program reads 2 to 3; make it again");
    CHECK(refusal(-1).find("version -1") != std::string::npos);
    CHECK(refusal(4294967298).find("version 4294967298") != std::string::npos);  // 2^32 + 2
    CHECK(refusal(2.9).find("'version' is 2.9, which is no whole number") != std::string::npos);
    CHECK(refusal(1e300).find("no whole number") != std::string::npos);
    CHECK(refusal("2").find("wrong type") != std::string::npos);
    const files::Json other = {{"format", "rom-y"}, {"version", 3}};
    CHECK(error_of([&] { files::require_format(other, format, "m"); }) ==
          "m: is of format 'rom-y' but a file of x is needed");
    const files::Json without = {{"format", "rom-x"}, {"version", 3}};
    CHECK(error_of([&] { files::require_format(without, format, "m"); }).find("its checksum differs") !=
          std::string::npos);
    CHECK_NOTHROW(files::require_format({{"format", "rom-x"}, {"version", 2}}, format, "m"));
}

TEST_CASE("json: any bit that flips is noticed, spaces or digits that do not count too") {
    const test::TemporaryFolder folder;
    const files::Format format = {"x", "x", 2};
    const files::Json json = {{"format", "x"}, {"version", 2}, {"e", 1e-30}, {"pi", {3.0, 0.1}}, {"name", "\u00e9"}};
    files::write_json(folder.file("x.json"), json);
    const std::string text = files::read_text(folder.file("x.json")).text;
    CHECK_NOTHROW(files::require_format(files::parse_json(text, "x"), format, "x"));
    int missed = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            std::string flipped = text;
            flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
            missed +=
                error_of([&] { files::require_format(files::parse_json(flipped, "x"), format, "x"); }).empty() ? 1 : 0;
        }
    CHECK(missed == 0);

    const auto refusal = [](const std::string& changed) { return error_of([&] { files::parse_json(changed, "x"); }); };
    CHECK(refusal(json.dump() + "\n").empty());  // without a checksum: that is for its version to judge
    files::Json edited = files::parse_json(text, "x");
    edited["e"] = 2;
    CHECK(refusal(edited.dump(2)).find("x: is damaged, or was changed after it was written") == 0);
    edited["sha256"] = nullptr;  // by hand
    CHECK(refusal(edited.dump(2)).empty());
    CHECK(refusal("\xef\xbb\xbf" + text) != "");
    // What is written again has a checksum of its own.
    edited = files::parse_json(text, "x");
    edited["e"] = 3;
    files::write_json(folder.file("y.json"), edited);
    CHECK(files::read_json(folder.file("y.json"))["e"] == 3);
}

TEST_CASE("json: the checksum is that of all lines but the last two") {
    const std::string text = files::sealed_text({{"a", 1}, {"b", {1, 2}}});
    const std::string body = "{\n  \"a\": 1,\n  \"b\": [\n    1,\n    2\n  ],\n";
    npy::Sha256 hash;
    hash.update(std::as_bytes(std::span(body)));
    CHECK(text == body + "  \"sha256\": \"" + hash.digest() + "\"\n}\n");
}

TEST_CASE("json: deep nesting is refused, brackets in text are not nesting") {
    for (const char bracket : {'[', '{'}) {
        const std::string deep = bracket == '[' ? std::string(100000, '[') + std::string(100000, ']') : [] {
            std::string text;
            for (int k = 0; k < 100000; ++k) text += "{\"a\":";
            return text + "1" + std::string(100000, '}');
        }();
        CHECK(error_of([&] { files::parse_json(deep, "x"); }).find("x: is nested more than 100 deep") == 0);
    }
    CHECK_NOTHROW(files::parse_json(R"({"a": ")" + std::string(1000, '[') + R"(\"{{", "b": [[1]]})", "x"));
    std::string shallow;
    for (int k = 0; k < 1000; ++k) shallow += "[],";
    CHECK_NOTHROW(files::parse_json("[" + shallow + "0]", "x"));
}

TEST_CASE("json: counts and sizes are within bounds") {
    const files::Json json = {{"steps", 1000000000000000000},
                              {"times", 1e300},
                              {"none", 0},
                              {"less", -1},
                              {"dt", -0.5},
                              {"zero", 0.0},
                              {"half", 0.5},
                              {"long", std::string(500, 'x')}};
    const auto refusal = [&](const std::string& key) { return error_of([&] { files::get_count(json, key, "m"); }); };
    CHECK(refusal("steps").find("'steps' is 1000000000000000000, which is not from 1 to ") != std::string::npos);
    CHECK(refusal("times").find("'times' is 1e+300, which is no whole number; make it again") != std::string::npos);
    CHECK(refusal("none").find("'none' is 0") != std::string::npos);
    CHECK(refusal("less").find("'less' is -1") != std::string::npos);
    CHECK(refusal("long").size() < 200);
    CHECK(files::get_count(json, "none", "m", 0) == 0);
    CHECK(files::get_positive(json, "half", "m") == 0.5);
    CHECK(files::get_not_negative(json, "zero", "m") == 0);
    CHECK(error_of([&] { files::get_positive(json, "zero", "m"); }) ==
          "m: 'zero' is 0.0, which is not positive; make it again");
    CHECK(error_of([&] { files::get_not_negative(json, "dt", "m"); }) ==
          "m: 'dt' is -0.5, which is negative; make it again");
}

TEST_CASE("json: what is written is read back, numbers to the bit") {
    const test::TemporaryFolder folder;
    const files::Json json = {{"z", 0.1 + 0.2}, {"a", 1e-300}, {"seed", std::uint64_t{0xffffffffffffffff}}};
    files::write_json(folder.file("x.json"), json);
    const files::Json read = files::read_json(folder.file("x.json"));
    CHECK(read.size() == json.size() + 1);  // with its checksum
    for (const auto& [key, value] : json.items()) CHECK(read[key] == value);
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

TEST_CASE("json: texts of any bytes are written as UTF-8 and come back, keys among them") {
    const std::string latin = "mod\xe8le/\\x41\n'u'.npy";
    const files::Json json = {{"command", latin}, {"inputs", {{{"path", latin}}, 1, "plain"}}, {latin, {1, 2.5}}};
    const std::string text = files::text_of(json, 2);
    CHECK(text.find(R"(mod\\xE8le/\\x5Cx41\n'u'.npy)") != std::string::npos);
    CHECK(files::parse_json(text, "m") == json);
    const files::Json plain = {{"b", {1, 2}}, {"a", "\u00e9\\d"}};
    CHECK(files::text_of(plain) == plain.dump());
}

TEST_CASE("json: a file that cannot be read to its end is an error, not a shorter file") {
    const std::string file = "/proc/self/mem";  // whose first byte cannot be read
    CHECK(error_of([&] { files::read_text(file); }) == file + ": cannot be read (Input/output error)");
    CHECK(error_of([&] { files::file_sha256(file); }) == file + ": cannot be read (Input/output error)");
}
