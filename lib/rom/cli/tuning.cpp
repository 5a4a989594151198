#include "rom/cli/tuning.h"

#include <algorithm>
#include <array>

#include "rom/base/text.h"

namespace rom::cli {
namespace {

// " --params FILE", or nothing without a file.
std::string option(const std::string& name, const std::string& file) {
    return file.empty() ? "" : " " + name + " " + shell_word(file);
}

constexpr std::array<Index, 6> kLatent = {5, 3, 4, 7, 2, 10};
constexpr std::array<Index, 3> kHidden = {100, 50, 200};
constexpr std::uint64_t kSeeds = 3;
constexpr std::array<Index, 4> kNetworkLatent = {3, 2, 5, 8};
constexpr std::array<Index, 3> kNetworkHidden = {10, 20, 15};

std::string encode_line(const TuningFiles& files, const std::string& times, const Configuration& one, double minutes,
                        const std::string& more) {
    std::string line = "rom-encode " + shell_word(files.snapshots) + option("--params", files.parameters) + times +
                       format(" --latent %ld --hidden %ld --seed %llu", static_cast<long>(one.latent),
                              static_cast<long>(one.hidden), static_cast<unsigned long long>(one.seed));
    if (minutes > 0) line += format(" --minutes %.3g", minutes);
    return line + more;
}

// From the model of one stage in FOLDER/one to its coefficients in FOLDER/gp.json.
std::vector<std::string> coefficient_lines(const std::string& parameters, const std::string& times,
                                           const std::string& folder) {
    return {"rom-sindy " + shell_word(folder + "/one/latent.npy") + times + " -o " + shell_word(folder + "/xi.npy"),
            "rom-gpfit " + shell_word(parameters) + " " + shell_word(folder + "/xi.npy") + " -q -o " +
                shell_word(folder + "/gp.json")};
}

std::string stage_line(const TuningFiles& files, const std::string& folder, const Configuration& one, Variant variant) {
    return "rom-stage " + shell_word(folder + "/one") + " " + shell_word(files.snapshots) +
           option("--gp", folder + "/gp.json") + option("--params", files.parameters) +
           format(" --seed %llu", static_cast<unsigned long long>(one.seed)) + " --kind " +
           (variant == Variant::decoder ? "decoder" : "interpolation") + " -q -o " +
           shell_word(folder + "/" + name_of(variant));
}

std::string baseline_line(const TuningFiles& files, const std::string& times, const Configuration& one,
                          const std::string& folder, const std::string& more = "") {
    return "rom-baseline " + shell_word(files.snapshots) + " " + shell_word(files.parameters) + times +
           " --interpolation " + name_of(one.interpolation) + more + " -q -o " +
           shell_word(folder + "/" + name_of(Variant::interpolated));
}

std::string network_line(const TuningFolder& folder, const TuningFiles& files, const Configuration& one,
                         const std::string& output) {
    return "rom-ldnet " + shell_word(files.snapshots) + option("--params", files.parameters) +
           option("--points", files.points) + option("--signals", files.signals) + folder.times_option +
           format(" --order %ld --latent %ld --hidden %ld,%ld --seed %llu", static_cast<long>(one.order),
                  static_cast<long>(one.latent), static_cast<long>(one.hidden), static_cast<long>(one.hidden),
                  static_cast<unsigned long long>(one.seed)) +
           folder.options + " -q -o " + shell_word(output);
}

TuningFiles part_of(const TuningFiles& files, const std::string& start) {
    const auto part = [&](const std::string& whole, const char* end) { return whole.empty() ? "" : start + end; };
    return {part(files.snapshots, ".npy"), part(files.parameters, "-mu.npy"), part(files.points, "-x.npy"),
            part(files.signals, "-signals.npy")};
}

}  // namespace

std::string shell_word(const std::string& text) {
    const bool plain = std::ranges::all_of(text, [](unsigned char c) {
        return std::isalnum(c) != 0 || std::string("/._-+,=:@%").find(static_cast<char>(c)) != std::string::npos;
    });
    if (plain && !text.empty()) return text;
    std::string word = "'";
    for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + "'";
}

std::string Configuration::name() const {
    if (is_baseline()) return std::string("pod-") + name_of(interpolation);
    return (order > 0 ? format("order-%ld-", static_cast<long>(order)) : "") +
           format("latent-%ld-hidden-%ld-seed-%llu", static_cast<long>(latent), static_cast<long>(hidden),
                  static_cast<unsigned long long>(seed));
}

std::vector<Configuration> configurations(Index most) {
    std::vector<Configuration> all;
    for (const auto kind : {prediction::Interpolation::gp, prediction::Interpolation::cubic})
        all.push_back({.interpolation = kind});
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed)
        for (const Index hidden : kHidden)
            for (const Index latent : kLatent)
                if (latent <= most) all.push_back({latent, hidden, seed});
    // The usual width first, with all seeds, since seeds tell how much a difference means.
    std::stable_sort(all.begin(), all.end(), [](const Configuration& a, const Configuration& b) {
        return (a.hidden != kHidden.front()) < (b.hidden != kHidden.front());
    });
    if (most >= 1) all.push_back({1, kHidden.front(), 0});  // where there is but one direction
    return all;
}

std::vector<Configuration> network_configurations() {
    std::vector<Configuration> all;
    for (const Index hidden : kNetworkHidden)
        for (std::uint64_t seed = 0; seed < kSeeds; ++seed)
            for (const Index order : {1, 2})
                for (const Index latent : kNetworkLatent) all.push_back({latent, hidden, seed, order});
    return all;
}

std::string TuningFolder::fold(Index which) const { return path + "/fold-" + std::to_string(which + 1); }

std::span<const Variant> TuningFolder::variants() const {
    if (files.points.empty()) return kVariants;
    return kNetworkVariants;
}

TuningFiles TuningFolder::training(Index which) const { return part_of(files, fold(which) + "/train"); }

TuningFiles TuningFolder::left_out(Index which) const { return part_of(files, fold(which) + "/test"); }

std::string TuningFolder::trial(const Configuration& one, Index which) const {
    return path + "/" + one.name() + "/fold-" + std::to_string(which + 1);
}

std::string TuningFolder::prediction(const Configuration& one, Index which, Variant variant) const {
    return trial(one, which) + "/" + name_of(variant) + ".npy";
}

std::string trial_line(const TuningFolder& folder, const Configuration& one, Index fold, double minutes,
                       double patience) {
    const std::string trial = folder.trial(one, fold);
    const TuningFiles files = folder.training(fold);
    const TuningFiles test = folder.left_out(fold);
    const auto predict = [&](Variant variant) {
        const std::string of_kind = one.order > 0 ? option("--points", test.points) + option("--signals", test.signals)
                                                  : option("--gp", !one.is_baseline() ? trial + "/gp.json" : "") +
                                                        option("--initial", folder.initial(fold));
        return "rom-predict " + shell_word(trial + "/" + name_of(variant)) +
               (test.parameters.empty() ? "" : " " + shell_word(test.parameters)) + of_kind + " -q -o " +
               shell_word(folder.prediction(one, fold, variant));
    };
    std::vector<std::string> steps;
    if (one.order > 0) {
        steps.push_back(network_line(folder, files, one, trial + "/one"));
        steps.push_back(predict(Variant::one));
    } else if (one.is_baseline()) {
        steps.push_back(baseline_line(files, folder.times_option, one, trial));
        steps.push_back(predict(Variant::interpolated));
    } else {
        steps.push_back(
            encode_line(files, folder.times_option, one, minutes,
                        " --entries " + std::to_string(folder.entries) + " -q -o " + shell_word(trial + "/one")));
        for (std::string& line : coefficient_lines(files.parameters, folder.times_option, trial))
            steps.push_back(std::move(line));
        steps.push_back(predict(Variant::one));
    }
    const std::string limit = "timeout " + format("%.0f ", std::max(1.0, patience));
    std::vector<std::string> lines = {"mkdir -p " + shell_word(trial),
                                      "touch " + shell_word(folder.beginning(one, fold))};
    for (const std::string& step : steps) lines.push_back(limit + step);
    if (one.order == 0 && !one.is_baseline())
        for (const Variant variant : {Variant::interpolated, Variant::decoder})
            lines.push_back("{ " + limit + stage_line(files, trial, one, variant) + " && " + limit + predict(variant) +
                            " || true; }");
    lines.push_back("touch " + shell_word(folder.marker(one, fold)));
    return joined(lines, " && ");
}

std::vector<std::string> model_lines(const TuningFolder& folder, const std::string& output, const Configuration& one,
                                     const std::vector<Variant>& variants, double minutes) {
    const std::string model = output + "/" + one.name();
    const TuningFiles& files = folder.files;
    std::vector<std::string> lines = {"mkdir -p " + shell_word(model)};
    if (one.order > 0) {
        lines.push_back(network_line(folder, files, one, model + "/one"));
        return lines;
    }
    if (one.is_baseline()) {
        lines.push_back(baseline_line(files, folder.times_option, one, model, folder.options));
        return lines;
    }
    lines.push_back(
        encode_line(files, folder.times_option, one, minutes, folder.options + " -q -o " + shell_word(model + "/one")));
    for (std::string& line : coefficient_lines(files.parameters, folder.times_option, model))
        lines.push_back(std::move(line));
    for (const Variant variant : variants)
        if (variant != Variant::one) lines.push_back(stage_line(files, model, one, variant));
    return lines;
}

}  // namespace rom::cli
