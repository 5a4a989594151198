#include "rom/cli/tune.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>

#include "rom/base/error.h"
#include "rom/base/parallel.h"
#include "rom/base/text.h"
#include "rom/cli/tuning_networks.h"
#include "rom/cli/tuning_search.h"
#include "rom/files/folder.h"
#include "rom/files/lock.h"
#include "rom/files/provenance.h"
#include "rom/npy/output.h"

namespace rom::cli {
namespace {

constexpr double kOfTheRest = 0.8;       // what rom-encode is given of that, if it has to be told
constexpr double kWorthBlending = 0.95;  // of the error of the best model, what a blend has to be below

// A model that goes into the result.
struct Chosen {
    Configuration one;
    Variant variant = Variant::one;
    double seconds = 0;  // of its longest trial
    double error = 0;    // of left-out cases
    Index weight = 0;
};

std::string full_name(const Chosen& chosen) {
    return chosen.one.name() + (!chosen.one.is_baseline() ? std::string("/") + name_of(chosen.variant) : "");
}

std::vector<Chosen> choose(const Tool& tool, const TuningData& data, const std::vector<Tried>& tried) {
    std::vector<Chosen> candidates;
    std::vector<evaluation::States> predictions;
    evaluation::Truth truth;
    for (const Tried& one : tried) {
        if (!one.complete() || one.failed) continue;
        if (truth.states.size() == 0) truth = truth_of(data.folder, one);  // all folds, the same for all
        for (const Variant variant : data.folder.variants()) {
            auto predicted = predicted_by(data.folder, one, variant);
            if (!predicted) continue;
            predictions.push_back(std::move(*predicted));
            candidates.push_back({one.one, variant, one.seconds, one.errors.at(variant)});
        }
    }
    if (candidates.empty())
        throw Error("no trial is complete on all groups; run the lines of --tasks, or give more --minutes");
    const auto cut_short = [](const Tried& one) {
        return !one.one.is_baseline() && (one.slow || (one.count() > 0 && !one.complete()));
    };
    if (std::ranges::all_of(candidates, [](const Chosen& one) { return one.one.is_baseline(); }) &&
        std::ranges::any_of(tried, cut_short))
        tool.warn(
            "no model came to its end in time on all groups, and plain interpolation is what is left; give more "
            "--minutes");
    const auto selection = evaluation::select_together(truth, predictions);
    const auto by_error = [](const Chosen& a, const Chosen& b) { return a.error < b.error; };
    const Chosen& best = *std::ranges::min_element(candidates, by_error);
    const double least = best.error;
    tool.say(format("left-out cases are predicted to %.3g %% %s by the best model, %s, and to %.3g %% by a blend",
                    100 * least, data.folder.times > 0 ? "in the mean" : "of the range", full_name(best).c_str(),
                    100 * selection.error));
    std::vector<Chosen> chosen;
    for (std::size_t k = 0; k < candidates.size(); ++k) {
        const bool alone = &candidates[k] == &best;
        const Index weight = selection.error < kWorthBlending * least ? selection.weights[k] : Index{alone};
        if (weight == 0) continue;
        chosen.push_back(candidates[k]);
        chosen.back().weight = weight;
    }
    return chosen;
}

std::string table_of(const std::vector<Tried>& tried, std::span<const Variant> variants) {
    std::string text = "model\tfolds\tseconds";
    for (const Variant variant : variants) text += std::string("\t") + name_of(variant);
    text += "\n";
    for (const Tried& one : tried) {
        if (one.count() == 0 && !one.failed) continue;
        text += one.one.name() + format("\t%ld\t%.1f", static_cast<long>(one.count()), one.seconds);
        for (const Variant variant : variants) {
            const auto found = one.errors.find(variant);
            text += one.failed                  ? (one.slow ? "\tslow" : "\tfailed")
                    : found == one.errors.end() ? "\t-"
                                                : format("\t%.4g", 100 * found->second);
        }
        text += "\n";
    }
    return text;
}

// Lines of shell from the data to the result.
std::vector<std::string> lines_of(const TuningFolder& tuning, const std::string& output,
                                  const std::vector<Chosen>& chosen, double minutes) {
    const std::string folder = tuning.path + "/final";
    std::vector<std::string> lines;
    std::string models;
    std::string processes;
    std::string weights;
    for (std::size_t k = 0; k < chosen.size(); ++k) {
        const Chosen& one = chosen[k];
        // The variants of a configuration come one after the other.
        std::vector<Variant> variants;
        for (const Chosen& other : chosen)
            if (other.one.name() == one.one.name()) variants.push_back(other.variant);
        if (one.variant == variants.front())
            for (const std::string& line : model_lines(tuning, folder, one.one, variants, minutes))
                lines.push_back(line);
        const std::string base = folder + "/" + one.one.name();
        models += " " + shell_word(base + "/" + name_of(one.variant));
        if (!one.one.is_baseline() && one.one.order == 0) processes += " " + shell_word(base + "/gp.json");
        weights += (weights.empty() ? "" : ",") + std::to_string(one.weight);
    }
    lines.push_back("rom-ensemble" + models + (processes.empty() ? "" : " --gp" + processes) + " --weights " + weights +
                    (processes.empty() ? "" : " --prune") + " -o " + shell_word(output));
    return lines;
}

void make_model(const TuningData& data, const std::vector<std::string>& lines) {
    Processes processes;
    for (std::size_t k = 0; k < lines.size(); ++k) {
        const std::string log = data.folder.path + "/final-" + std::to_string(k + 1) + ".log";
        processes.start(log, lines[k], thread_count(), log);
        const auto ended = processes.wait();
        if (!ended || (ended->status != 0 && stop_signal() != 0))
            throw Stopped{stop_signal(), "stopped; what was tried is kept, start again to go on"};
        if (ended->status != 0) throw Error("'" + lines[k] + "' failed; see " + log);
    }
}

// What tells that the model there is the one that a search with these options made last; empty if there is none.
std::string made_by(const TuneOptions& o) {
    std::error_code error;
    const std::string model = o.output + "/" + files::kModelMarker;
    if (!std::filesystem::exists(model, error)) return "";
    return files::file_sha256(model) + format(" %.17g ", o.minutes) + o.with + "\n";
}

bool is_made(const TuneOptions& o, const std::string& marker) {
    std::ifstream file(marker);
    const std::string before{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    return !before.empty() && before == made_by(o);
}

}  // namespace

void tune(Tool& tool, const TuneOptions& o) {
    if (o.dry_run) return dry_tune(tool, o);
    files::check_output_folder(o.output, files::kModelMarker);
    tool.check_files({}, {files::name_beside(o.output, ".tune")});
    std::optional<files::OutputLock> lock;  // the lines of --tasks run beside each other
    if (!o.tasks) lock.emplace(o.output);
    const TuningFiles files{o.snapshots, o.parameters, o.fields.points, o.fields.signals};
    const Index fields = std::max<Index>(1, static_cast<Index>(field_names(o.states.fields).size()));
    const TuningData data = files.points.empty() ? prepare(tool, files, o.states, o.times, o.output)
                                                 : prepare_networks(files, fields, o.with, o.times, o.output);
    const std::string marker = data.folder.path + "/made.txt";
    if (o.resume && !o.tasks && !o.gather && is_made(o, marker))
        return tool.say(o.output + " is there already, made by this search from the same data; nothing to do");
    catch_stop_signals();
    const double seconds = 60 * o.minutes;
    Search search(tool, data, kSearchShare * seconds);
    if (o.tasks) {
        for (const Tried& one : search.tried())
            for (Index f = 0; f < data.folder.folds; ++f)
                if (!one.done[static_cast<std::size_t>(f)])
                    std::printf("%s\n",
                                trial_line(data.folder, one.one, f, search.minutes(), search.patience()).c_str());
        return;
    }
    if (!o.gather) {
        search.try_first();
        search.halve();
    }
    const std::vector<Chosen> chosen = choose(tool, data, search.tried());
    const std::string table = table_of(search.tried(), data.folder.variants());
    npy::write_text(data.folder.path + "/tune.tsv", table);
    // As if a training on all cases took as long on all cores as a trial on one.
    double needed = 0;
    for (const Chosen& one : chosen) needed += one.seconds;
    const double left = std::max(0.0, seconds - search.seconds());
    const bool limited = search.minutes() > 0 || needed > left;
    const double minutes = limited ? kOfTheRest * left / 60 / static_cast<double>(chosen.size()) : 0;
    const std::vector<std::string> lines = lines_of(data.folder, o.output, chosen, minutes);
    make_model(data, lines);
    npy::write_text(marker, made_by(o));
    std::fputs((table + "\n").c_str(), stdout);
    for (const std::string& line : lines) std::printf("%s\n", line.c_str());
}

}  // namespace rom::cli
