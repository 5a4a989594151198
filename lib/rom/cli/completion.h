// What completes a tool's command line in a shell, made from its table of options.
#pragma once

#include <optional>
#include <string>

#include "rom/base/names.h"
#include "rom/cli/options.h"

namespace rom::cli {

enum class Shell { bash, zsh, fish };

inline constexpr const char* kCompletionName = "--completion";

// The shell that completions are asked for, if they are. Throws Error(2) if none is named.
std::optional<Shell> shell_asked_for(int argc, char** argv);

// A script for the shell: names of options, words that values may be, and files of the kind that an option or argument
// reads. For bash it needs the package bash-completion.
std::string completion_of(const Page& page, Shell shell);

}  // namespace rom::cli

template <>
struct rom::Choices<rom::cli::Shell> {
    static constexpr const char* what = "shell";
    static constexpr std::array names = {"bash", "zsh", "fish"};
};
