// The trials of rom-tune: what is done, what runs, and until when more may begin.
#pragma once

#include <chrono>
#include <vector>

#include "rom/cli/processes.h"
#include "rom/cli/tool.h"
#include "rom/cli/tuning_data.h"

namespace rom::cli {

class Search {
public:
    // Trials begin within so many `seconds`. Those that are done already are not repeated. Refers to both.
    Search(const Tool& tool, const TuningData& data, double seconds);

    const std::vector<Tried>& tried() const { return tried_; }

    // Plain interpolation and the first configuration that can be trained, with which all are compared, on all folds.
    // Warns if none can. Throws Error if nothing is left then.
    void try_first();

    // Successive halving: all that there is time for on the first fold, the better half on the next, and so on.
    void halve();

    double seconds() const;                        // since it began
    double minutes() const { return minutes_; }    // for which rom-encode trains, 0 if as long as it pays
    double patience() const { return patience_; }  // in seconds, with a step of a trial

private:
    struct Job {
        std::size_t which = 0;
        Index fold = 0;
    };

    // Those that can begin before `until`, in seconds since the search began.
    void run(const std::vector<Job>& jobs, double until);
    void take(const Processes::Ended& ended, const Job& job, double seconds);

    const Tool& tool_;
    const TuningData& data_;
    double seconds_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    Pace pace_;
    double patience_ = 0;
    double minutes_ = 0;
    std::size_t baselines_ = 0;  // the first of those tried
    std::size_t first_ = 0;      // of those tried, the one that all are compared with
    std::vector<Tried> tried_;
    Processes processes_;
};

}  // namespace rom::cli
