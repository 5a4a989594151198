// What completes a tool's command line in a shell, made from its table of options.
#pragma once

#include <string>

#include "rom/base/names.h"
#include "rom/cli/options.h"

namespace rom::cli {

enum class Shell { bash, zsh, fish };

// A script for the shell: names of options, words that values may be, and files of the kind that an option or argument
// reads. For bash it needs the package bash-completion.
std::string completion_of(const Page& page, Shell shell);

}  // namespace rom::cli

template <>
struct rom::Choices<rom::cli::Shell> {
    static constexpr const char* what = "shell";
    static constexpr std::array names = {"bash", "zsh", "fish"};
};
