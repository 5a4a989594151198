#include "rom/base/memory.h"

#include "support.h"

using namespace rom;

TEST_CASE("sizes of memory in words, in powers of 1024") {
    CHECK(bytes_in("123") == 123);
    CHECK(bytes_in("64k") == 65536);
    CHECK(bytes_in("64K") == 65536);
    CHECK(bytes_in("500M") == 524288000);
    CHECK(bytes_in("1.5G") == 1610612736);
    CHECK(bytes_in("2T") == 2199023255552);
    for (const char* wrong : {"", "G", "0", "-1", "2GB", "2 G", "two", "nan", "inf", "1e999"}) {
        CAPTURE(wrong);
        CHECK(!bytes_in(wrong));
    }
}
