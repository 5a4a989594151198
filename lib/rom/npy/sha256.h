// SHA-256, by libcrypto.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace rom::npy {

// Of bytes given piece by piece; the digest is 64 hexadecimal digits.
class Sha256 {
public:
    Sha256();
    void update(std::span<const std::byte> bytes);
    std::string digest();

private:
    struct Free {
        void operator()(void* context) const;
    };
    std::unique_ptr<void, Free> context_;
};

// Of numbers or text in memory.
std::string sha256_of(std::span<const double> values);
std::string sha256_of(std::string_view text);

}  // namespace rom::npy
