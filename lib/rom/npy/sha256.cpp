#include "rom/npy/sha256.h"

#include <openssl/evp.h>

#include <array>

#include "rom/base/error.h"

namespace rom::npy {

void Sha256::Free::operator()(void* context) const { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    if (EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_.get()), EVP_sha256(), nullptr) != 1)
        throw Error("libcrypto offers no SHA-256; install libssl");
}

void Sha256::update(std::span<const std::byte> bytes) {
    EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_.get()), bytes.data(), bytes.size());
}

std::string Sha256::digest() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
    unsigned int length = 0;
    EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_.get()), raw.data(), &length);
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < length; ++i) {
        text += digits[raw[i] >> 4];
        text += digits[raw[i] & 15];
    }
    return text;
}

std::string sha256_of(std::span<const double> values) {
    Sha256 hash;
    hash.update(std::as_bytes(values));
    return hash.digest();
}

std::string sha256_of(std::string_view text) {
    Sha256 hash;
    hash.update(std::as_bytes(std::span(text)));
    return hash.digest();
}

}  // namespace rom::npy
