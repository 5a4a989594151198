#include "rom/cli/time_options.h"

#include "rom/base/error.h"
#include "rom/files/inputs.h"

namespace rom::cli {

std::vector<Option> options_of(TimeFlags& flags, const char* dt, const char* times) {
    return {
        {"--dt", &flags.dt, dt, kNoDefault, positive()},
        {"--times", &flags.times, times, kInput | kArray},
    };
}

bool are_given(const TimeFlags& flags) {
    if (flags.dt > 0 && !flags.times.empty()) throw Error("--dt and --times exclude each other; give one", 2);
    return flags.dt > 0 || !flags.times.empty();
}

std::vector<files::InputFile> GivenTimes::inputs_with(std::vector<files::InputFile> others) const {
    others.insert(others.end(), inputs.begin(), inputs.end());
    return others;
}

Record GivenTimes::identity_with(Record identity) const {
    for (const files::InputFile& input : inputs) identity.push_back({"times", input.sha256});
    return identity;
}

GivenTimes times_of(const TimeFlags& flags, const std::string& data, Index count) {
    if (!are_given(flags)) throw Error("--dt is required, the time between two, or --times, which lists all", 2);
    if (flags.times.empty()) return {TimeGrid::uniform(count, flags.dt)};
    const files::Times times = files::read_times(flags.times);
    if (times.values.size() != count)
        throw Error(times.name + " has " + std::to_string(times.values.size()) + " times but " + data + " has " +
                    std::to_string(count) + "; they must match");
    return {times.grid(), {{flags.times, times.sha256}}};
}

GivenTimes times_of(const TimeFlags& flags) {
    if (flags.times.empty()) return {TimeGrid::uniform(2, flags.dt)};
    const files::Times times = files::read_times(flags.times);
    return {times.grid(), {{flags.times, times.sha256}}};
}

void warn_if_other_times(const Tool& tool, const std::string& latent, const TimeGrid& grid,
                         const std::optional<files::TrainedWith>& trained) {
    if (!trained) return;
    if (const auto difference = difference_between(grid, trained->grid, "the model of " + latent))
        tool.warn("this fit " + *difference + ": later tools refuse the two together; give the times of the model");
}

}  // namespace rom::cli
