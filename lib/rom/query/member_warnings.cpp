#include "rom/query/member_warnings.h"

#include <cctype>

#include "rom/base/text.h"

namespace rom::query {

MemberWarnings::~MemberWarnings() {
    if (further_ > 0) listener_.warn(counted(further_, "warning") + " like these, of other members, left out");
}

Listener MemberWarnings::of(const std::string& member) {
    const auto warn = [this, member](const std::string& sentence) {
        std::string kind = sentence;
        if (const auto at = kind.find(member); at != kind.npos) kind.erase(at, member.size());
        std::erase_if(kind, [](unsigned char c) { return std::isdigit(c) != 0 || c == '.'; });
        if (kinds_.insert(kind).second)
            listener_.warn(sentence);
        else
            ++further_;
    };
    return {warn, listener_.object};
}

}  // namespace rom::query
