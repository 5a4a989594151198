#include <algorithm>
#include <cmath>
#include <filesystem>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/kind.h"
#include "rom/files/table.h"
#include "rom/plot/pictures.h"

namespace rom::plot {
namespace {

namespace fs = std::filesystem;

Panel loss_panel(const Request& request) {
    return {
        "", {Request::or_else(request.x_label, "epoch")}, {Request::or_else(request.y_label, "loss"), true}, {}, {}};
}

std::vector<double> scaled(std::vector<double> values, double factor) {
    for (double& value : values) value *= factor;
    return values;
}

// The loss and its terms, without those that are zero throughout.
void add_terms(const files::Table& table, Panel& panel) {
    const std::vector<double> epochs = table.numbers(table.columns.front());
    Index colour = 0;
    for (const std::string& column : table.columns) {
        if (column == table.columns.front() || column == "learning_rate" || column == "seconds") continue;
        const std::vector<double> values = table.numbers(column);
        if (std::ranges::any_of(values, [](double value) { return value > 0; }))
            panel.series.push_back({column, Mark::line, colour++, epochs, values});
    }
}

// The third column of training-S.tsv is the misfit, without what keeps weights or dynamics small.
std::vector<double> misfits_of(const files::Table& table) {
    if (table.columns.size() < 3) throw Error(table.name + ": is no history of a training, it has no third column");
    return table.numbers(table.columns[2]);
}

// Of the stages of a model one after the other, in units of the first.
void add_stages(const std::string& folder, const std::vector<double>& epsilons, const std::string& prefix,
                Panel& panel) {
    double begin = 0;
    for (std::size_t s = 0; s < epsilons.size(); ++s) {
        const std::string path = folder + "/training-" + std::to_string(s + 1) + ".tsv";
        if (!fs::exists(path)) continue;
        const files::Table table = files::read_table(path);
        std::vector<double> epochs = table.numbers(table.columns.front());
        for (double& epoch : epochs) epoch += begin;
        begin = epochs.back();
        const double scale = epsilons[s] / epsilons.front();
        panel.series.push_back({prefix + "stage " + std::to_string(s + 1), Mark::line,
                                static_cast<Index>(panel.series.size()) + 1, epochs,
                                scaled(misfits_of(table), scale * scale)});
    }
}

template <class Model>
std::vector<double> epsilons_of(const Model& model) {
    std::vector<double> epsilons;
    for (const auto& stage : model.stages) epsilons.push_back(stage.epsilon);
    return epsilons;
}

void add_model(const std::string& path, const std::string& prefix, Panel& panel) {
    const files::AnyModel model = files::read_any_model(path);
    if (const auto* encoded = std::get_if<files::StoredModel>(&model))
        add_stages(path, epsilons_of(encoded->model), prefix, panel);
    if (const auto* network = std::get_if<files::StoredNetwork>(&model))
        add_stages(path, epsilons_of(network->model), prefix, panel);
    if (const auto* ensemble = std::get_if<files::StoredEnsemble>(&model))
        for (std::size_t k = 0; k < ensemble->members.size(); ++k)
            add_model(path + "/member-" + std::to_string(k + 1), format("member %zu, ", k + 1), panel);
}

// Of an ensemble whose members were not trained, but interpolate, and have the same modes.
bool is_of_baselines(const std::string& path) {
    if (files::kind_of(path) != files::Kind::ensemble) return false;
    const files::AnyModel model = files::read_any_model(path);
    return std::ranges::all_of(std::get<files::StoredEnsemble>(model).members, [](const files::StoredMember& member) {
        return std::holds_alternative<files::StoredBaseline>(member.model);
    });
}

}  // namespace

Picture loss_picture(const Request& request) {
    Panel panel = loss_panel(request);
    const bool alone = request.files.size() == 1;
    for (std::size_t k = 0; k < request.files.size(); ++k) {
        const std::string& path = request.files[k];
        const std::string label = request.label(k, alone ? "" : path);
        if (files::kind_of(path) != files::Kind::history) {
            panel.y.label = Request::or_else(request.y_label, "misfit of the training data");
            add_model(fs::path(path).filename() == files::kModelMarker ? fs::path(path).parent_path().string() : path,
                      label.empty() ? "" : label + ", ", panel);
            continue;
        }
        const files::Table table = files::read_table(path);
        panel.x.label = Request::or_else(request.x_label, table.columns.front());
        if (alone) {
            add_terms(table, panel);
            continue;
        }
        panel.y.label = Request::or_else(request.y_label, "misfit of the training data");
        panel.series.push_back(
            {label, Mark::line, static_cast<Index>(k) + 1, table.numbers(table.columns.front()), misfits_of(table)});
    }
    if (panel.series.empty()) throw Error(request.files.front() + ": has no history of a training");
    return {"", "", {panel}, 1};
}

Picture tries_picture(const Request& request) {
    std::string path = request.files.front();
    if (const files::Kind kind = files::kind_of(path); kind != files::Kind::tries && kind != files::Kind::search)
        throw Error(path + ": is no search of rom-tune; name its OUTPUT.tune, or tune.tsv there");
    if (fs::is_directory(path)) path += "/tune.tsv";
    const files::Table table = files::read_table(path);
    Panel panel{"",
                {Request::or_else(request.x_label, "time of training (s)"), true},
                {Request::or_else(request.y_label, "error of left-out cases (%)"), true},
                {},
                {}};
    constexpr std::size_t described = 3;  // model, folds and seconds come before the errors
    for (std::size_t c = described; c < table.columns.size(); ++c)
        panel.series.push_back({table.columns[c], Mark::points, static_cast<Index>(c - described) + 1,
                                table.numbers("seconds"), table.numbers(table.columns[c])});
    return {"", "", {panel}, 1};
}

Picture model_picture(const Request& request) {
    const std::string& path = request.files.front();
    if (request.files.size() == 1 && is_of_baselines(path)) {
        Request first = request;
        first.files = {path + "/member-1"};
        return singular_values_picture(first);
    }
    Picture picture = loss_picture(request);
    if (request.files.size() > 1 || files::kind_of(path) != files::Kind::model) return picture;
    for (const Picture& more : {latent_picture(request), eigenvalues_picture(request)})
        picture.panels.insert(picture.panels.end(), more.panels.begin(), more.panels.end());
    picture.columns = static_cast<Index>(picture.panels.size());
    return picture;
}

}  // namespace rom::plot
