// SPDX-License-Identifier: MIT
#include "plugins/gemini/finish_reason.h"

namespace aipool::gemini {
namespace {

struct FinishRow {
  std::string_view word;
  aip_enum finish;
};
// The first of a kind is what the kind becomes.
constexpr FinishRow kFinishes[] = {
    {"STOP", AIP_FINISH_STOP},
    {"MAX_TOKENS", AIP_FINISH_LENGTH},
    {"SAFETY", AIP_FINISH_FILTER},
    {"RECITATION", AIP_FINISH_FILTER},
    {"LANGUAGE", AIP_FINISH_FILTER},
    {"BLOCKLIST", AIP_FINISH_FILTER},
    {"PROHIBITED_CONTENT", AIP_FINISH_FILTER},
    {"SPII", AIP_FINISH_FILTER},
    {"MODEL_ARMOR", AIP_FINISH_FILTER},
    {"IMAGE_SAFETY", AIP_FINISH_FILTER},
    {"IMAGE_PROHIBITED_CONTENT", AIP_FINISH_FILTER},
    {"IMAGE_RECITATION", AIP_FINISH_FILTER},
    {"IMAGE_OTHER", AIP_FINISH_FILTER},
    {"OTHER", AIP_FINISH_OTHER},
    {"NO_IMAGE", AIP_FINISH_ERROR},
    {"MALFORMED_FUNCTION_CALL", AIP_FINISH_ERROR},
    {"MALFORMED_RESPONSE", AIP_FINISH_ERROR},
    {"MISSING_THOUGHT_SIGNATURE", AIP_FINISH_ERROR},
    {"UNEXPECTED_TOOL_CALL", AIP_FINISH_ERROR},
    {"TOO_MANY_TOOL_CALLS", AIP_FINISH_ERROR},
};

}  // namespace

aip_enum finish_of(std::string_view word, bool called) {
  for (const FinishRow& row : kFinishes) {
    if (row.word != word) continue;
    return row.finish == AIP_FINISH_STOP && called ? AIP_FINISH_TOOL : row.finish;
  }
  return AIP_FINISH_OTHER;
}

std::string_view finish_word(const aip_event& finish, std::uint32_t origin) {
  if (finish.origin == origin && finish.text.len != 0) return sdk::view(finish.text);
  switch (finish.finish) {
    case AIP_FINISH_LENGTH:
      return "MAX_TOKENS";
    case AIP_FINISH_FILTER:
      return "SAFETY";
    case AIP_FINISH_ERROR:
    case AIP_FINISH_OTHER:
      return "OTHER";
    default:
      return "STOP";
  }
}

}  // namespace aipool::gemini
