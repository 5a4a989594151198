// Who hears what there is to say of a query.
#pragma once

#include <functional>
#include <string>

namespace rom::query {

struct Listener {
    std::function<void(const std::string& sentence)> warn;
    // Of pieces that do not belong together: it throws, or warns.
    std::function<void(const std::string& sentence)> object;
};

}  // namespace rom::query
