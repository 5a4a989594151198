#include "rom/base/nearest.h"
#include "rom/base/utf8.h"

#include <cmath>
#include <vector>

#include "rom/base/memory.h"
#include "support.h"

using namespace rom;

TEST_CASE("edit distance: letters put in, taken out, replaced and swapped") {
    CHECK(edit_distance("", "") == 0);
    CHECK(edit_distance("abc", "") == 3);
    CHECK(edit_distance("kitten", "sitting") == 3);
    CHECK(edit_distance("epoch", "epochs") == 1);
    CHECK(edit_distance("epohcs", "epochs") == 1);
    CHECK(edit_distance("ca", "abc") == 3);  // of the optimal string alignment
}

TEST_CASE("did you mean: the nearest name, or the only one that begins so") {
    const std::vector<std::string> names = {"tanh", "softplus", "sine", "silu"};
    CHECK(did_you_mean("tahn", names) == "; did you mean tanh?");
    CHECK(did_you_mean("TANH", names) == "; did you mean tanh?");
    CHECK(did_you_mean("soft", names) == "; did you mean softplus?");
    CHECK(did_you_mean("quadratic", names).empty());
    CHECK(did_you_mean("", names).empty());
    CHECK(did_you_mean("x", {}).empty());
}

TEST_CASE("UTF-8: any bytes become text and come back") {
    const auto both = [](const std::string& bytes, const std::string& text) {
        CHECK(as_utf8(bytes) == text);
        CHECK(bytes_of_utf8(text) == bytes);
    };
    both("plain/name.npy", "plain/name.npy");
    both("mod\xc3\xa8le \xe2\x82\xac \xf0\x9f\x98\x80", "mod\xc3\xa8le \xe2\x82\xac \xf0\x9f\x98\x80");
    both("mod\xe8le", "mod\\xE8le");
    both("\xff\xfe", "\\xFF\\xFE");
    both("a\\b", "a\\b");
    both("a\\xE8", "a\\x5CxE8");
    both("\\\\x41", "\\\\x5Cx41");
    both("\xc3", "\\xC3");                    // half of a character
    both("\xc0\xaf", "\\xC0\\xAF");           // longer than need be
    both("\xed\xa0\x80", "\\xED\\xA0\\x80");  // half of a surrogate pair
    both("\xf4\x90\x80\x80", "\\xF4\\x90\\x80\\x80");
    for (int first = 0; first < 256; ++first)
        for (int second = 0; second < 256; ++second) {
            const std::string bytes = {'x', static_cast<char>(first), static_cast<char>(second), '\\', 'x', '4', '1'};
            CHECK_MESSAGE(bytes_of_utf8(as_utf8(bytes)) == bytes, first << ' ' << second);
        }
}

TEST_CASE("memory: what would not fit is refused with both numbers") {
    CHECK(memory_limit() > 1e6);
    CHECK_NOTHROW(require_memory(memory_limit() / 2, "it", "take less"));
    const std::string error = test::error_of([] { require_memory(4e15, "the weights", "take less"); });
    CHECK(error.starts_with("out of memory: the weights would take 4e+06 GB but there are "));
    CHECK(error.ends_with("; take less"));
}
