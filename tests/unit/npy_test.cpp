#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

#include "rom/npy/foreign.h"
#include "rom/npy/output.h"
#include "rom/npy/reader.h"
#include "support.h"

using namespace rom;
using rom::test::error_of;

namespace {

void write_bytes(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

// A file with this header dictionary and payload, in the given version of the format.
std::string npy_bytes(const std::string& dictionary, const std::string& payload, char version = 1) {
    std::string bytes = std::string("\x93NUMPY") + version + '\0';
    const std::size_t length = dictionary.size() + 1;
    for (std::size_t i = 0; i < (version == 1 ? 2U : 4U); ++i) bytes += static_cast<char>((length >> (8 * i)) & 0xff);
    return bytes + dictionary + "\n" + payload;
}

template <class T>
std::string raw(std::initializer_list<T> values, bool swap = false) {
    std::string bytes;
    for (const T value : values) {
        char buffer[sizeof(T)];
        std::memcpy(buffer, &value, sizeof(T));
        bytes += swap ? std::string(std::reverse_iterator(buffer + sizeof(T)), std::reverse_iterator(buffer))
                      : std::string(buffer, sizeof(T));
    }
    return bytes;
}

}  // namespace

TEST_CASE("npy: every type, order and version is read in C order") {
    const test::TemporaryFolder folder;
    const std::string path = folder.file("a.npy");
    const std::vector<double> expected = {1, 2, 3, 4, 5, 6};
    const auto check = [&](const std::string& bytes) {
        write_bytes(path, bytes);
        const npy::Array array = npy::Array::open(path);
        CHECK(array.shape() == npy::Shape{2, 3});
        CHECK(array.read_all() == expected);
    };
    for (const char version : {'\1', '\2', '\3'}) {
        check(npy_bytes("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", raw<double>({1, 2, 3, 4, 5, 6}),
                        version));
        check(npy_bytes("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", raw<float>({1, 2, 3, 4, 5, 6}),
                        version));
    }
    check(npy_bytes("{'descr': '>f8', 'fortran_order': False, 'shape': (2, 3), }",
                    raw<double>({1, 2, 3, 4, 5, 6}, true)));
    check(
        npy_bytes("{'descr': '>f4', 'fortran_order': True, 'shape': (2, 3), }", raw<float>({1, 4, 2, 5, 3, 6}, true)));
    check(npy_bytes("{'shape': (2L, 3L), 'fortran_order': True, 'descr': \"<f8\"}", raw<double>({1, 4, 2, 5, 3, 6})));
}

TEST_CASE("npy: a dtype without a byte order has the machine's") {
    const test::TemporaryFolder folder;
    const auto read = [&](const std::string& descr, const std::string& payload) {
        write_bytes(folder.file("a.npy"),
                    npy_bytes("{'descr': '" + descr + "', 'fortran_order': False, 'shape': (2,), }", payload));
        return npy::Array::open(folder.file("a.npy")).read_all();
    };
    const std::vector<double> expected = {-1.5, 3};
    for (const char* descr : {"f8", "=f8", "float64", "d"}) CHECK(read(descr, raw<double>({-1.5, 3})) == expected);
    for (const char* descr : {"f4", "=f4", "float32", "f"}) CHECK(read(descr, raw<float>({-1.5, 3})) == expected);
    for (const char* descr : {"|b1", "bool", "?"})
        CHECK(read(descr, std::string("\x00\x01", 2)) == std::vector<double>{0, 1});
}

TEST_CASE("npy: every number of half precision is read exactly") {
    const test::TemporaryFolder folder;
    std::string payload;
    std::vector<double> expected;
    for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
        const std::uint32_t exponent = (bits >> 10) & 31;
        const std::uint32_t fraction = bits & 0x3ff;
        if (exponent == 31) continue;
        const double magnitude =
            exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, int(exponent) - 25);
        expected.push_back((bits & 0x8000) != 0 ? -magnitude : magnitude);
        payload += raw<std::uint16_t>({static_cast<std::uint16_t>(bits)}, true);
    }
    const std::string path = folder.file("h.npy");
    write_bytes(path, npy_bytes("{'descr': '>f2', 'fortran_order': False, 'shape': (" +
                                    std::to_string(expected.size()) + ",), }",
                                payload));
    const npy::Array array = npy::Array::open(path);
    CHECK(array.header().type == npy::Type::float32);
    const std::vector<double> values = array.read_all();
    CHECK(values == expected);
    CHECK(std::signbit(values[std::size_t{31} << 10]));  // -0
    const auto error = [&](std::uint16_t bits) {
        write_bytes(path, npy_bytes("{'descr': '<f2', 'fortran_order': False, 'shape': (2,), }",
                                    raw<std::uint16_t>({0x3c00, bits})));
        return error_of([&] { npy::Array::open(path).read_all(); });
    };
    CHECK(error(0x7c00).find("infinity at [1]") != std::string::npos);
    CHECK(error(0xfc00).find("infinity at [1]") != std::string::npos);
    CHECK(error(0x7c01).find("NaN at [1]") != std::string::npos);
    CHECK(error(0xfe00).find("NaN at [1]") != std::string::npos);
}

TEST_CASE("npy: arrays without axes or without elements, in either order") {
    const test::TemporaryFolder folder;
    const std::string path = folder.file("n.npy");
    for (const char* order : {"False", "True"}) {
        const std::string start = std::string("{'descr': '<f8', 'fortran_order': ") + order + ", 'shape': ";
        write_bytes(path, npy_bytes(start + "(), }", raw<double>({7})));
        CHECK(npy::Array::open(path).shape().empty());
        CHECK(npy::Array::open(path).read_all() == std::vector<double>{7});
        write_bytes(path, npy_bytes(start + "(2, 0, 3), }", ""));
        CHECK(npy::Array::open(path).read_all().empty());
    }
}

TEST_CASE("npy: pieces of a Fortran-ordered array of three axes") {
    const test::TemporaryFolder folder;
    std::string payload;
    for (int k = 0; k < 4; ++k)
        for (int j = 0; j < 3; ++j)
            for (int i = 0; i < 2; ++i) payload += raw<double>({100.0 * i + 10.0 * j + k});
    write_bytes(folder.file("f.npy"),
                npy_bytes("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3, 4), }", payload));
    const npy::Array array = npy::Array::open(folder.file("f.npy"));
    for (std::int64_t first = 0; first < 24; ++first)
        for (std::int64_t count = 1; first + count <= 24; ++count) {
            std::vector<double> piece(static_cast<std::size_t>(count));
            array.read<double>(first, piece);
            for (std::int64_t s = 0; s < count; ++s) {
                const std::int64_t at = first + s;
                const std::int64_t expected = 100 * (at / 12) + 10 * (at / 4 % 3) + at % 4;
                REQUIRE(piece[static_cast<std::size_t>(s)] == static_cast<double>(expected));
            }
        }
}

TEST_CASE("npy: what is written is read back, of every dimension") {
    const test::TemporaryFolder folder;
    for (const npy::Shape& shape : {npy::Shape{}, npy::Shape{5}, npy::Shape{2, 3}, npy::Shape{2, 1, 3, 2}}) {
        std::vector<double> values(static_cast<std::size_t>(npy::element_count(shape)));
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = 0.25 * static_cast<double>(i) - 1;
        for (const auto type : {npy::Type::float32, npy::Type::float64}) {
            const std::string digest = npy::write_array(folder.file("w.npy"), type, shape, values);
            const npy::Array array = npy::Array::open(folder.file("w.npy"));
            CHECK(array.shape() == shape);
            CHECK(array.read_all() == values);
            CHECK(array.sha256() == digest);
            CHECK(array.header().data_offset % 64 == 0);
        }
    }
}

TEST_CASE("npy: values in memory are an array like that of a file") {
    const std::vector<double> values = {1, 2, 3, 4, 5, std::nan("")};
    const npy::Array array = npy::Array::of_values(values, {2, 3}, "these");
    CHECK(array.shape() == npy::Shape{2, 3});
    std::vector<float> some(2);
    array.read<float>(3, some);
    CHECK(some == std::vector<float>{4, 5});
    CHECK(error_of([&] { array.read_all(); }).starts_with("these"));
}

TEST_CASE("npy: SHA-256 of the standard's test vector") {
    npy::Sha256 hash;
    hash.update(std::as_bytes(std::span("abc", 3)));
    CHECK(hash.digest() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("npy: bad files are told apart") {
    const test::TemporaryFolder folder;
    const std::string path = folder.file("bad.npy");
    const auto error = [&](const std::string& bytes) {
        write_bytes(path, bytes);
        return error_of([&] { npy::Array::open(path).read_all(); });
    };
    const std::string shape = ", 'fortran_order': False, 'shape': (2, 3), }";
    CHECK(error_of([&] { npy::Array::open(folder.file("none.npy")); }).find("cannot be opened") != std::string::npos);
    CHECK(error_of([&] { npy::Array::open(folder.path.string()); }).find("is a folder") != std::string::npos);
    CHECK(error_of([] { npy::OutputFile(""); }) == "an output file needs a name");
    CHECK(error("").find("is empty") != std::string::npos);
    CHECK(error("a,b,c\n1,2,3\n").find("not a .npy file") != std::string::npos);
    CHECK(error(npy_bytes("{'descr': '<f8'" + shape, raw<double>({1, 2, 3, 4, 5})))
              .find("promises 48 bytes of data but it has 40") != std::string::npos);
    CHECK(
        error(npy_bytes("{'descr': '|O'" + shape, "")).find("objects (dtype '|O'), perhaps cases of several lengths") !=
        std::string::npos);
    CHECK(error(npy_bytes("{'descr': '|O'" + shape, "")).find("rom-window run-*/u.npy -o train.npy") !=
          std::string::npos);
    CHECK(error(npy_bytes("{'descr': '<i8'" + shape, "")).find("integers") != std::string::npos);
    CHECK(error(npy_bytes("{'descr': '<c16'" + shape, ""))
              .find("complex numbers (dtype '<c16'); save real and imaginary") != std::string::npos);
    CHECK(error(npy_bytes("{'descr': '<f16'" + shape, "")).find("floating point of another size") != std::string::npos);
    CHECK(error(npy_bytes("{'descr': '<'" + shape, "")).find("damaged") != std::string::npos);
    CHECK(error(npy_bytes("{'descr': [('a', '<f8')]" + shape, ""))
              .find("has a structured dtype; a plain array of float32") != std::string::npos);
    CHECK(error(npy_bytes("{'descr': '<f8', 'fortran_order': False, }", "")).find("no 'shape'") != std::string::npos);
    CHECK(error(npy_bytes("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999, 99999999999), }", ""))
              .find("damaged") != std::string::npos);
    CHECK(error(std::string("\x93NUMPY\x01\x00\xff\xff{", 11)).find("(it ends early)") != std::string::npos);
    CHECK(error(std::string("\x93NUMPY\x09\x00\x01\x00{", 11)).find(".npy version 9 is not known (1 to 3 are)") !=
          std::string::npos);
    CHECK(npy::advice_on(std::as_bytes(std::span(std::string_view("PK\3\4"))), "standard input") ==
          "is an .npz archive, not .npy; save it as a file and convert that with rom-import");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(error(npy_bytes("{'descr': '<f8'" + shape, raw<double>({1, 2, 3, 4, nan, 6}))).find("NaN at [1, 1]") !=
          std::string::npos);
    CHECK(
        error(npy_bytes("{'descr': '<f8'" + shape, raw<double>({1, 2, 1 / 0.0, 4, 5, 6}))).find("infinity at [0, 2]") !=
        std::string::npos);
}

TEST_CASE("npy: a file appears whole or not at all") {
    const test::TemporaryFolder folder;
    const std::vector<double> ones(4, 1.0);
    npy::write_array(folder.file("x.npy"), npy::Type::float64, {4}, ones);
    {
        npy::Writer writer(folder.file("x.npy"), npy::Type::float64, {8});
        writer.append(std::span<const double>(ones));
        CHECK_THROWS_WITH(writer.commit(), doctest::Contains("x.npy: 4 elements written for shape (8,)"));
    }
    const std::vector<double> bad = {1.0, std::numeric_limits<double>::quiet_NaN()};
    CHECK(error_of([&] { npy::write_array(folder.file("x.npy"), npy::Type::float32, {2}, bad); }).find("NaN") !=
          std::string::npos);
    const std::vector<double> large = {1e300};
    CHECK(error_of([&] {
              npy::write_array(folder.file("x.npy"), npy::Type::float32, {1}, large);
          }).find("infinities") != std::string::npos);
    CHECK(npy::Array::open(folder.file("x.npy")).shape() == npy::Shape{4});
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 1);
    CHECK(error_of([&] { npy::write_text(folder.file("no/where.txt"), "x"); }).find("does not exist") !=
          std::string::npos);
}
