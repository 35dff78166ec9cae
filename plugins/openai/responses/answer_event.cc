// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/answer_event.h"

#include "plugins/openai/answer_chunk.h"
#include "plugins/openai/error.h"
#include "plugins/openai/responses/usage.h"

namespace aipool::openai::responses {

json::Value parse_event(json::Document& document, const aip_frame& frame) {
  const std::string_view text = chunk_text(frame);
  if (frame.framing == AIP_FRAMING_SSE && (text.empty() || text == kDone)) return {};
  return parse_chunk(document, text);
}

json::Value response_of(json::Value event) {
  const json::Value inner = event.find("response");
  return inner.is_object() ? inner : event;
}

bool tells_error(json::Value event) {
  if (const json::Value type = event.find("type")) return type.equals("error");
  return !event.find("object") && !event.find("output") && given(event.find("error"));
}

void emit_error(const Step& step, json::Value event) {
  aip_error error{};
  error.struct_size = sizeof error;
  error.retry_after_ms = -1;
  read_error(step.env, step.origin, event, 0, error);
  if (sdk::view(error.type) == "error") error.type = {};  // which is the event's
  step.emit(sdk::events::error(error));
}

bool is_last(json::Value type) {
  return type.equals("response.completed") || type.equals("response.incomplete") || type.equals("response.failed");
}

bool is_got(aip_enum operation) { return operation == AIP_OP_GET_RESPONSE || operation == AIP_OP_CANCEL_RESPONSE; }

bool has_failed(json::Value type, json::Value response) {
  return type.equals("response.failed") || response.find("status").equals("failed");
}

bool emit_outcome(const Step& step, json::Value type, json::Value response, bool got) {
  const json::Value usage = response.find("usage");
  if (usage.is_object()) {
    const aip_usage counts = read_usage(usage, step.origin);
    step.emit(sdk::events::usage(counts));
  }
  const bool failed = has_failed(type, response) && !got;
  if (failed) emit_error(step, response);
  return !failed;
}

void check_response(json::Value document) {
  if (!document.find("output").is_array()) throw sdk::upstream_fault("The upstream's answer is not a response.");
}

}  // namespace aipool::openai::responses
