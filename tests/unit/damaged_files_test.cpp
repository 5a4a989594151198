#include <cmath>
#include <fstream>

#include <nlohmann/json.hpp>

#include "rom/files/any_model.h"
#include "rom/files/json.h"
#include "rom/files/processes_file.h"
#include "rom/npy/output.h"
#include "support.h"

using namespace rom;
using test::error_of;

namespace {

// A copy of the valid file NAME of tests/fuzz, and of what lies beside it, with some keys changed, as if written so.
struct Changed {
    Changed(const std::string& name, const std::string& merged) {
        const auto from = std::filesystem::path(ROM_REFERENCE) / "../fuzz/files" / name;
        std::filesystem::copy(from.parent_path(), folder.path, std::filesystem::copy_options::recursive);
        path = folder.file(from.filename());
        change(merged);
    }
    void change(const std::string& merged) const {
        files::Json json = files::read_json(path);
        json.merge_patch(files::Json::parse(merged));
        files::write_json(path, json);
    }

    test::TemporaryFolder folder;
    std::string path;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("models: numbers of model.json that do not fit together are refused, and it is said which") {
    struct Case {
        const char* kind;
        const char* merged;
        const char* sentence;
    };
    for (const Case& c : {
             Case{"network", R"({"ranges": {"fields": {"low": [1, 2]}}})", "fields has 2 low values but 1 high ones"},
             Case{"network", R"({"dynamics": {"widths": [4, 3, 3, 2]}})", "4 widths do not go with 2 activations"},
             Case{"network", R"({"dynamics": {"widths": [4, 0, 2]}})", "a layer has no width; make the model again"},
             Case{"network", R"({"dynamics": {"order": 2}})", "dynamics, inputs and stages do not fit together"},
             Case{"network", R"({"snapshots": {"listed": "mean.npy"}})", "times are not listed in 'mean.npy'"},
             Case{"model", R"({"coordinates": {"fields": ["u", "v"], "fields_axis": 0}})",
                  "'fields', 'fields_axis' and 'space' do not fit together; make the model again"},
             Case{"baseline", R"({"processes": []})", "processes and modes do not fit together; make the model again"},
             Case{"ensemble", R"({"members": []})", "has no members; make the ensemble again"},
         }) {
        CAPTURE(c.merged);
        const Changed model(std::string(c.kind) + "/model.json", c.merged);
        const std::string error = error_of([&] { files::read_any_model(model.folder.path.string()); });
        CHECK(error.starts_with(model.path));
        CHECK(has(error, c.sentence));
    }
}

TEST_CASE("models: shares of the initial residual are from 0 to 1, whatever their checksum is") {
    const Changed model("baseline/model.json", "{}");
    std::vector<double> shares(16, 0.5);
    const auto error_with = [&](std::size_t k, double share) {
        shares[k] = share;
        const std::string sha256 =
            npy::write_array(model.folder.file("persistence.npy"), npy::Type::float64, {2, 8}, shares);
        shares[k] = 0.5;
        model.change(R"({"files": {"persistence.npy": ")" + sha256 + "\"}}");
        return error_of([&] { files::read_any_model(model.folder.path.string()); });
    };
    CHECK(error_with(3, 0.25).empty());
    CHECK(error_with(3, -1).empty());  // what is kept may change its sign
    for (const auto& [k, share] : {std::pair{3, 1.5}, {3, -1.5}, {12, -0.1}, {12, 1.1}})
        CHECK(has(error_with(static_cast<std::size_t>(k), share),
                  "persistence.npy: has shares that are not between 0 and 1; make the model again"));
}

TEST_CASE("models: what stands in the place of model.json is not read") {
    const test::TemporaryFolder folder;
    std::filesystem::create_directory(folder.file("model.json"));
    CHECK(error_of([&] { files::read_any_model(folder.path.string()); }) == folder.file("model.json") + ": is no file");
}

TEST_CASE("processes: parameters and units that are none are refused") {
    const auto error_with = [](const std::string& merged) {
        const Changed gp("processes/gp.json", merged);
        return error_of([&] { files::read_processes(gp.path); });
    };
    CHECK(error_with("{}").empty());
    CHECK(has(error_with(R"({"parameters": []})"), "'parameters' is empty; make it again"));
    CHECK(has(error_with(R"({"parameters": [[1], [2, 3]]})"), "the rows of 'parameters' differ in length"));
    for (const char* units : {R"({"mean": []})", R"({"deviation": [1]})", R"({"deviation": [1, 0]})", R"({"rate": 0})"})
        CHECK(has(error_with(std::string(R"({"units": )") + units + "}"), "'units' are not those of latent variables"));
}
