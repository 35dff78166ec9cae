// SPDX-License-Identifier: MIT
#include "plugins/gemini/answer_chunk.h"

#include <algorithm>

#include "plugins/gemini/error.h"

namespace aipool::gemini {

json::Value parse_chunk(json::Document& document, const aip_frame& frame) {
  if (document.parse(sdk::view(frame.data)) != json::Error::kNone) {
    throw sdk::upstream_fault("The upstream's answer is not valid JSON.");
  }
  const json::Value root = document.root();
  if (!root.is_object() && !root.is_array()) throw sdk::upstream_fault("The upstream's answer is not a JSON object.");
  return root;
}

void expect_answer(json::Value chunk) {
  const bool known = chunk.find("candidates").is_array() || chunk.find("usageMetadata").is_object() ||
                     chunk.find("promptFeedback").is_object();
  if (!known) throw sdk::upstream_fault("The upstream's answer has no candidates.");
}

std::uint32_t candidate_index(json::Value candidate, std::uint32_t position) {
  constexpr std::int64_t kIndexMax = 127;  // the vendor makes 8; readers look a candidate up among all that came
  const std::int64_t index = candidate.find("index").int64().value_or(position);
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(index, 0, kIndexMax));
}

// Some hosts say in every chunk that they have not said it.
bool has_finish_reason(json::Value candidate) {
  const std::string_view reason = candidate.find("finishReason").string_raw();
  return !reason.empty() && reason != "FINISH_REASON_UNSPECIFIED";
}

bool tells_error(json::Value chunk) { return given(chunk.find("error")); }

void emit_error(const Step& step, json::Value chunk) {
  aip_error error{};
  error.struct_size = sizeof error;
  error.retry_after_ms = -1;
  read_error(step.env, step.origin, chunk, 0, error);
  step.emit(sdk::events::error(error));
}

bool is_blocked(json::Value chunk) {
  const json::Value reason = chunk.find("promptFeedback").find("blockReason");
  return given(reason) && !reason.equals("BLOCK_REASON_UNSPECIFIED");
}

}  // namespace aipool::gemini
