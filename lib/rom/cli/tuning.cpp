#include "rom/cli/tuning.h"

#include <algorithm>
#include <array>

#include "rom/base/text.h"

namespace rom::cli {
namespace {

constexpr std::array<Index, 6> kLatent = {5, 3, 4, 7, 2, 10};
constexpr std::array<Index, 3> kHidden = {100, 50, 200};
constexpr std::uint64_t kSeeds = 3;

std::string encode_line(const std::string& snapshots, const std::string& parameters, const std::string& dt,
                        const Configuration& one, double minutes, const std::string& more) {
    std::string line = "rom-encode " + shell_word(snapshots) + " --params " + shell_word(parameters) + " --dt " + dt +
                       format(" --latent %ld --hidden %ld --seed %llu", static_cast<long>(one.latent),
                              static_cast<long>(one.hidden), static_cast<unsigned long long>(one.seed));
    if (minutes > 0) line += format(" --minutes %.3g", minutes);
    return line + more;
}

// From the model of one stage in FOLDER/one to its coefficients in FOLDER/gp.json.
std::vector<std::string> coefficient_lines(const std::string& parameters, const std::string& dt,
                                           const std::string& folder) {
    return {
        "rom-sindy " + shell_word(folder + "/one/latent.npy") + " --dt " + dt + " -o " + shell_word(folder + "/xi.npy"),
        "rom-gpfit " + shell_word(parameters) + " " + shell_word(folder + "/xi.npy") + " -q -o " +
            shell_word(folder + "/gp.json")};
}

std::string stage_line(const std::string& snapshots, const std::string& parameters, const std::string& folder,
                       const Configuration& one, Variant variant) {
    return "rom-stage " + shell_word(folder + "/one") + " " + shell_word(snapshots) + " --gp " +
           shell_word(folder + "/gp.json") + " --params " + shell_word(parameters) +
           format(" --seed %llu", static_cast<unsigned long long>(one.seed)) + " --kind " +
           (variant == Variant::decoder ? "decoder" : "interpolation") + " -q -o " +
           shell_word(folder + "/" + name_of(variant));
}

std::string baseline_line(const std::string& snapshots, const std::string& parameters, const std::string& dt,
                          const std::string& folder) {
    return "rom-baseline " + shell_word(snapshots) + " " + shell_word(parameters) + " --dt " + dt + " -o " +
           shell_word(folder + "/" + name_of(Variant::interpolated));
}

std::string joined(const std::vector<std::string>& lines) {
    std::string all;
    for (const std::string& line : lines) all += (all.empty() ? "" : " && ") + line;
    return all;
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
    if (latent == 0) return "pod";
    return format("latent-%ld-hidden-%ld-seed-%llu", static_cast<long>(latent), static_cast<long>(hidden),
                  static_cast<unsigned long long>(seed));
}

std::vector<Configuration> configurations(Index most) {
    std::vector<Configuration> all = {{}};
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

std::string TuningFolder::fold(Index which) const { return path + "/fold-" + std::to_string(which + 1); }

std::string TuningFolder::trial(const Configuration& one, Index which) const {
    return path + "/" + one.name() + "/fold-" + std::to_string(which + 1);
}

std::string TuningFolder::prediction(const Configuration& one, Index which, Variant variant) const {
    return trial(one, which) + "/" + name_of(variant) + ".npy";
}

std::string trial_line(const TuningFolder& folder, const Configuration& one, Index fold, double minutes,
                       double patience) {
    const std::string data = folder.fold(fold);
    const std::string trial = folder.trial(one, fold);
    const std::string snapshots = data + "/train.npy";
    const std::string parameters = data + "/train-mu.npy";
    const auto predict = [&](Variant variant) {
        return "rom-predict " + shell_word(trial + "/" + name_of(variant)) + " " + shell_word(data + "/test-mu.npy") +
               (one.latent > 0 ? " --gp " + shell_word(trial + "/gp.json") : "") + " --initial " +
               shell_word(data + "/test-initial.npy") + " -q -o " + shell_word(folder.prediction(one, fold, variant));
    };
    std::vector<std::string> lines = {"mkdir -p " + shell_word(trial)};
    if (one.latent == 0) {
        lines.push_back(baseline_line(snapshots, parameters, folder.dt, trial));
        lines.push_back(predict(Variant::interpolated));
    } else {
        const std::string limit = "timeout " + format("%.0f ", std::max(1.0, patience));
        lines.push_back(limit + encode_line(snapshots, parameters, folder.dt, one, minutes,
                                            " --entries " + std::to_string(folder.entries) + " -q -o " +
                                                shell_word(trial + "/one")));
        for (std::string& line : coefficient_lines(parameters, folder.dt, trial)) lines.push_back(std::move(line));
        lines.push_back(predict(Variant::one));
        for (const Variant variant : {Variant::interpolated, Variant::decoder})
            lines.push_back("{ " + limit + stage_line(snapshots, parameters, trial, one, variant) + " && " +
                            predict(variant) + " || true; }");
    }
    lines.push_back("touch " + shell_word(folder.marker(one, fold)));
    return joined(lines);
}

std::vector<std::string> model_lines(const std::string& snapshots, const std::string& parameters, const std::string& dt,
                                     const std::string& output, const Configuration& one,
                                     const std::vector<Variant>& variants, double minutes) {
    const std::string folder = output + "/" + one.name();
    std::vector<std::string> lines = {"mkdir -p " + shell_word(folder)};
    if (one.latent == 0) {
        lines.push_back(baseline_line(snapshots, parameters, dt, folder));
        return lines;
    }
    lines.push_back(encode_line(snapshots, parameters, dt, one, minutes, " -q -o " + shell_word(folder + "/one")));
    for (std::string& line : coefficient_lines(parameters, dt, folder)) lines.push_back(std::move(line));
    for (const Variant variant : variants)
        if (variant != Variant::one) lines.push_back(stage_line(snapshots, parameters, folder, one, variant));
    return lines;
}

}  // namespace rom::cli
