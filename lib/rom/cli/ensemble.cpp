#include "rom/cli/ensemble.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/folder.h"

namespace rom::cli {
namespace {

using files::StoredBaseline;
using files::StoredEnsemble;
using files::StoredMember;
using files::StoredModel;
using files::StoredNetwork;

void require_different(const std::vector<std::string>& models) {
    std::error_code error;
    for (std::size_t k = 0; k < models.size(); ++k)
        for (std::size_t j = 0; j < k; ++j)
            if (std::filesystem::equivalent(models[j], models[k], error))
                throw Error(models[k] + " is given twice; weigh it with --weights", 2);
}

void read_processes_into(std::vector<StoredMember>& members, const std::vector<std::string>& processes) {
    std::size_t next = 0;
    for (StoredMember& member : members)
        if (std::holds_alternative<StoredModel>(member.model) && next++ < processes.size())
            member.processes = files::read_processes(processes[next - 1]);
    if (next != processes.size())
        throw Error("--gp has " + counted(static_cast<Index>(processes.size()), "file") + " but there are " +
                        std::to_string(next) + " models of rom-encode; give one for each of these, in their order",
                    2);
}

// Sentences about model and coefficients that do not belong together.
std::vector<std::string> mismatches_within(const StoredMember& member) {
    const auto* model = std::get_if<StoredModel>(&member.model);
    if (model == nullptr) return {};
    std::vector<std::string> found = files::mismatches(*model, member.processes->dynamics, member.processes->path);
    if (model->interpolated &&
        model->interpolated->coefficients_sha256 != files::coefficients_sha256(*member.processes))
        found.push_back(member.processes->path + " has other coefficients than the interpolated stage of " +
                        model->path + " goes with");
    return found;
}

bool same_range(const ldnet::Range& a, const ldnet::Range& b) { return a.low == b.low && a.high == b.high; }

bool same_inputs_of(const ldnet::LatentDynamicsNetwork& a, const ldnet::LatentDynamicsNetwork& b) {
    return same_range(a.parameters, b.parameters) && same_range(a.signals, b.signals) && same_range(a.points, b.points);
}

// Sentences about members that were made from other data.
std::vector<std::string> mismatches_between(const StoredMember& first, const StoredMember& other) {
    std::vector<std::string> found;
    const std::string& name = files::path_of(other);
    if (files::snapshots_sha256_of(other) != files::snapshots_sha256_of(first))
        found.push_back(name + " was trained on other snapshots than " + files::path_of(first));
    if (const auto difference = difference_between(files::grid_of(other), files::grid_of(first), files::path_of(first)))
        found.push_back(name + " " + *difference);
    const auto* network = std::get_if<StoredNetwork>(&other.model);
    const bool same_inputs =
        network == nullptr
            ? gp::parameters_of_cases(files::space_of(first)) == gp::parameters_of_cases(files::space_of(other))
            : same_inputs_of(std::get<StoredNetwork>(first.model).model, network->model);
    if (!same_inputs)
        found.push_back(name + " was trained with other parameters, signals or points than " + files::path_of(first));
    return found;
}

void require_one_kind(const StoredEnsemble& ensemble) {
    for (const StoredMember& member : ensemble.members) {
        if (std::holds_alternative<StoredNetwork>(member.model) != ensemble.of_networks())
            throw Error(files::path_of(ensemble.members.front()) + " and " + files::path_of(member) +
                        " cannot be asked together: one is a latent dynamics network, and gives fields at points");
        if (const auto* baseline = std::get_if<StoredBaseline>(&member.model); baseline && !baseline->baseline.timed)
            throw Error(baseline->path + " was made without --dt and knows no times; make it again");
    }
}

evaluation::TrainingAnswers training_answers(const StoredMember& member, const snapshots::Snapshots& data) {
    if (const auto* baseline = std::get_if<StoredBaseline>(&member.model))
        return evaluation::training_answers(baseline->baseline);
    const auto& stored = std::get<StoredModel>(member.model);
    const Eigen::MatrixXd states = snapshots::project_first(stored.model.coordinates, data);
    const files::InterpolatedStage* stage = stored.interpolated ? &*stored.interpolated : nullptr;
    return evaluation::training_answers(stored.model, member.processes->coefficients,
                                        stage != nullptr ? &stage->states : nullptr, states,
                                        stage != nullptr && stage->fit_initial);
}

}  // namespace

StoredEnsemble gather_members(const Tool& tool, const MemberFiles& names) {
    if (!names.weights.empty() && names.weights.size() != names.models.size())
        throw Error("--weights has " + counted(static_cast<Index>(names.weights.size()), "number") + " but there are " +
                        std::to_string(names.models.size()) + " models; they must match",
                    2);
    require_different(names.models);
    StoredEnsemble ensemble;
    for (const std::string& path : names.models) ensemble.members.push_back({files::read_single_model(path)});
    for (std::size_t k = 0; k < names.weights.size(); ++k) ensemble.members[k].weight = names.weights[k];
    require_one_kind(ensemble);
    read_processes_into(ensemble.members, names.processes);
    for (StoredMember& member : ensemble.members) {
        files::require_same_shape(ensemble.members.front(), member);
        for (const std::string& sentence : mismatches_within(member)) tool.object(sentence, names.force);
        for (const std::string& sentence : mismatches_between(ensemble.members.front(), member))
            tool.object(sentence, names.force);
        // Another library than the model's, if that was forced.
        if (auto* model = std::get_if<StoredModel>(&member.model))
            model->model.library = member.processes->dynamics.library;
    }
    return ensemble;
}

void leave_out(MemberFiles& names, files::StoredEnsemble& ensemble, std::ptrdiff_t place) {
    const auto has_processes = [](const StoredMember& member) { return member.processes.has_value(); };
    const auto member = ensemble.members.begin() + place;
    if (has_processes(*member))
        names.processes.erase(names.processes.begin() + std::count_if(ensemble.members.begin(), member, has_processes));
    names.models.erase(names.models.begin() + place);
    ensemble.members.erase(member);
}

std::vector<files::InputFile> inputs_of(const MemberFiles& names) {
    std::vector<files::InputFile> inputs;
    for (const std::string& path : names.models) {
        const std::string description = path + "/" + files::kModelMarker;
        inputs.push_back({description, files::file_sha256(description)});
    }
    for (const std::string& path : names.processes) inputs.push_back({path, files::file_sha256(path)});
    return inputs;
}

std::optional<evaluation::EnsembleVerdict> verdict_on(const Tool& tool, const StoredEnsemble& ensemble,
                                                      const std::string& path) {
    const auto missing = [&](const std::string& sentence) -> std::optional<evaluation::EnsembleVerdict> {
        if (!path.empty()) throw Error(sentence);
        tool.say("no table of errors: " + sentence);
        return {};
    };
    if (ensemble.of_networks()) return missing("latent dynamics networks have none");
    const StoredMember& first = ensemble.members.front();
    const std::string& file = path.empty() ? files::snapshots_path_of(first) : path;
    if (!files::is_there(file)) return missing(file + ": the snapshots of " + files::path_of(first) + " are not there");
    tool.check_files({file});
    const snapshots::Snapshots data =
        snapshots::open_like(files::coordinates_of(first), file, query::space_of(ensemble).cases() == 1);
    if (data.array.sha256() != files::snapshots_sha256_of(first))
        return missing(file + " is not the file that " + files::path_of(first) + " was trained on");
    if (data.cases != query::space_of(ensemble).cases() || data.times != files::grid_of(first).size())
        return missing(file + " has other cases or times than " + files::path_of(first) + " was trained on");
    std::vector<evaluation::TrainingAnswers> answers;
    for (const StoredMember& member : ensemble.members) {
        answers.push_back(training_answers(member, data));
        answers.back().known.weight = answers.back().left_out.weight = member.weight;
    }
    try {
        return evaluation::judge_together(data, std::move(answers), ensemble.combination,
                                          gp::parameters_of_cases(query::space_of(ensemble)));
    } catch (const Error& error) {
        return missing(error.what());
    }
}

query::EnsembleQuery read_ensemble_query(const Tool& tool, const QueryFlags& flags, const StoredEnsemble& ensemble,
                                         const files::Parameters& parameters) {
    if (!flags.processes.empty())
        throw Error(ensemble.path + " is an ensemble and has its own gp.json; leave --gp out", 2);
    const query::Listener listener = listener_of(tool, flags);
    query::warn_if_outside(listener, query::space_of(ensemble), parameters);
    std::optional<npy::Array> initial;
    if (query::needs_initial(ensemble) || !flags.initial.empty()) initial = open_initial(flags);
    return query::make_query(listener, flags.use, ensemble, parameters, std::move(initial));
}

}  // namespace rom::cli
