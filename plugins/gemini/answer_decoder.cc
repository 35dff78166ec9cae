// SPDX-License-Identifier: MIT
#include "plugins/gemini/answer_decoder.h"

#include <algorithm>
#include <array>

#include "plugins/gemini/answer_chunk.h"
#include "plugins/gemini/usage.h"

namespace aipool::gemini {

void AnswerDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  if (failed_ || frame.data.len == 0) return;
  const Step step{env, out, origin_};
  std::array<json::Node, kUsualChunkNodes> room AIPOOL_UNINITIALIZED;
  json::Document document(room);
  for_each_chunk(document, frame, [&](json::Value item) { chunk(step, item); });
}

void AnswerDecoder::end(sdk::Env& env, sdk::Out& out) {
  if (failed_ || !complete()) return;
  const Step step{env, out, origin_};
  if (candidates_.empty()) step.emit(sdk::events::finish(0, AIP_FINISH_FILTER, blocked_));
  for (const auto& candidate : candidates_) candidate->finish(step);
  step.emit(sdk::events::end());
}

void AnswerDecoder::chunk(const Step& step, json::Value chunk) {
  if (failed_) return;
  if (tells_error(chunk)) {
    failed_ = true;
    return emit_error(step, chunk);
  }
  const json::Value candidates = chunk.find("candidates");
  const json::Value counts = chunk.find("usageMetadata");
  expect_answer(chunk);
  start(step, chunk);
  if (is_blocked(chunk)) blocked_ = chunk.find("promptFeedback").find("blockReason").string();
  std::uint32_t position = 0;
  for (const json::Value item : candidates.elements()) {
    candidate(candidate_index(item, position++)).take(step, item);
  }
  if (counts.is_object()) step.emit(sdk::events::usage(read_usage(counts, origin_)));  // counts so far
}

void AnswerDecoder::start(const Step& step, json::Value chunk) {
  AnswerExtras extras(step);
  extras.collect(chunk, {"candidates", "usageMetadata", "modelVersion", "responseId"});
  repeated_.drop_known(extras);
  if (started_) return extras.emit(AIP_NO_CHOICE);
  started_ = true;
  aip_event event = sdk::events::start(step.text(chunk.find("responseId")), step.text(chunk.find("modelVersion")), 0);
  event.extras = extras.get();
  step.emit(event);
}

CandidateDecoder& AnswerDecoder::candidate(std::uint32_t index) {
  const auto found =
      std::find_if(candidates_.begin(), candidates_.end(), [&](const auto& one) { return one->index() == index; });
  return found != candidates_.end() ? **found : *candidates_.emplace_back(std::make_unique<CandidateDecoder>(index));
}

bool AnswerDecoder::complete() const {
  if (candidates_.empty()) return !blocked_.empty();
  return std::all_of(candidates_.begin(), candidates_.end(), [](const auto& one) { return one->finished(); });
}

}  // namespace aipool::gemini
