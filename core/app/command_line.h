// SPDX-License-Identifier: MIT
//
// CommandLine is what the operator typed: a subcommand, its options, what is left over.
//
// Flow:      main parses, then runs the subcommand.
// Threading: plain values.
// Ownership: owns its text.
// Errors:    parse_command_line() says in one sentence what it does not understand.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"

namespace aipool::app {

struct CommandLine {
  std::string command = "serve";
  std::string config;  // --config FILE; empty: the environment alone
  unsigned loops = 0;  // --loops N; 0: one for each processor
  std::string from;     // --from PROTOCOL, of convert, as the two below
  std::string to;       // --to PROTOCOL
  bool answer = false;  // --answer: an upstream's answer, not a client's request
  bool takeover = false;  // --takeover: of serve, from a server that runs
  bool help = false;
  std::vector<std::string> arguments;
  std::vector<std::string> typed;  // all of it
};

Result<CommandLine> parse_command_line(std::vector<std::string> arguments);
std::string help_text();

}  // namespace aipool::app
