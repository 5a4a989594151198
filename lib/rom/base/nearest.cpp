#include "rom/base/nearest.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace rom {
namespace {

constexpr std::size_t kLettersOfError = 3;  // of a word, for each of which one may be wrong

std::string in_small_letters(std::string_view word) {
    std::string result(word);
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

}  // namespace

std::size_t edit_distance(std::string_view one, std::string_view other) {
    std::vector<std::size_t> before;  // the row before the last
    std::vector<std::size_t> last(other.size() + 1);
    for (std::size_t j = 0; j <= other.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= one.size(); ++i) {
        std::vector<std::size_t> row(other.size() + 1, i);
        for (std::size_t j = 1; j <= other.size(); ++j) {
            const bool same = one[i - 1] == other[j - 1];
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before = std::move(last);
        last = std::move(row);
    }
    return last.back();
}

std::string did_you_mean(std::string_view word, std::span<const std::string> names) {
    const std::string small = in_small_letters(word);
    const std::string* best = nullptr;
    std::size_t least = 0;
    for (const std::string& name : names)
        if (const std::size_t distance = edit_distance(small, in_small_letters(name)); !best || distance < least) {
            best = &name;
            least = distance;
        }
    if (best && least > std::max<std::size_t>(1, std::min(small.size(), best->size()) / kLettersOfError)) {
        const auto begins = [&](const std::string& name) { return !small.empty() && name.starts_with(small); };
        const auto found = std::ranges::find_if(names, begins);
        best = std::ranges::count_if(names, begins) == 1 ? &*found : nullptr;
    }
    return best ? "; did you mean " + *best + "?" : "";
}

}  // namespace rom
