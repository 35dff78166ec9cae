// SPDX-License-Identifier: MIT
//
// Plan is the answer that echo is going to give: thoughts, text, tool calls, and how it ends.
//
// Flow:      plan_for(conversation) when a call is opened; Generation then emits it.
// Threading: pure function.
// Ownership: owns its text.
// Errors:    none.
// Units:     milliseconds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "conversation.h"

namespace echo {

struct ToolCall {
  std::string name;
  std::string arguments;
};

struct Plan {
  std::string thought;
  std::string text;
  std::vector<ToolCall> calls;
  aip_enum finish = AIP_FINISH_STOP;
  std::uint32_t delay_ms = 0;  // between words; 0: all at once
};

// The last prompt with directives rules:
//   [[text:T]] [[long:WORDS]] [[slow:MS WORDS]] [[think:T]] [[maxtok]]
//   [[tool:NAME {json}]], one after the other or all at once with [[parallel]], after [[pretext:T]]
// Without any the last prompt comes back.
Plan plan_for(const Conversation& conversation);

}  // namespace echo
