// SPDX-License-Identifier: MIT
#include "plugins/openai/losses.h"

#include <string>

#include "plugins/openai/finish.h"

namespace aipool::openai {

bool can_answer(const aip_event& part_start) {
  switch (part_start.part_kind) {
    case AIP_PART_TEXT:
    case AIP_PART_REFUSAL:
    case AIP_PART_AUDIO:
      return true;
    case AIP_PART_REASONING:
      return (part_start.flags & AIP_PART_FLAG_REDACTED) == 0;
    case AIP_PART_TOOL_CALL:
      return (part_start.flags & AIP_PART_FLAG_HOSTED) == 0;
    default:
      return false;
  }
}

void lose_event(sdk::Env& env, const aip_event& event) {
  std::string_view what = "a part that openai.chat has no form for";
  if (event.kind == AIP_EVENT_ANNOTATION) what = "a citation in another protocol's form";
  if (event.kind == AIP_EVENT_LOGPROBS) what = "log probabilities in another protocol's form";
  if (event.kind == AIP_EVENT_OPAQUE) what = "an item that only its own protocol knows";
  env.loss("/choices/" + std::to_string(event.choice) + "/message", what);
}

std::string_view client_finish_word(const aip_event& finish, std::uint32_t origin, bool called, bool legacy) {
  const std::string_view own = finish.origin == origin ? sdk::view(finish.text) : std::string_view();
  const std::string_view word = own.empty() ? finish_word(finish.finish, called) : own;
  return legacy && word == "tool_calls" ? std::string_view("function_call") : word;
}

}  // namespace aipool::openai
