#include "rom/cli/query.h"

#include <utility>

#include "rom/base/error.h"

namespace rom::cli {

query::Listener listener_of(const Tool& tool, const QueryFlags& flags) {
    return {[&tool](const std::string& sentence) { tool.warn(sentence); },
            [&tool, force = flags.force](const std::string& sentence) { tool.object(sentence, force); }};
}

Option initial_option(QueryFlags& flags) {
    return {"--initial", &flags.initial, "Initial states [cases, ...space], .npy; - for standard input",
            kInput | kArray};
}

std::vector<Option> options_of(QueryFlags& flags) {
    return {
        {"--gp", &flags.processes, "gp.json of the model's coefficients", kInput | kJson},
        {"--fit-initial", &flags.use.fit,
         "Start from the latent states whose decoding is nearest to the initial states"},
        {"--force", &flags.force, "Go on if the model and gp.json do not belong together", kOfRun},
    };
}

Option stages_option(Index& stages) {
    return {"--stages", &stages, "Sum up only this many stages, the first ones; else all", kNoDefault, positive()};
}

files::StoredProcesses read_processes(const QueryFlags& flags) {
    if (flags.processes.empty()) throw Error("--gp is required: the gp.json of the model's coefficients", 2);
    return files::read_processes(flags.processes);
}

npy::Array open_initial(const QueryFlags& flags) {
    if (flags.initial.empty()) throw Error("--initial is required: the initial states of the cases", 2);
    return npy::Array::open(flags.initial);
}

Eigen::MatrixXd bounded_states(const Tool& tool, dynamics::LatentTrajectories trajectories, bool keep_going) {
    const auto& [states, blow_ups, reached] = trajectories;
    if (blow_ups.empty()) return std::move(trajectories.states);
    if (!keep_going) throw Error(blow_ups.front() + "; train longer, or on cases nearer to it, or give --keep-going");
    for (const std::string& sentence : blow_ups) tool.warn(sentence + "; it stays there");
    tool.warn(std::to_string(blow_ups.size()) + " of " + std::to_string(reached.size()) + " cases blew up");
    return std::move(trajectories.states);
}

void warn_of_lost_draws(const Tool& tool, Index lost, Index draws) {
    if (lost > 0)
        tool.warn(std::to_string(lost) + " of " + std::to_string(draws) +
                  " draws grow without bound and are left out of the statistics");
}

}  // namespace rom::cli
