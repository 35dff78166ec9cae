// SPDX-License-Identifier: MIT
#include "plugins/ollama/answer_line.h"

#include "plugins/ollama/error.h"

namespace aipool::ollama {

json::Value parse_line(json::Document& document, const aip_frame& frame) {
  if (document.parse(sdk::view(frame.data)) != json::Error::kNone || !document.root().is_object()) {
    throw sdk::upstream_fault("The upstream's answer is not a JSON object.");
  }
  return document.root();
}

bool tells_error(json::Value line) { return given(line.find("error")); }

void emit_error(const Step& step, json::Value line) {
  aip_error error{};
  error.struct_size = sizeof error;
  error.retry_after_ms = -1;
  read_error(step.env, step.origin, line, 0, error);
  step.emit(sdk::events::error(error));
}

}  // namespace aipool::ollama
