// What a run reads and writes: standard streams that may be closed, full or unread, and files that must not clash.
#pragma once

#include <vector>

#include "rom/cli/options.h"

namespace rom::cli {

// To be called before anything is opened. Standard descriptors that are closed are taken, so that no file gets one of
// them; reading or writing them fails. A reader that has gone and a limit of the size of files are errors of write(2),
// not signals that end the process.
void guard_streams();

// Throws Error unless all that was printed has reached standard output, of kReaderGone if nobody reads it any longer.
void finish_report();

// To be called before long work. Removes what killed runs left of the outputs. Throws Error(2) if more than one input
// is standard input, if two outputs would go to one file or both to standard output, or if an output would take the
// place of an input or of the folder that it is in, however they are spelled and linked; Error(1) if the folder of an
// output is missing or its name too long. `inputs`: texts that name nothing are no inputs.
void check_files(const std::vector<CommandLine::Text>& inputs, const std::vector<CommandLine::Text>& outputs);

}  // namespace rom::cli
