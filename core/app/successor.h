// SPDX-License-Identifier: MIT
//
// start_successor runs the program anew, from the file that has its name now, with one end of a handover channel.
//
// Flow:      own_program() early, while the file's name is that of what runs; start_successor() at SIGUSR2.
// Threading: the control thread.
// Ownership: the caller reaps the process and owns the channel's other end.
// Errors:    in a few words (source kConfig).
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "core/app/handover_channel.h"
#include "core/base/result.h"

namespace aipool::app {

// The new process finds its end by this variable.
inline constexpr const char* kHandoverVariable = "AIPOOL_HANDOVER_DESCRIPTOR";

std::string own_program();

struct Successor {
  pid_t process;
  HandoverChannel channel;
};

// `arguments`: without the program's name.
Result<Successor> start_successor(const std::string& program, const std::vector<std::string>& arguments);

}  // namespace aipool::app
