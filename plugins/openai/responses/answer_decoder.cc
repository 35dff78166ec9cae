// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/answer_decoder.h"

#include <algorithm>

#include "plugins/openai/responses/answer_event.h"

namespace aipool::openai::responses {
namespace {

constexpr std::size_t kItemsMax = 4096;

}  // namespace

void AnswerDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  if (failed_ || complete_) return;
  const json::Value root = parse_event(document_, frame);
  if (!root) return;
  const Step step{env, out, origin_};
  if (tells_error(root)) {
    failed_ = true;
    return openai::responses::emit_error(step, root);
  }
  if (stream_) return event(step, root);
  check_response(root);
  start(step, root);
  finish(step, {}, root);
}

void AnswerDecoder::end(sdk::Env& env, sdk::Out& out) {
  if (failed_ || !complete_) return;
  const Step step{env, out, origin_};
  step.emit(sdk::events::end());
}

void AnswerDecoder::event(const Step& step, json::Value event) {
  const json::Value type = event.find("type");
  if (const json::Value response = event.find("response"); response.is_object()) start(step, response);
  if (is_last(type)) return finish(step, type, response_of(event));
  const auto index = event.find("output_index").int64();
  ItemDecoder* to = index ? item(*index) : nullptr;
  if (to == nullptr) return;
  if (type.equals("response.output_item.added")) {
    if (!to->ended()) to->begin(step, event.find("item"));
  } else if (type.equals("response.output_item.done")) {
    to->end(step, event.find("item"));
  } else {
    to->event(step, type, event);
  }
}

// What only repeats the request's settings is no part of the answer.
void AnswerDecoder::start(const Step& step, json::Value response) {
  AnswerExtras extras(step);
  extras.collect(response,
                 {"id", "object", "created_at", "completed_at", "status", "model", "output", "output_text", "usage",
                  "error", "incomplete_details", "instructions", "metadata", "parallel_tool_calls", "temperature",
                  "top_p", "tools", "tool_choice", "text", "reasoning", "truncation", "max_output_tokens",
                  "max_tool_calls", "previous_response_id", "store", "background", "top_logprobs", "user",
                  "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "prompt_cache_options",
                  "presence_penalty", "frequency_penalty", "conversation", "prompt", "moderation"});
  repeated_.drop_known(extras);
  if (started_) return extras.emit(AIP_NO_CHOICE);
  started_ = true;
  const auto created = response.find("created_at").number();  // some hosts count in fractions
  const bool sound = created && *created >= 0 && *created < 1e15;
  aip_event event = sdk::events::start(step.text(response.find("id")), step.text(response.find("model")),
                                       sound ? static_cast<std::int64_t>(*created) : 0);
  event.extras = extras.get();
  step.emit(event);
}

void AnswerDecoder::finish(const Step& step, json::Value type, json::Value response) {
  std::int64_t index = 0;
  for (const json::Value whole : response.find("output").elements()) {
    ItemDecoder* to = item(index++);
    if (to != nullptr && !to->ended()) to->end(step, whole);
  }
  for (auto& [at, one] : items_) {
    if (!one.ended()) one.close(step);
  }
  emit_finish(step, type, response);
  complete_ = emit_outcome(step, type, response, got_);
  failed_ = !complete_;
}

void AnswerDecoder::emit_finish(const Step& step, json::Value type, json::Value response) {
  const json::Value status = response.find("status");
  const std::string_view reason = step.text(response.find("incomplete_details").find("reason"));
  const bool called = std::any_of(items_.begin(), items_.end(), [](const auto& one) { return one.second.is_call(); });
  aip_enum finish = called ? AIP_FINISH_TOOL : AIP_FINISH_STOP;
  std::string_view word;
  if (status.equals("incomplete") || type.equals("response.incomplete")) {
    finish = reason == "content_filter" ? AIP_FINISH_FILTER : AIP_FINISH_LENGTH;
    word = reason;
  } else if (has_failed(type, response)) {
    if (!got_) return;
    AnswerExtras failure(step);
    failure.add(response, "error");
    failure.emit(AIP_NO_CHOICE);
    finish = AIP_FINISH_OTHER;
    word = "failed";
  } else if (status.is_string() && !status.equals("completed")) {
    finish = AIP_FINISH_OTHER;
    word = step.text(status);
  }
  step.emit(sdk::events::finish(0, finish, word));
}

// NULL: more than any answer has.
ItemDecoder* AnswerDecoder::item(std::int64_t index) {
  const auto found = items_.find(index);
  if (found != items_.end()) return &found->second;
  if (items_.size() == kItemsMax) return nullptr;
  return &items_.try_emplace(index, index, next_part_).first->second;
}

}  // namespace aipool::openai::responses
