// SPDX-License-Identifier: MIT
#include "plugins/claude/stop_reason.h"

namespace aipool::claude {
namespace {

struct StopReason {
  std::string_view word;
  aip_enum finish;
};
// The first of a kind is what the kind becomes.
constexpr StopReason kStopReasons[] = {
    {"end_turn", AIP_FINISH_STOP},          {"max_tokens", AIP_FINISH_LENGTH},
    {"tool_use", AIP_FINISH_TOOL},          {"refusal", AIP_FINISH_FILTER},
    {"stop_sequence", AIP_FINISH_SEQUENCE}, {"pause_turn", AIP_FINISH_PAUSE},
    {"model_context_window_exceeded", AIP_FINISH_LENGTH},
};

}  // namespace

aip_enum finish_of(std::string_view word) {
  for (const StopReason& row : kStopReasons) {
    if (row.word == word) return row.finish;
  }
  return AIP_FINISH_OTHER;
}

std::string_view stop_reason(const aip_event& finish, std::uint32_t origin, bool called) {
  if (finish.origin == origin && finish.text.len != 0) return sdk::view(finish.text);
  if (finish.finish == AIP_FINISH_STOP && called) return "tool_use";  // vendors that have no word of their own for it
  for (const StopReason& row : kStopReasons) {
    if (row.finish == finish.finish) return row.word;
  }
  return called ? "tool_use" : "end_turn";
}

}  // namespace aipool::claude
