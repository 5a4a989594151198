#include "rom/files/description.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <span>

#include <nlohmann/json.hpp>

#include "rom/base/parallel.h"
#include "rom/files/coefficients_file.h"
#include "rom/files/kind.h"
#include "rom/files/lineage.h"
#include "rom/files/model_folder.h"
#include "rom/npy/reader.h"

namespace rom::files {
namespace fs = std::filesystem;
namespace {

// Copies what is there under these keys.
Json some_of(const Json& json, std::initializer_list<const char*> keys) {
    Json some = Json::object();
    for (const char* key : keys)
        if (json.is_object() && json.contains(key)) some[key] = json[key];
    return some;
}

Json part_of(const Json& json, const char* key) { return json.is_object() ? json.value(key, Json()) : Json(); }

struct Extremes {
    double least = std::numeric_limits<double>::infinity();
    double most = -std::numeric_limits<double>::infinity();
    Index nan = 0;
    Index infinite = 0;
};

Extremes extremes_of(const npy::Array& array) {
    constexpr Index block = 1 << 18;
    const Index count = npy::element_count(array.shape());
    std::vector<Extremes> parts(static_cast<std::size_t>((count + block - 1) / block));
    parallel_for_with(
        static_cast<Index>(parts.size()), true, [] { return std::vector<double>(); },
        [&](Index which, std::vector<double>& values) {
            values.resize(static_cast<std::size_t>(std::min(block, count - which * block)));
            array.read_any<double>(which * block, values);
            Extremes& part = parts[static_cast<std::size_t>(which)];
            for (const double value : values) {
                part.nan += std::isnan(value) ? 1 : 0;
                part.infinite += std::isinf(value) ? 1 : 0;
                if (!std::isfinite(value)) continue;
                part.least = std::min(part.least, value);
                part.most = std::max(part.most, value);
            }
        });
    Extremes all;
    for (const Extremes& part : parts) {
        all.least = std::min(all.least, part.least);
        all.most = std::max(all.most, part.most);
        all.nan += part.nan;
        all.infinite += part.infinite;
    }
    return all;
}

// The dtype as the header has it, and the shape.
Json header_facts(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string start(std::size_t{1} << 16, '\0');
    file.read(start.data(), static_cast<std::streamsize>(start.size()));
    start.resize(static_cast<std::size_t>(file.gcount()));
    const npy::Layout layout = npy::parse_layout(std::as_bytes(std::span(start)), path);
    const std::size_t end = layout.descr.find(layout.descr.front(), 1);
    Json facts = {{"shape", layout.shape}, {"dtype", layout.descr.substr(1, end == std::string::npos ? end : end - 1)}};
    if (layout.fortran_order) facts["order"] = "Fortran";
    facts["bytes"] = fs::file_size(path);
    return facts;
}

Json array_facts(const std::string& path) {
    Json facts = header_facts(path);
    std::optional<npy::Array> array;
    try {
        array = npy::Array::open(path, npy::Accept::counts);
    } catch (const Error& error) {
        facts["not_read"] = error.what();
        return facts;
    }
    const Extremes all = extremes_of(*array);
    if (all.least <= all.most) facts["range"] = {all.least, all.most};
    facts["nan"] = all.nan;
    if (all.infinite > 0) facts["infinite"] = all.infinite;
    return facts;
}

Json snapshots_facts(const Json& json) {
    Json facts = some_of(part_of(json, "snapshots"), {"cases", "times", "dt", "start", "listed", "space"});
    facts.update(some_of(json, {"precision"}));
    return facts;
}

// Of a stage: its network and how well it was trained.
Json stage_facts(const Json& stage) {
    Json facts = some_of(stage, {"widths", "epsilon", "kappa"});
    facts.update(some_of(part_of(stage, "training"),
                         {"optimiser", "epochs", "best_epoch", "best_loss", "residual_after", "training_largest_after",
                          "training_mean_after", "left_out_largest_after", "left_out_mean_after"}));
    return facts;
}

Json model_facts(const Json& json) {
    Json facts = {{"snapshots", snapshots_facts(json)}};
    facts["coordinates"] = some_of(part_of(json, "coordinates"), {"basis", "rank", "discarded", "delays", "fields"});
    facts["dynamics"] = some_of(part_of(json, "dynamics"),
                                {"library", "derivative", "order", "latent", "integrator", "steps", "step", "widths"});
    facts["encoder"] = some_of(part_of(json, "encoder"), {"widths"});
    facts["interpolation"] = some_of(json, {"interpolation", "modes", "initial_residual"});
    std::size_t number = 0;
    for (const Json& stage : json.value("stages", Json::array()))
        facts["stage_" + std::to_string(++number)] = stage_facts(stage);
    facts["interpolated_stage"] =
        some_of(part_of(json, "interpolated_stage"),
                {"interpolation", "modes", "replaces", "residual_left_out_largest", "residual_left_out_mean",
                 "training_largest_after", "training_mean_after", "left_out_largest_after", "left_out_mean_after"});
    number = 0;
    facts.update(some_of(json, {"combination"}));
    for (const Json& member : json.value("members", Json::array()))
        facts["member_" + std::to_string(++number)] = some_of(member, {"model", "gp", "weight"});
    return facts;
}

// Of gp.json and xi.json.
Json dynamics_facts(const Json& json) {
    Json facts = {{"dynamics", some_of(json, {"library", "derivative", "dt", "latent"})}};
    if (json.contains("parameters")) {
        const Json& rows = json["parameters"];
        const Json& cases = json.contains("parameters_of_cases") ? json["parameters_of_cases"] : rows;
        facts["parameters"] = {{"cases", cases.size()}, {"dimension", rows.empty() ? 0 : rows.front().size()}};
        facts["parameters"].update(some_of(json, {"logarithmic"}));
    } else {
        facts["coefficients"] = {{"cases", json.value("cases", Json::array()).size()},
                                 {"terms", json.value("terms", Json::array()).size()}};
    }
    facts["process"] = some_of(json, {"kernel", "amplitude", "length_scales", "mean_variance", "log_likelihood"});
    const Json verdict = part_of(json, "verdict");
    for (const char* key : {"training", "left_out", "between", "interpolation"})
        facts[key] = some_of(part_of(verdict, key), {"kind", "largest", "worst_case", "mean", "inner"});
    return facts;
}

Json checkpoint_facts(const Json& json) {
    Json facts = some_of(json, {"epoch", "best_epoch", "best_loss", "seconds"});
    facts["method"] = part_of(part_of(json, "method"), "name");
    return facts;
}

// What has nothing to say is left out.
Json without_empty(const Json& facts) {
    Json kept = Json::object();
    for (const auto& [key, value] : facts.items())
        if (!value.is_null() && !(value.is_structured() && value.empty())) kept[key] = value;
    return kept;
}

Json facts_of(Kind kind, const Json& json) {
    switch (kind) {
        case Kind::coefficients:
        case Kind::independent:
        case Kind::joint:
            return dynamics_facts(json);
        case Kind::checkpoint:
            return checkpoint_facts(json);
        default:
            return model_facts(json);
    }
}

Description described(const std::string& path, const std::string& file, const Json& json) {
    const Json format = part_of(json, "format");
    const auto kind = kind_of_format(format.is_string() ? format.get<std::string>() : "");
    if (!kind) throw Error(path + ": is nothing that these tools wrote");
    Json facts = {{"format_version", get<std::int64_t>(json, "version", file)}};
    facts.update(without_empty(facts_of(*kind, json)));
    return {path, name_of(*kind), text_of(facts), {}, steps_to(json, file)};
}

KnownFile file_in(const std::string& folder, const std::string& name, const std::string& sha256) {
    KnownFile file{name, folder + "/" + name, sha256};
    std::error_code error;
    if (!fs::exists(file.path, error)) file.state = FileState::gone;
    return file;
}

Description describe_folder(const std::string& path) {
    if (!fs::exists(path + "/" + kModelMarker) && fs::exists(path + "/checkpoint.json"))
        return described(path, path + "/checkpoint.json", read_json(path + "/checkpoint.json"));
    if (!fs::exists(path + "/" + kModelMarker) && fs::exists(path + "/data.txt")) {
        Json facts = Json::object();
        if (fs::exists(path + "/tune.tsv")) facts["table"] = path + "/tune.tsv";
        facts["folds"] = std::count_if(fs::directory_iterator(path), fs::directory_iterator(),
                                       [](const auto& entry) { return entry.is_directory(); });
        return {path, name_of(Kind::search), text_of(facts), {}, {}};
    }
    return read_whole(path, [](const ModelFolder& folder) {
        Description description = described(folder.path, folder.description.path, *folder.json);
        for (const auto& [name, digest] : folder.sha256)
            description.files.push_back(file_in(folder.path, name, digest));
        for (const Json& member : folder.json->value("members", Json::array())) {
            const auto name = get<std::string>(member, "folder", folder.description.path);
            const ModelFolder below = open_folder(folder, name);
            for (const auto& [file, digest] : below.sha256)
                description.files.push_back(file_in(folder.path, name + "/" + file, digest));
            for (const auto& [key, file] : {std::pair("sha256", kModelMarker), std::pair("gp_sha256", "gp.json")})
                if (member.contains(key))
                    description.files.push_back(file_in(folder.path, name + "/" + file,
                                                        get<std::string>(member, key, folder.description.path)));
        }
        return description;
    });
}

Description describe_coefficients(const std::string& path, const std::string& json_path) {
    const Json json = read_json(json_path);
    Description description = described(path, json_path, json);
    const std::string stem = fs::path(json_path).replace_extension().string();
    if (get<std::int64_t>(json, "version", json_path) > 1 && json.contains("coefficients_sha256"))
        description.files.push_back(
            file_in(".", stem + ".npy", get<std::string>(json, "coefficients_sha256", json_path)));
    if (json.contains("moments_sha256"))
        description.files.push_back(
            file_in(".", stem + "-moments.npy", get<std::string>(json, "moments_sha256", json_path)));
    for (KnownFile& file : description.files) file.path = file.name;
    return description;
}

void check(KnownFile& file) {
    if (file.name == "-" || file.sha256.empty()) return;
    std::error_code error;
    if (!fs::is_regular_file(file.path, error))
        file.state = FileState::gone;
    else
        file.state = file_sha256(file.path) == file.sha256 ? FileState::same : FileState::changed;
}

}  // namespace

Description describe(const std::string& path) {
    std::error_code error;
    if (!fs::exists(path, error)) throw Error(path + ": does not exist");
    if (fs::is_directory(path, error)) return describe_folder(fs::path(path).lexically_normal().string());
    if (fs::path(path).extension() == ".json") {
        if (is_of_coefficients(path)) return describe_coefficients(path, path);
        if (fs::path(path).filename() == kModelMarker)
            return describe_folder(("." / fs::path(path)).parent_path().lexically_normal().string());
        return described(path, path, read_json(path));
    }
    Json facts = array_facts(path);
    if (const std::string beside = json_beside(path); is_of_coefficients(beside)) {
        Description description = describe_coefficients(path, beside);
        facts.update(Json::parse(description.facts));
        description.facts = text_of(facts);
        return description;
    }
    return {path, name_of(Kind::array), text_of(facts), {}, {}};
}

bool verify(Description& description) {
    std::vector<KnownFile*> all;
    for (KnownFile& file : description.files) all.push_back(&file);
    for (Step& step : description.steps)
        for (KnownFile& file : step.inputs) all.push_back(&file);
    parallel_for(static_cast<Index>(all.size()), true, [&](Index k) { check(*all[static_cast<std::size_t>(k)]); });
    const auto changed = [](const KnownFile* file) { return file->state == FileState::changed; };
    return std::ranges::none_of(all, changed) &&
           std::ranges::none_of(description.files, [](const KnownFile& f) { return f.state == FileState::gone; });
}

}  // namespace rom::files
