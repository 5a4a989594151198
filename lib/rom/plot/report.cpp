#include "rom/plot/report.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/description.h"
#include "rom/files/inputs.h"
#include "rom/files/kind.h"
#include "rom/plot/compared.h"
#include "rom/plot/gnuplot.h"
#include "rom/plot/html.h"
#include "rom/plot/pictures.h"

namespace rom::plot {
namespace {

using files::Kind;

// With a blank at which no line is broken.
std::string in_per_cent(double share) { return std::isfinite(share) ? format("%.3g\u00A0%%", 100 * share) : ""; }

// Figures with a panel each, numbered through the page, and below each what its picture says of all of them.
class Figures {
public:
    void add(const Picture& picture) {
        for (const Panel& panel : picture.panels) {
            if (is_empty(panel)) continue;
            Picture alone{picture.name, "", {panel}, 1};
            if (panel.title.empty()) alone.panels.front().title = picture.title;
            const std::string svg = drawn(alone, Format::svg, suitable_size(alone, Format::svg));
            const bool said = panel.title.empty() || picture.title.empty();
            html_ += "<figure>" + within_page(svg, ++count_) +
                     (said ? "" : "<figcaption>" + escaped(picture.title) + "</figcaption>") + "</figure>\n";
        }
    }
    // Those since the last time.
    std::string take() {
        return html_.empty() ? "" : "<div class=\"pictures\">\n" + std::exchange(html_, "") + "</div>\n";
    }

private:
    std::string html_;
    std::size_t count_ = 0;
};

std::string section(const std::string& title, const std::string& body) {
    return body.empty() ? "" : "<h2>" + escaped(title) + "</h2>\n" + body;
}

bool is_processes(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error) || !path.ends_with(".json")) return false;
    const Kind kind = files::kind_of(path);
    return kind == Kind::independent || kind == Kind::joint;
}

// gp.json that was named, or the last that went into the model.
std::string processes_of(const ReportRequest& request, const files::Description& model) {
    if (!request.processes.empty()) {
        if (!is_processes(request.processes)) throw Error(request.processes + ": is no gp.json of rom-gpfit");
        return request.processes;
    }
    std::string found;
    for (const files::Step& step : model.steps)
        for (const files::KnownFile& input : step.inputs)
            if (is_processes(input.path)) found = input.path;
    return found;
}

std::string sentence_of(const std::vector<files::Judged>& judged) {
    const auto left_out = std::ranges::find_if(judged, [](const files::Judged& one) {
        return one.of.starts_with("cases left out, ") && one.of.find("interpolation") == std::string::npos;
    });
    const auto plain = std::ranges::find_if(
        judged, [](const files::Judged& one) { return one.of.find("plain interpolation") != std::string::npos; });
    if (left_out == judged.end()) return "";
    std::string text = "Cases that were left out are missed by " + in_per_cent(left_out->largest) + " at worst";
    if (plain != judged.end()) text += "; plain interpolation misses them by " + in_per_cent(plain->largest);
    return text + ".";
}

// Errors of the predictions: a row for each case.
struct Predicted {
    std::vector<std::string> columns = {"case"};
    std::vector<std::vector<std::string>> rows;
    std::string sentence;
};

Predicted predicted_of(const ReportRequest& request, const std::vector<snapshots::Snapshots>& all) {
    Predicted result;
    const Index cases = all.front().cases;
    result.rows.resize(static_cast<std::size_t>(cases));
    for (Index c = 0; c < cases; ++c) result.rows[static_cast<std::size_t>(c)].push_back(std::to_string(c));
    if (!request.shown.parameters.empty()) {
        const files::Parameters parameters = files::read_parameters(request.shown.parameters);
        files::require_same_cases(request.truth, cases, parameters.name, parameters.values.rows());
        for (Index d = 0; d < parameters.values.cols(); ++d) {
            result.columns.push_back("parameter " + std::to_string(d));
            for (Index c = 0; c < cases; ++c)
                result.rows[static_cast<std::size_t>(c)].push_back(format("%.6g", parameters.values(c, d)));
        }
    }
    for (std::size_t k = 1; k < all.size(); ++k) {
        const auto errors = evaluation::summarise(compare_any(all.front(), all[k]).all.relative);
        const std::string name = all.size() > 2 ? ", " + request.predictions[k - 1] : "";
        for (const char* what : {"largest error", "at time", "mean error"}) result.columns.push_back(what + name);
        for (std::size_t c = 0; c < errors.size(); ++c)
            for (const std::string& cell :
                 {in_per_cent(errors[c].largest), std::to_string(errors[c].time), in_per_cent(errors[c].mean)})
                result.rows[c].push_back(cell);
        const std::size_t worst = evaluation::worst_case(errors);
        result.sentence += " " + request.predictions[k - 1] + " is off by " + in_per_cent(errors[worst].largest) +
                           format(" at most, in case %zu.", worst);
    }
    return result;
}

// What a file says of errors.
using Rows = std::vector<std::vector<std::string>>;

Rows judged_by(const std::string& path, const std::vector<files::Judged>& judged) {
    Rows rows;
    for (const files::Judged& one : judged)
        rows.push_back({one.of, in_per_cent(one.largest), in_per_cent(one.mean), path});
    return rows;
}

std::string facts_table(const files::Description& model) {
    std::vector<std::vector<std::string>> rows;
    for (const files::Fact& fact : files::facts_of(model)) rows.push_back({fact.name, fact.text});
    return table({"what", "is"}, rows);
}

std::string steps_table(const std::vector<files::Step>& steps) {
    std::vector<std::vector<std::string>> rows;
    for (const files::Step& step : steps) {
        std::string inputs;
        for (const files::KnownFile& input : step.inputs)
            inputs += (inputs.empty() ? "" : ", ") + input.name +
                      (input.sha256.empty() ? "" : " (" + input.sha256.substr(0, 12) + ")");
        rows.push_back({std::to_string(rows.size() + 1), step.command, inputs, step.time, step.version});
    }
    return rows.empty() ? "" : table({"step", "command", "from (SHA-256)", "at", "by rom"}, rows);
}

Request of_files(const Request& shown, const std::vector<std::string>& files, const std::optional<View>& view = {}) {
    Request request = shown;
    request.files = files;
    request.view = view;
    return request;
}

// What the model and its coefficients look like.
void add_model(const ReportRequest& request, const std::string& processes, Figures& figures) {
    Request own;
    own.files = {request.model};
    figures.add(picture_of(own));
    if (processes.empty()) return;
    figures.add(picture_of(of_files({}, {processes})));
    figures.add(picture_of(of_files({}, {processes}, View::coefficients)));
}

}  // namespace

std::string report_on(const ReportRequest& request) {
    if (request.truth.empty() != request.predictions.empty())
        throw Error("--truth and --prediction belong together; give both", 2);
    const files::Description model = files::describe(request.model);
    const Kind kind = files::kind_of(request.model);
    if (kind != Kind::model && kind != Kind::network && kind != Kind::baseline && kind != Kind::ensemble)
        throw Error(request.model + ": is no model but of another kind (" + model.kind + ")");
    const std::string processes = processes_of(request, model);
    std::vector<files::Judged> judged = files::judgements_of(model);
    Rows rows = judged_by(request.model, judged);
    std::vector<files::Step> steps = model.steps;
    if (!processes.empty()) {
        const files::Description coefficients = files::describe(processes);
        const auto own = files::judgements_of(coefficients);
        judged.insert(judged.end(), own.begin(), own.end());
        const Rows more = judged_by(processes, own);
        rows.insert(rows.end(), more.begin(), more.end());
        if (steps.size() < coefficients.steps.size()) steps = coefficients.steps;
    }
    Figures figures;
    std::string sentence = sentence_of(judged);
    std::string compared;
    if (!request.truth.empty()) {
        std::vector<std::string> files = {request.truth};
        files.insert(files.end(), request.predictions.begin(), request.predictions.end());
        const Request shown = of_files(request.shown, files);
        const Predicted predicted = predicted_of(request, open_all(shown));
        sentence += predicted.sentence;
        for (const View view : {View::fields, View::error, View::parity})
            figures.add(picture_of(of_files(shown, files, view)));
        compared = figures.take() + table(predicted.columns, predicted.rows);
    }
    if (sentence.empty()) sentence = "Nothing is known of its errors: give --gp, or --truth and --prediction.";
    add_model(request, processes, figures);
    return page(request.model, "<h1>" + escaped(request.model + ": " + model.kind) + "</h1>\n<p class=\"verdict\">" +
                                   escaped(sentence) + "</p>\n" +
                                   (rows.empty() ? "" : table({"errors of", "largest", "mean", "says"}, rows)) +
                                   section("Predictions", compared) + section("What it looks like", figures.take()) +
                                   section("What it is", facts_table(model)) +
                                   section("How it was made", steps_table(steps)));
}

}  // namespace rom::plot
