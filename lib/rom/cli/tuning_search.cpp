#include "rom/cli/tuning_search.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <utility>

#include "rom/base/error.h"
#include "rom/base/parallel.h"
#include "rom/base/text.h"
#include "rom/npy/output.h"

namespace rom::cli {
namespace {

constexpr double kTrialsAtLeast = 12;  // that the time is meant for
constexpr double kOfPatience = 0.4;    // what rom-encode is given if it takes longer by itself
constexpr double kOfRound = 0.4;       // of the time that is left, what the trials on one fold may take
constexpr std::size_t kLeastSurvivors = 3;

// Of a trial that is done.
std::optional<double> seconds_of(const TuningFolder& folder, const Configuration& one, Index fold) {
    namespace fs = std::filesystem;
    std::error_code error;
    const auto end = fs::last_write_time(folder.marker(one, fold), error);
    if (error) return {};
    const auto begin = fs::last_write_time(folder.beginning(one, fold), error);
    return error ? 0 : std::chrono::duration<double>(end - begin).count();
}

std::string last_line_of(const std::string& path) {
    std::ifstream file(path);
    std::string last;
    for (std::string line; std::getline(file, line);) last = line;
    return last;
}

}  // namespace

Search::Search(const Tool& tool, const TuningData& data, double seconds) : tool_(tool), data_(data), seconds_(seconds) {
    patience_ = std::max(2.0, seconds * static_cast<double>(thread_count()) / kTrialsAtLeast);
    for (const Configuration& one : data.configurations) {
        Tried tried{one, std::vector<bool>(static_cast<std::size_t>(data.folder.folds))};
        for (Index f = 0; f < data.folder.folds; ++f) {
            const auto seconds_taken = seconds_of(data.folder, one, f);
            tried.done[static_cast<std::size_t>(f)] = seconds_taken.has_value();
            tried.seconds = std::max(tried.seconds, seconds_taken.value_or(0));
        }
        if (tried.count() > 0) judge(data.folder, tried);
        tried_.push_back(std::move(tried));
    }
    if (std::ifstream file(data.folder.minutes()); file) file >> minutes_;
    patience_ = std::max(patience_, 60 * minutes_ / kOfPatience);
    while (baselines_ < tried_.size() && tried_[baselines_].one.is_baseline()) ++baselines_;
    first_ = baselines_;
}

double Search::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

void Search::try_first() {
    const auto is_left = [&] { return first_ < tried_.size(); };
    std::vector<Job> beginnings;
    for (std::size_t k = 0; k < std::min(baselines_ + 1, tried_.size()); ++k) beginnings.push_back({k, 0});
    run(beginnings, seconds_);
    // Not every state has as many directions as there are latent variables.
    while (is_left() && tried_[first_].failed && !tried_[first_].slow)
        if (++first_; is_left()) run({{first_, 0}}, seconds_);
    if (is_left() && tried_[first_].slow && baselines_ > 0) {
        // There is no time to train for as long as it pays: all train for as long, and the first on every fold.
        Tried& first = tried_[first_];
        patience_ = std::max(patience_, (seconds_ - seconds()) / static_cast<double>(first.done.size()));
        minutes_ = kOfPatience * patience_ / 60;
        npy::write_text(data_.folder.minutes(), format("%.6g\n", minutes_));
        first.failed = first.slow = false;
        run({{first_, 0}}, seconds_);
    }
    if (is_left() && !tried_[first_].done[0] && baselines_ == 0)
        throw Error(
            "no trial came to its end in time; give more --minutes, or --with fewer iterations, or see the logs in " +
            data_.folder.path);
    if (!is_left())
        tool_.warn("no model could be trained, see the logs in " + data_.folder.path +
                   "; plain interpolation is what is left");
    std::vector<Job> jobs;
    for (std::size_t k = 0; k < baselines_; ++k)
        for (Index f = 1; f < data_.folder.folds; ++f) jobs.push_back({k, f});
    for (Index f = 1; is_left() && f < data_.folder.folds; ++f) jobs.push_back({first_, f});
    run(jobs, seconds_);
}

void Search::halve() {
    if (first_ >= tried_.size()) return;
    std::vector<std::size_t> alive;
    for (std::size_t k = first_ + 1; k < tried_.size(); ++k) alive.push_back(k);
    // As many as there is time for, if half of them go on.
    const double left = (seconds_ - seconds()) * static_cast<double>(thread_count());
    const double each = 2 * std::max(0.05, tried_[first_].seconds);
    alive.resize(std::min(alive.size(), static_cast<std::size_t>(std::max(0.0, left / each))));
    for (Index f = 0; f < data_.folder.folds && !alive.empty(); ++f) {
        std::vector<Job> jobs;
        jobs.reserve(alive.size());
        for (const std::size_t k : alive) jobs.push_back({k, f});
        const bool last = f + 1 == data_.folder.folds;
        run(jobs, last ? seconds_ : seconds() + kOfRound * (seconds_ - seconds()));
        std::erase_if(alive, [&](std::size_t k) { return !tried_[k].done[static_cast<std::size_t>(f)]; });
        std::ranges::sort(alive, {}, [&](std::size_t k) { return tried_[k].best(); });
        alive.resize(std::min(alive.size(), std::max(kLeastSurvivors, (alive.size() + 1) / 2)));
    }
}

void Search::run(const std::vector<Job>& jobs, double until) {
    std::size_t next = 0;
    std::map<std::string, std::pair<Job, double>> started;
    while (true) {
        while (next < jobs.size() && processes_.running() < static_cast<std::size_t>(thread_count()) &&
               seconds() < until) {
            const Job job = jobs[next++];
            const Tried& one = tried_[job.which];
            if (one.done[static_cast<std::size_t>(job.fold)] || one.failed) continue;
            const std::string trial = data_.folder.trial(one.one, job.fold);
            make_folder(std::filesystem::path(trial).parent_path());
            processes_.start(trial, trial_line(data_.folder, one.one, job.fold, minutes_, patience_), 1,
                             trial + ".log");
            started[trial] = {job, seconds()};
        }
        if (processes_.running() == 0) return tool_.clear_progress();
        const auto ended = processes_.wait();
        if (!ended) throw Stopped{stop_signal(), "stopped; what was tried is kept, start again to go on"};
        const auto& [job, begin] = started[ended->name];
        take(*ended, job, seconds() - begin);
    }
}

void Search::take(const Processes::Ended& ended, const Job& job, double seconds) {
    constexpr int timed_out = 124;                                                             // of timeout(1)
    if (ended.status == 2 && baselines_ == 0) throw Error(last_line_of(ended.name + ".log"));  // of options in common
    Tried& one = tried_[job.which];
    one.seconds = std::max(one.seconds, seconds);
    if (ended.status != 0) {
        one.failed = true;
        one.slow = ended.status == timed_out;
        tool_.detail(ended.name + (one.slow ? " took too long" : " failed") + "; see " + ended.name + ".log");
        return;
    }
    one.done[static_cast<std::size_t>(job.fold)] = true;
    judge(data_.folder, one);
    if (pace_.due())
        tool_.progress({format("%.0f %%", std::min(100.0, 100 * this->seconds() / seconds_)),
                        duration_text(std::max(0.0, seconds_ - this->seconds())) + " left",
                        format("error %.3g %%", 100 * one.best()), one.one.name(),
                        format("group %ld", static_cast<long>(job.fold + 1))});
}

}  // namespace rom::cli
