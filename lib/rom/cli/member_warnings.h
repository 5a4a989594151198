// Warnings about the members of an ensemble, which most often are all the same.
#pragma once

#include <set>
#include <string>

#include "rom/cli/query.h"

namespace rom::cli {

// Of warnings that differ by member and numbers alone the first is said, and at the end how many others there are.
class MemberWarnings {
public:
    explicit MemberWarnings(const Tool& tool) : tool_(tool) {}
    ~MemberWarnings();
    MemberWarnings(const MemberWarnings&) = delete;
    MemberWarnings& operator=(const MemberWarnings&) = delete;

    // Where those of a member go, while this lasts.
    Warn of(const std::string& member);

private:
    const Tool& tool_;
    std::set<std::string> kinds_;
    Index further_ = 0;
};

}  // namespace rom::cli
