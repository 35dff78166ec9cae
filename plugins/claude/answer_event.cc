// SPDX-License-Identifier: MIT
#include "plugins/claude/answer_event.h"

#include "plugins/claude/error.h"

namespace aipool::claude {

json::Value parse_event(json::Document& document, const aip_frame& frame) {
  if (document.parse(sdk::view(frame.data)) != json::Error::kNone) {
    throw sdk::upstream_fault("The upstream's answer is not valid JSON.");
  }
  if (!document.root().is_object()) throw sdk::upstream_fault("The upstream's answer is not a JSON object.");
  return document.root();
}

bool tells_error(json::Value event) {
  if (event.find("type").equals("error")) return true;
  return !event.find("type") && given(event.find("error"));
}

void emit_error(const Step& step, json::Value event) {
  aip_error error{};
  error.struct_size = sizeof error;
  error.retry_after_ms = -1;
  read_error(step.env, step.origin, event, 0, error);
  step.emit(sdk::events::error(error));
}

}  // namespace aipool::claude
