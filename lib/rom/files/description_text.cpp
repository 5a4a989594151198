#include <algorithm>
#include <cstddef>
#include <limits>
#include <string_view>

#include <nlohmann/json.hpp>

#include "rom/base/text.h"
#include "rom/files/description.h"
#include "rom/files/json.h"

namespace rom::files {
namespace {

const char* word_for(FileState state) {
    switch (state) {
        case FileState::same:
            return "same";
        case FileState::changed:
            return "changed";
        case FileState::gone:
            return "gone";
        case FileState::unchecked:
            break;
    }
    return "";
}

std::string spoken(std::string key) {
    std::ranges::replace(key, '_', ' ');
    return key;
}

// Errors are shares of what they are relative to.
bool is_share(const std::string& key) {
    return std::ranges::any_of(
        std::initializer_list<const char*>{"largest", "mean", "inner", "largest_after", "mean_after"},
        [&](const char* one) { return key == one || key.ends_with(std::string("_") + one); });
}

std::string value_text(const std::string& key, const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_float())
        return is_share(key) ? format("%.3g %%", 100 * value.get<double>()) : format("%.6g", value.get<double>());
    if (!value.is_array()) return text_of(value);
    std::string text;
    for (const Json& one : value) text += (text.empty() ? "" : " ") + value_text(key, one);
    return text;
}

std::string fact_text(const std::string& key, const Json& value) {
    if (!value.is_object()) return value_text(key, value);
    std::string text;
    for (const auto& [name, one] : value.items())
        text += (text.empty() ? "" : ", ") + spoken(name) + " " + value_text(name, one);
    return text;
}

// What gp.json judges, in words.
struct Spoken {
    std::string_view key;
    const char* words;
};
constexpr Spoken kJudged[] = {{"training", "training cases"},
                              {"left_out", "cases left out, with the dynamics that the others predict"},
                              {"between", "between neighbouring cases, as expected"},
                              {"interpolation", "cases left out, by plain interpolation of the others"}};

Json file_json(const KnownFile& file) {
    Json json = {{"path", file.name}, {"sha256", file.sha256}};
    if (file.state != FileState::unchecked) json["state"] = word_for(file.state);
    return json;
}

std::string files_text(const std::vector<KnownFile>& files) {
    const auto same = std::ranges::count_if(files, [](const KnownFile& f) { return f.state == FileState::same; });
    std::string text;
    if (same > 0)
        text = format("%-20s  %ld of %zu files are as they were written\n", "files", static_cast<long>(same),
                      files.size());
    for (const KnownFile& file : files)
        if (file.state == FileState::changed || file.state == FileState::gone)
            text += format("%-20s  %s\n", word_for(file.state), file.path.c_str());
    return text;
}

}  // namespace

std::vector<Fact> facts_of(const Description& description) {
    std::vector<Fact> all;
    const Json facts = Json::parse(description.facts);
    for (const auto& [key, value] : facts.items()) all.push_back({spoken(key), fact_text(key, value)});
    return all;
}

std::vector<Judged> judgements_of(const Description& description) {
    std::vector<Judged> all;
    const auto number = [](const Json& json, const std::string& key) {
        const bool there = json.contains(key) && json[key].is_number();
        return there ? json[key].get<double>() : std::numeric_limits<double>::quiet_NaN();
    };
    const auto add = [&](const std::string& of, const Json& json, const std::string& largest, const std::string& mean) {
        if (json.is_object() && json.contains(largest)) all.push_back({of, number(json, largest), number(json, mean)});
    };
    const Json facts = Json::parse(description.facts);
    for (const auto& [key, value] : facts.items()) {
        if (const auto* known = std::ranges::find(kJudged, key, &Spoken::key); known != std::end(kJudged))
            add(known->words, value, "largest", "mean");
        if (!key.starts_with("stage_") && key != "interpolated_stage") continue;
        add("training cases, to " + spoken(key), value, "training_largest_after", "training_mean_after");
        add("cases left out, to " + spoken(key), value, "left_out_largest_after", "left_out_mean_after");
    }
    return all;
}

std::string table_of(const Description& description) {
    std::string text = description.path + ": " + description.kind + "\n";
    for (const Fact& fact : facts_of(description)) text += format("%-20s  %s\n", fact.name.c_str(), fact.text.c_str());
    text += files_text(description.files);
    for (const Step& step : description.steps) {
        text += "made by rom " + step.version + ", " + step.time + ":  " + step.command + "\n";
        for (const KnownFile& file : step.inputs)
            text += format("  %-18s  %s\n", word_for(file.state), file.name.c_str());
    }
    return text;
}

std::string json_of(const Description& description) {
    Json json = {{"path", description.path}, {"kind", description.kind}};
    json.update(Json::parse(description.facts));
    json["files"] = Json::array();
    for (const KnownFile& file : description.files) json["files"].push_back(file_json(file));
    json["provenance"] = Json::array();
    for (const Step& step : description.steps) {
        Json inputs = Json::array();
        for (const KnownFile& file : step.inputs) inputs.push_back(file_json(file));
        json["provenance"].push_back({{"tool", step.tool},
                                      {"version", step.version},
                                      {"command", step.command},
                                      {"time", step.time},
                                      {"inputs", inputs}});
    }
    return text_of(json, 2) + "\n";
}

}  // namespace rom::files
