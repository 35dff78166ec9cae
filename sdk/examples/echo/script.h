// SPDX-License-Identifier: MIT
//
// The directives in a prompt: [[word:value]], and [[tool:NAME {arguments}]].
//
// Flow:      Conversation -> directives of the last prompt that has any -> Plan.
// Threading: pure functions.
// Ownership: a directive borrows from the prompt, or owns arguments that had to be repaired.
// Errors:    none: what is no directive is text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace echo {

struct Directive {
  std::string_view word;
  std::string_view value;  // of a tool: its name
  std::string arguments;   // of a tool: JSON text
};

std::vector<Directive> directives(std::string_view prompt);

}  // namespace echo
