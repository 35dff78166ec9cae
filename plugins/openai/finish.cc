// SPDX-License-Identifier: MIT
#include "plugins/openai/finish.h"

namespace aipool::openai {

aip_enum finish_of(std::string_view word) {
  if (word == "stop") return AIP_FINISH_STOP;
  if (word == "length") return AIP_FINISH_LENGTH;
  if (word == "tool_calls" || word == "function_call") return AIP_FINISH_TOOL;
  if (word == "content_filter") return AIP_FINISH_FILTER;
  return word == "error" ? AIP_FINISH_ERROR : AIP_FINISH_OTHER;
}

std::string_view finish_word(aip_enum finish, bool called) {
  switch (finish) {
    case AIP_FINISH_LENGTH:
      return "length";
    case AIP_FINISH_TOOL:
      return "tool_calls";
    case AIP_FINISH_FILTER:
      return "content_filter";
    default:
      return called ? "tool_calls" : "stop";
  }
}

}  // namespace aipool::openai
