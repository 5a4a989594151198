// What the targets have in common. Each is a file NAME_target.cpp that defines LLVMFuzzerTestOneInput; with libFuzzer
// it becomes a fuzzer, with replay.cpp a program that runs it on files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
// Limits the memory to 512 MiB, where no sanitizer watches it, which needs more.
extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv);

namespace rom::fuzz {

using Input = std::span<const std::uint8_t>;

inline std::string_view text_of(Input input) { return {reinterpret_cast<const char*>(input.data()), input.size()}; }

// Runs a reader. It may refuse its input with an Error that says why; whatever else it throws is a finding.
void attempt(const std::function<void()>& reader);

// Lets the compiler not leave out what makes a value.
void use(double value);

// Asks all that rom-info has to say of a file or folder.
void ask_description(const std::string& path);

// A temporary folder with a copy of files/NAME, in which each input takes the place of one file. What follows a zero
// byte in the input changes the others: four bytes each, which file, where (two bytes) and the byte to put there. The
// checksums in JSON become those of the changed files, unless the first of these bytes is below 16.
class Folder {
public:
    // `replaced`: "model.json".
    Folder(const std::string& name, const std::string& replaced);
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const std::string& path() const { return path_; }
    std::string file(const std::string& name) const { return path_ + "/" + name; }

    // Puts the input in place; the others are first put back as they were.
    void put(Input input);
    // The same, whatever zeros it has.
    void put_text(std::string_view text);

private:
    // Puts the checksums of what has changed in the place of those that were.
    void renew(std::string& text);

    std::string path_;
    std::string replaced_;
    std::map<std::string, std::string> others_;  // their content, by their paths
    std::map<std::string, std::string> changed_;
};

}  // namespace rom::fuzz
