#include "rom/cli/member_warnings.h"

#include <cctype>

#include "rom/base/text.h"

namespace rom::cli {

MemberWarnings::~MemberWarnings() {
    if (further_ > 0) tool_.warn(counted(further_, "warning") + " like these, of other members, left out");
}

Warn MemberWarnings::of(const std::string& member) {
    return [this, member](const std::string& sentence) {
        std::string kind = sentence;
        if (const auto at = kind.find(member); at != kind.npos) kind.erase(at, member.size());
        std::erase_if(kind, [](unsigned char c) { return std::isdigit(c) != 0 || c == '.'; });
        if (kinds_.insert(kind).second)
            tool_.warn(sentence);
        else
            ++further_;
    };
}

}  // namespace rom::cli
