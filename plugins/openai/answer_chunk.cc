// SPDX-License-Identifier: MIT
#include "plugins/openai/answer_chunk.h"

#include "plugins/openai/convert.h"
#include "plugins/openai/error.h"
#include "plugins/openai/usage.h"

namespace aipool::openai {

std::string_view chunk_text(const aip_frame& frame) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::string_view data = sdk::view(frame.data);
  const std::size_t first = data.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return data.substr(first, data.find_last_not_of(kSpace) - first + 1);
}

json::Value parse_chunk(json::Document& document, std::string_view text) {
  if (document.parse(text) != json::Error::kNone || !document.root().is_object()) {
    throw sdk::upstream_fault("The upstream's answer is not a JSON object.");
  }
  return document.root();
}

std::uint32_t choice_index(json::Value index, std::uint32_t position) {
  const std::int64_t said = index.int64().value_or(position);
  if (said < 0 || said >= static_cast<std::int64_t>(kChoicesMax)) {
    throw sdk::upstream_fault("The upstream's answer has too many choices.");
  }
  return static_cast<std::uint32_t>(said);
}

bool tells_error(json::Value object) {
  return given(object.find("error")) || object.find("finish_reason").equals("error");
}

void emit_error(const Step& step, json::Value object) {
  aip_error error{};
  error.struct_size = sizeof error;
  error.retry_after_ms = -1;
  read_error(step.env, step.origin, object, 0, error);
  step.emit(sdk::events::error(error));
}

// On a chunk of its own, on the finish chunk, on every chunk, or (Groq of old) inside x_groq: the last one counts.
void emit_usage(const Step& step, json::Value object) {
  json::Value usage = object.find("usage");
  if (!usage.is_object()) usage = object.find("x_groq").find("usage");
  if (!usage.is_object()) return;
  const aip_usage counts = read_usage(usage, step.origin);
  step.emit(sdk::events::usage(counts));
}

}  // namespace aipool::openai
