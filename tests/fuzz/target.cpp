#include "target.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "rom/base/error.h"

namespace rom::fuzz {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what) {
    std::fprintf(stderr, "%s\n", what.c_str());
    std::abort();
}

std::string content_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write(const std::string& path, std::string_view content) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr || std::fwrite(content.data(), 1, content.size(), file) != content.size() ||
        std::fclose(file) != 0)
        fail(path + ": cannot be written");
}

}  // namespace

void attempt(const std::function<void()>& reader) {
    try {
        reader();
    } catch (const Error& error) {
        if (*error.what() == '\0') fail("an error says nothing");
    }
}

void use(double value) { [[maybe_unused]] const volatile double kept = value; }

Folder::Folder(const std::string& name, const std::string& replaced) {
    std::string pattern = (fs::temp_directory_path() / "rom-fuzz-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) fail(pattern + ": cannot be made");
    path_ = pattern;
    replaced_ = file(replaced);
    const fs::path files = fs::path(ROM_FUZZ_FILES) / name;
    if (fs::exists(files)) fs::copy(files, path_, fs::copy_options::recursive);
    for (const auto& entry : fs::recursive_directory_iterator(path_))
        if (entry.is_regular_file() && entry.path() != replaced_)
            others_[entry.path().string()] = content_of(entry.path());
}

Folder::~Folder() { fs::remove_all(path_); }

void Folder::put_text(std::string_view text) { write(replaced_, text); }

void Folder::put(Input input) {
    const std::string_view text = text_of(input);
    const std::size_t end = std::min(text.find('\0'), text.size());
    put_text(text.substr(0, end));
    for (const auto& [path, content] : changed_) write(path, others_[path]);
    changed_.clear();
    if (others_.empty()) return;
    for (std::size_t at = end + 1; at + 4 <= input.size(); at += 4) {
        const auto [path, content] =
            *std::next(others_.begin(), input[at] % static_cast<std::ptrdiff_t>(others_.size()));
        std::string& changed = changed_.try_emplace(path, content).first->second;
        changed[(input[at + 1] | std::size_t{input[at + 2]} << 8) % changed.size()] = static_cast<char>(input[at + 3]);
    }
    for (const auto& [path, content] : changed_) write(path, content);
}

}  // namespace rom::fuzz
