// Warnings about the members of an ensemble, which most often are all the same.
#pragma once

#include <set>
#include <string>

#include "rom/base/types.h"
#include "rom/query/listener.h"

namespace rom::query {

// Of warnings that differ by member and numbers alone the first is said, and at the end how many others there are.
class MemberWarnings {
public:
    explicit MemberWarnings(const Listener& listener) : listener_(listener) {}
    ~MemberWarnings();
    MemberWarnings(const MemberWarnings&) = delete;
    MemberWarnings& operator=(const MemberWarnings&) = delete;

    // Who hears of a member, while this lasts.
    Listener of(const std::string& member);

private:
    const Listener& listener_;
    std::set<std::string> kinds_;
    Index further_ = 0;
};

}  // namespace rom::query
