#include "rom/cli/verdict.h"

#include <filesystem>

#include "rom/base/error.h"
#include "rom/files/folder.h"

namespace rom::cli {
namespace {

// The model's folder: the one named, or that of the latent trajectories.
std::string model_of(const VerdictFlags& flags, const files::StoredMeaning& stored) {
    if (!flags.model.empty()) return flags.model;
    if (!files::is_there(stored.latent_path)) return "";
    const std::string folder = ("." / std::filesystem::path(stored.latent_path)).parent_path().lexically_normal();
    return files::is_there(folder + "/" + files::kModelMarker) ? folder : "";
}

evaluation::Verdict judged(const files::StoredModel& model, const snapshots::Snapshots& data,
                           const gp::Coefficients& coefficients) {
    const Eigen::MatrixXd values = snapshots::project<double>(model.model.coordinates, data);
    const prediction::SnapshotNorms norms = prediction::norms_of(data, model.model.coordinates, values);
    const evaluation::TrainingData training{values, norms};
    auto verdict =
        evaluation::judge(model.model, static_cast<Index>(model.model.stages.size()), coefficients, training);
    verdict.interpolation =
        evaluation::judge_interpolation(model.model, gp::parameters_of_cases(gp::space_of(coefficients)), training);
    return verdict;
}

}  // namespace

std::vector<Option> options_of(VerdictFlags& flags) {
    return {
        {"--model", &flags.model,
         "Model of the coefficients, to say how good it is; else the one that the JSON beside them names, if it is "
         "there",
         kFile | kModel},
        {"--snapshots", &flags.snapshots, "Its training snapshots; else those that the model names, if they are there",
         kFile | kArray},
    };
}

std::optional<evaluation::Verdict> verdict_on(const Tool& tool, const VerdictFlags& flags,
                                              const files::StoredMeaning& stored,
                                              const gp::Coefficients& coefficients) {
    const bool named = !flags.model.empty() || !flags.snapshots.empty();
    const auto missing = [&](const std::string& sentence) -> std::optional<evaluation::Verdict> {
        if (named) throw Error(sentence);
        tool.detail("no verdict on the model: " + sentence);
        return {};
    };
    const std::string folder = model_of(flags, stored);
    if (folder.empty()) return missing("the model of these coefficients is not where they were fitted; give --model");
    files::StoredModel model = files::read_model(folder);
    if (!stored.meaning || stored.meaning->latent_sha256 != model.latent_sha256)
        return missing("the coefficients were not fitted to the latent trajectories of " + folder);
    model.model.library = stored.meaning->library;  // which need not be that of the training
    if (model.interpolated) tool.detail("the interpolated stage of " + folder + " goes with other coefficients");
    const std::string& path = flags.snapshots.empty() ? model.snapshots_path : flags.snapshots;
    if (!files::is_there(path)) return missing("the snapshots of " + folder + " are not there; give --snapshots");
    tool.check_files({folder, path});
    const snapshots::Snapshots data = snapshots::open_like(model.model.coordinates, path, model.model.cases == 1);
    if (data.array.sha256() != model.snapshots_sha256)
        return missing(path + " is not the file that " + folder + " was trained on");
    std::optional<evaluation::Verdict> verdict;
    try {
        verdict = judged(model, data, coefficients);
    } catch (const Error& error) {
        return missing(error.what());
    }
    return verdict;
}

void say(const Tool& tool, const evaluation::Verdict& verdict) {
    for (const std::string& line : evaluation::lines_of(verdict)) tool.say(line);
    if (const std::string advice = evaluation::advice_of(verdict); !advice.empty()) tool.say(advice);
}

}  // namespace rom::cli
