#include "rom/base/text.h"

#include <limits>

#include "support.h"

using namespace rom;

using Parts = std::vector<std::string>;

TEST_CASE("text is split at each separator, empty parts being kept") {
    CHECK(split("a:b:c", ':') == Parts{"a", "b", "c"});
    CHECK(split("a", ':') == Parts{"a"});
    CHECK(split("", ':') == Parts{""});
    CHECK(split(":a::", ':') == Parts{"", "a", "", ""});
    CHECK(split("a:b", ',') == Parts{"a:b"});
}

TEST_CASE("a text is a number if the whole of it is one") {
    CHECK(number_in("5") == 5.0);
    CHECK(number_in("-0.25") == -0.25);
    CHECK(number_in("+1e-3") == 1e-3);
    CHECK(number_in(".5") == 0.5);
    CHECK(number_in("1e308") == 1e308);
    for (const char* text :
         {"", " ", "5x", "x5", "5 ", " 5", "5,6", "1e", "1e999", "-1e999", "--5", "1.2.3", "five", "\n5"}) {
        CAPTURE(text);
        CHECK_FALSE(number_in(text).has_value());
    }
}

TEST_CASE("a text is a whole number if all of it is one that fits") {
    CHECK(integer_in("5") == 5);
    CHECK(integer_in("-17") == -17);
    CHECK(integer_in("007") == 7);
    CHECK(integer_in("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
    for (const char* text :
         {"", " ", "5x", "5.0", "1e3", " 5", "5 ", "0x10", "9223372036854775808", "-9223372036854775809", "--1", "-"}) {
        CAPTURE(text);
        CHECK_FALSE(integer_in(text).has_value());
    }
}

TEST_CASE("text is made as printf makes it, and counts in words") {
    CHECK(format("%s has %d cases, %.2f %%", "u.npy", 24, 1.5) == "u.npy has 24 cases, 1.50 %");
    CHECK(counted(1, "case") == "1 case");
    CHECK(counted(0, "case") == "0 cases");
    CHECK(counted(2, "time") == "2 times");
}
