#include "target.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/files/description.h"
#include "rom/files/json.h"
#include "rom/npy/sha256.h"

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

std::string sha256_of(const std::string& content) {
    npy::Sha256 hash;
    hash.update(std::as_bytes(std::span(content)));
    return hash.digest();
}

bool is_json(const std::string& path) { return path.ends_with(".json"); }

struct Change {
    std::string path;
    std::string before;  // checksums
    std::string now;
};

// The text of a JSON file with the checksums of what has changed in its folder, and its own, if it has one.
std::string with_checksums(std::string text, const std::string& folder, const std::vector<Change>& changes) {
    for (const Change& change : changes) {
        if (!change.path.starts_with(folder)) continue;
        for (auto at = text.find(change.before); at != text.npos; at = text.find(change.before, at + change.now.size()))
            text.replace(at, change.before.size(), change.now);
    }
    const files::Json json = files::Json::parse(text, nullptr, false);
    return json.is_object() && json.contains("sha256") && json["sha256"].is_string() ? files::sealed_text(json) : text;
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

void ask_description(const std::string& path) {
    files::Description description = files::describe(path);
    files::verify(description);
    use(static_cast<double>(files::table_of(description).size() + files::json_of(description).size()));
}

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
    std::string replacing(text.substr(0, end));
    for (const auto& [path, content] : changed_) write(path, others_[path]);
    changed_.clear();
    for (std::size_t at = end + 1; at + 4 <= input.size() && !others_.empty(); at += 4) {
        const auto [path, content] =
            *std::next(others_.begin(), input[at] % static_cast<std::ptrdiff_t>(others_.size()));
        std::string& changed = changed_.try_emplace(path, content).first->second;
        changed[(input[at + 1] | std::size_t{input[at + 2]} << 8) % changed.size()] = static_cast<char>(input[at + 3]);
    }
    if (!changed_.empty() && input[end + 1] >= 16) renew(replacing);
    put_text(replacing);
    for (const auto& [path, content] : changed_) write(path, content);
}

void Folder::renew(std::string& text) {
    std::vector<Change> changes;
    for (const auto& [path, content] : changed_)
        if (!is_json(path)) changes.push_back({path, sha256_of(others_[path]), sha256_of(content)});
    // The JSON of members, which has the checksums of their arrays, before the text, which has the JSON's.
    for (const auto& [path, content] : others_) {
        if (!is_json(path)) continue;
        const auto changed = changed_.find(path);
        const std::string now = with_checksums(changed == changed_.end() ? content : changed->second,
                                               fs::path(path).parent_path().string(), changes);
        if (now == content) continue;
        changed_[path] = now;
        changes.push_back({path, sha256_of(content), sha256_of(now)});
    }
    text = with_checksums(text, path_, changes);
}

}  // namespace rom::fuzz

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
#if !defined(ROM_SANITIZED)
    constexpr rlim_t bytes = rlim_t{1} << 29;
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_DATA, &limit);
#endif
    return 0;
}
