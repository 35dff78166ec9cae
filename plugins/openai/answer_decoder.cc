// SPDX-License-Identifier: MIT
#include "plugins/openai/answer_decoder.h"

#include <algorithm>
#include <array>

#include "plugins/openai/answer_chunk.h"

namespace aipool::openai {

void AnswerDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  const std::string_view text = chunk_text(frame);
  if (failed_ || (stream_ && (text.empty() || text == kDone))) return;
  std::array<json::Node, kUsualChunkNodes> room AIPOOL_UNINITIALIZED;
  json::Document document(room);
  chunk({env, out, origin_}, parse_chunk(document, text));
}

void AnswerDecoder::end(sdk::Env& env, sdk::Out& out) {
  if (failed_ || !complete()) return;
  const Step step{env, out, origin_};
  step.emit(sdk::events::end());
}

// Members of other names are rare, but may tell an error or a usage.
void AnswerDecoder::chunk(const Step& step, json::Value object) {
  AnswerExtras extras(step);
  const Chunk chunk(object, extras);
  const bool has_others = !extras.empty();
  if (given(chunk["error"]) || (has_others && tells_error(object))) return fail(step, object);
  start(step, chunk, extras);
  choices(step, chunk["choices"]);
  if (!failed_ && (given(chunk["usage"]) || has_others)) emit_usage(step, object);
}

// START waits for the first chunk that belongs to the answer: Azure sends one with no id and no choice before it.
void AnswerDecoder::start(const Step& step, const Chunk& chunk, AnswerExtras& extras) {
  repeated_.drop_known(extras);
  if (started_) return extras.emit(AIP_NO_CHOICE);
  const std::string_view id = step.text(chunk["id"]);
  if (id.empty() && chunk["choices"].size() == 0 && !chunk["usage"].is_object()) {
    if (early_.count == 0) early_ = extras.keep();
    return;
  }
  started_ = true;
  aip_event event = sdk::events::start(id, step.text(chunk["model"]), chunk["created"].int64().value_or(0));
  event.extras = extras.get();
  step.emit(event);
  if (early_.count != 0) step.emit(sdk::events::extra(AIP_NO_CHOICE, early_));
}

void AnswerDecoder::choices(const Step& step, json::Value list) {
  std::uint32_t position = 0;
  for (const json::Value entry : list.elements()) {
    AnswerExtras extras(step);
    const ChoiceDecoder::Entry fields(entry, extras);
    if (given(fields["error"]) || fields["finish_reason"].equals("error")) return fail(step, entry);
    choice(choice_index(fields["index"], position++)).take(step, fields, extras);
  }
}

void AnswerDecoder::fail(const Step& step, json::Value object) {
  failed_ = true;
  emit_usage(step, object);
  emit_error(step, object);
}

ChoiceDecoder& AnswerDecoder::choice(std::uint32_t index) {
  const auto found = std::find_if(choices_.begin(), choices_.end(), [&](const auto& c) { return c->index() == index; });
  return found != choices_.end() ? **found : *choices_.emplace_back(std::make_unique<ChoiceDecoder>(index));
}

bool AnswerDecoder::complete() const {
  return !choices_.empty() &&
         std::all_of(choices_.begin(), choices_.end(), [](const auto& c) { return c->finished(); });
}

}  // namespace aipool::openai
