// The signals that stop a long run, which then saves what it has.
#pragma once

#include <string>

namespace rom::cli {

// Makes the signals by which terminals and batch systems end a program (SIGINT, SIGQUIT, SIGHUP, SIGTERM, SIGXCPU,
// SIGALRM, SIGUSR1, SIGUSR2) set a flag instead of ending it. Those that were ignored when the program was started, as
// nohup does, stay so. A second SIGINT or SIGQUIT, from an impatient person, ends it at once; the others come again and
// again from some batch systems.
void catch_stop_signals();

// The signal that arrived first, or 0.
int stop_signal();

// "SIGTERM"
std::string signal_name(int signal);

}  // namespace rom::cli
