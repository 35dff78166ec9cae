// SPDX-License-Identifier: MIT
//
// CommandLine is what the operator typed: a subcommand, its options, what is left over.
//
// Flow:      main parses, then runs the subcommand.
// Threading: plain values.
// Ownership: owns its text.
// Errors:    parse_command_line() says in one sentence what it does not understand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace aipool::app {

// Of login.
struct LoginOptions {
  std::string method;                 // --method M; empty: the provider's first
  std::string file;                   // --file F: where the credential goes
  std::string account;                // --account UUID
  std::vector<std::string> set;       // --set KEY=VALUE, each
  std::optional<std::string> import;  // --import [FILE]; empty: the usual file
  bool no_browser = false;            // --no-browser
  std::uint16_t port = 0;             // --port N; 0: any free one
};

struct CommandLine {
  std::string command = "serve";
  std::string config;   // --config FILE; empty: the environment alone
  unsigned loops = 0;   // --loops N; 0: one for each processor
  std::string from;     // --from PROTOCOL, of convert, as the two below
  std::string to;       // --to PROTOCOL
  bool answer = false;  // --answer: an upstream's answer, not a client's request
  LoginOptions login;
  bool help = false;
  std::vector<std::string> arguments;
};

Result<CommandLine> parse_command_line(std::vector<std::string> arguments);
std::string help_text();

}  // namespace aipool::app
