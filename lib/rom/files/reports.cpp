#include "rom/files/reports.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "rom/base/text.h"
#include "rom/files/json.h"

namespace rom::files {
namespace {

Json calibration_json(const evaluation::Calibration& one) {
    return {{"std", one.largest_deviation},
            {"covered_68", one.covered_68},
            {"covered_95", one.covered_95},
            {"correlation", one.correlation}};
}

// JSON has no infinity.
Json number_json(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json normalised_json(const evaluation::NormalisedError& one) {
    return {{"nrmse", one.nrmse}, {"pearson_dissimilarity", one.dissimilarity}};
}

Json errors_json(const evaluation::FieldReport& report) {
    const bool fluctuating = !report.of_fluctuation.empty();
    Json cases = Json::array();
    for (std::size_t c = 0; c < report.cases.size(); ++c) {
        const evaluation::CaseError& error = report.cases[c];
        cases.push_back({{"largest", error.largest}, {"time", error.time}, {"mean", error.mean}});
        if (!fluctuating) continue;
        cases.back()["largest_of_fluctuation"] = report.of_fluctuation[c].largest;
        cases.back()["mean_of_fluctuation"] = report.of_fluctuation[c].mean;
    }
    Json json = {{"largest", report.largest()},
                 {"case", report.worst},
                 {"time", report.cases[report.worst].time},
                 {"mean", report.errors.relative.mean()}};
    if (fluctuating) {
        json["largest_of_fluctuation"] = report.errors.of_fluctuation.maxCoeff();
        json["mean_of_fluctuation"] = report.errors.of_fluctuation.mean();
    }
    json["cases"] = cases;
    return json;
}

}  // namespace

std::string json_of(const evaluation::ErrorReport& report, const Provenance& provenance) {
    Json json = errors_json(report.all);
    for (std::size_t c = 0; c < report.calibration.size(); ++c)
        json["cases"][c].update(calibration_json(report.calibration[c]));
    if (!report.calibration.empty()) {
        json.update(calibration_json(report.overall));
        json["rank_correlation"] = report.rank_correlation;
    }
    for (const evaluation::FieldReport& one : report.fields) json["fields"][one.errors.field] = errors_json(one);
    json["provenance"] = to_json(provenance);
    return text_of(json, 2);
}

std::string json_of(const evaluation::NormalisedErrors& errors, const Provenance& provenance) {
    Json json = normalised_json(errors.overall);
    json["cases"] = Json::array();
    for (const evaluation::NormalisedError& one : errors.cases) json["cases"].push_back(normalised_json(one));
    json["provenance"] = to_json(provenance);
    return text_of(json, 2);
}

std::string json_of(const prediction::Scores& scores, const Parameters& candidates, const std::string& measure,
                    Index samples, Index shown, bool enough) {
    Json next = Json::array();
    Json ranking = Json::array();
    for (const Index c : scores.ranking) {
        const Json entry = {{"candidate", c}, {"parameters", candidates.values.row(c)}, {"measure", scores.values[c]}};
        if (static_cast<Index>(next.size()) < shown && !enough) next.push_back(entry);
        ranking.push_back(entry);
    }
    return text_of({{"measure", measure},
                    {"samples", samples},
                    {"enough", enough},
                    {"next", next},
                    {"excluded", scores.values.size() - static_cast<Index>(scores.ranking.size())},
                    {"draws_left_out", scores.lost},
                    {"ranking", ranking}},
                   2);
}

std::string table_of(const std::vector<evaluation::InterpolationReport>& report, const std::vector<bool>& logarithmic) {
    std::string text =
        format("%-14s %18s %8s  %s\n", "interpolation", "left out: largest", "of case", "mean over cases");
    for (const evaluation::InterpolationReport& one : report) {
        const evaluation::LeftOutSummary& left_out = one.left_out;
        text += format("%-14s ", name_of(one.kind));
        text += std::isfinite(left_out.mean) ? format("%16.4f %% %8ld %14.4f %%", 100 * left_out.largest,
                                                      static_cast<long>(left_out.worst), 100 * left_out.mean)
                                             : "the other cases do not determine it";
        text += &one == &evaluation::best_of(report) ? "  best\n" : "\n";
    }
    std::string positions;
    for (std::size_t d = 0; d < logarithmic.size(); ++d)
        if (logarithmic[d]) positions += (positions.empty() ? "" : ",") + std::to_string(d);
    return positions.empty() ? text : text + "parameters whose logarithm counts: " + positions + "\n";
}

std::string json_of(const std::vector<evaluation::InterpolationReport>& report, const std::vector<bool>& logarithmic) {
    Json json = {{"best", name_of(evaluation::best_of(report).kind)},
                 {"logarithmic", logarithmic},
                 {"interpolations", Json::array()}};
    for (const evaluation::InterpolationReport& one : report)
        json["interpolations"].push_back({{"interpolation", name_of(one.kind)},
                                          {"left_out_largest", number_json(one.left_out.largest)},
                                          {"left_out_worst_case", one.left_out.worst},
                                          {"left_out_mean", number_json(one.left_out.mean)}});
    return text_of(json, 2);
}

std::string table_of(const evaluation::EnsembleVerdict& verdict, const std::vector<std::string>& names) {
    std::string text =
        format("%-24s %20s %20s %12s\n", "largest, mean over cases", "training", "left out", "inner cases");
    const auto pair = [](const evaluation::LeftOutSummary& one) {
        return std::isfinite(one.mean) ? format("%8.3g %% %8.3g %%", 100 * one.largest, 100 * one.mean)
                                       : std::string("undetermined");
    };
    const auto line = [&](const std::string& name, const evaluation::MemberVerdict& one) {
        const std::string inner = one.left_out.inner && std::isfinite(*one.left_out.inner)
                                      ? format("%10.3g %%", 100 * *one.left_out.inner)
                                      : "-";
        text += format("%-24s %20s %20s %12s\n", name.c_str(), pair(one.training).c_str(), pair(one.left_out).c_str(),
                       inner.c_str());
    };
    for (std::size_t k = 0; k < names.size(); ++k) line(names[k], verdict.members[k]);
    line("all together", verdict.together);
    return text;
}

std::string json_of(const evaluation::EnsembleVerdict& verdict, const std::vector<std::string>& names) {
    const auto object = [](const evaluation::MemberVerdict& one) {
        return Json{{"training_largest", number_json(one.training.largest)},
                    {"training_mean", number_json(one.training.mean)},
                    {"left_out_largest", number_json(one.left_out.largest)},
                    {"left_out_mean", number_json(one.left_out.mean)},
                    {"left_out_inner", one.left_out.inner ? number_json(*one.left_out.inner) : Json()}};
    };
    Json members = Json::array();
    for (std::size_t k = 0; k < names.size(); ++k) {
        members.push_back({{"model", names[k]}});
        members.back().update(object(verdict.members[k]));
    }
    return text_of({{"members", members}, {"together", object(verdict.together)}}, 2);
}

Record record_of(const StageReport& report) {
    Record record = {{"stage", static_cast<std::uint64_t>(report.stage)},
                     {"epsilon", report.epsilon},
                     {"residual_before", report.residual_before},
                     {"residual_after", report.residual_after}};
    if (report.interpolation) {
        record.push_back({"interpolation", std::string(name_of(report.interpolation->kind))});
        record.push_back({"residual_left_out_largest", report.interpolation->left_out.largest});
        record.push_back({"residual_left_out_mean", report.interpolation->left_out.mean});
    }
    if (report.explained) {
        record.push_back({"correlation_linear", report.explained->linear});
        record.push_back({"correlation_nearest", report.explained->nearest});
    }
    for (const auto& [when, verdict] : {std::pair("before", report.before), std::pair("after", report.after)}) {
        if (!verdict) continue;
        const std::string suffix = std::string("_") + when;
        record.push_back({"training_largest" + suffix, verdict->training.largest});
        record.push_back({"training_mean" + suffix, verdict->training.mean});
        record.push_back({"left_out_largest" + suffix, verdict->left_out.largest});
        record.push_back({"left_out_mean" + suffix, verdict->left_out.mean});
        if (!verdict->between) continue;
        record.push_back({"between_largest" + suffix, verdict->between->largest});
        record.push_back({"between_mean" + suffix, verdict->between->mean});
    }
    return record;
}

std::string json_of(const Record& record) { return text_of(to_json(record), 2); }

std::string json_of(const StageReport& report) { return text_of(to_json(record_of(report)), 2); }

std::string table_of(const StageReport& report) {
    std::string text =
        format("stage %zu, epsilon %.4g", report.stage, report.epsilon) +
        (report.interpolation ? format(", %s interpolation\n", name_of(report.interpolation->kind)) : "\n") +
        format("residual / snapshots (Frobenius, centred)  before %.4g  after %.4g\n", report.residual_before,
               report.residual_after);
    if (report.explained)
        text += format("correlation of latents and residual        linear %.3f  nearest neighbours %.3f\n",
                       report.explained->linear, report.explained->nearest);
    if (!report.before || !report.after) return text;
    const auto before = evaluation::lines_of(*report.before);
    const auto after = evaluation::lines_of(*report.after);
    const std::size_t both = report.before->between && report.after->between ? 3 : 2;
    for (std::size_t k = 0; k < both; ++k) text += "before " + before[k] + "\nafter  " + after[k] + "\n";
    // Interpolation knows no stages.
    for (std::size_t k = both; k < after.size(); ++k) text += "       " + after[k] + "\n";
    return text;
}

}  // namespace rom::files
