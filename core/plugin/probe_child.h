// SPDX-License-Identifier: MIT
//
// run_probe is what the child process of a Prober does: it loads one plugin, tells what it is, and ends.
//
// Flow:      limits -> load -> tell -> options -> create -> tell -> destroy -> unload.
// Threading: the main thread of a process that does nothing else.
// Ownership: takes over descriptor kProbePipe.
// Errors:    told through the pipe. The return value is the exit status, of no importance.
#pragma once

#include <sys/types.h>

#include <filesystem>

namespace aipool::plugin {

inline constexpr int kProbePipe = 3;

// `parent`: who started it; without that process it ends.
[[noreturn]] void run_probe(const std::filesystem::path& file, pid_t parent);

}  // namespace aipool::plugin
