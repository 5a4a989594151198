#include "rom/cli/signals.h"

#include <array>
#include <csignal>

namespace rom::cli {
namespace {

volatile std::sig_atomic_t received_signal = 0;

struct StopSignal {
    int number;
    const char* name;
};
constexpr std::array kStopSignals = {StopSignal{SIGINT, "SIGINT"},   StopSignal{SIGQUIT, "SIGQUIT"},
                                     StopSignal{SIGHUP, "SIGHUP"},   StopSignal{SIGTERM, "SIGTERM"},
                                     StopSignal{SIGXCPU, "SIGXCPU"}, StopSignal{SIGALRM, "SIGALRM"},
                                     StopSignal{SIGUSR1, "SIGUSR1"}, StopSignal{SIGUSR2, "SIGUSR2"}};

void remember(int signal) {
    const bool by_hand = signal == SIGINT || signal == SIGQUIT;
    if (received_signal != 0 && by_hand) {
        std::signal(signal, SIG_DFL);
        std::raise(signal);  // once this handler has returned
    }
    if (received_signal == 0) received_signal = signal;
}

}  // namespace

void catch_stop_signals() {
    for (const StopSignal& one : kStopSignals) {
        struct sigaction action {};
        sigaction(one.number, nullptr, &action);
        if (action.sa_handler == SIG_IGN) continue;
        action = {};
        action.sa_handler = remember;
        sigaction(one.number, &action, nullptr);
    }
}

int stop_signal() { return received_signal; }

std::string signal_name(int signal) {
    for (const StopSignal& one : kStopSignals)
        if (one.number == signal) return one.name;
    return "signal " + std::to_string(signal);
}

}  // namespace rom::cli
