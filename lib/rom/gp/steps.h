// Counts the steps of a search that threads do side by side.
#pragma once

#include <functional>
#include <mutex>

#include "rom/base/types.h"

namespace rom::gp {

class Steps {
public:
    Steps(std::function<void(Index done, Index all)> told, Index all) : told_(std::move(told)), all_(all) {}

    void step() {
        const std::lock_guard lock(mutex_);
        ++done_;
        if (told_) told_(done_, all_);
    }

private:
    std::function<void(Index, Index)> told_;
    Index all_;
    Index done_ = 0;
    std::mutex mutex_;
};

}  // namespace rom::gp
