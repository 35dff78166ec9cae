// SPDX-License-Identifier: MIT
#include "plugins/kiro/answer_calls.h"

#include <utility>

namespace aipool::kiro {
namespace {

constexpr std::string_view kNothing = "{}";

void send_arguments(const Step& step, std::uint32_t part, std::string_view text, AnswerParts& parts) {
  step.emit(sdk::events::delta(0, part, AIP_PART_TOOL_CALL, text));
  parts.count(text);
}

bool is_object(std::string_view text) {
  json::Document document;
  return document.parse(text) == json::Error::kNone && document.root().is_object();
}

}  // namespace

void AnswerCalls::take(const Step& step, json::Value event, AnswerParts& parts) {
  Call& call = find(step, event, parts);
  if (call.ended) return step.env.loss("/toolUseEvent", "a fragment of a call that has ended");
  const json::Value input = event.find("input");
  if (input.is_object() || input.is_array()) add(step, call, input.raw(), parts);
  if (input.is_string()) add(step, call, step.text(input), parts);
  if (event.find("stop").boolean() == true) end(step, call, parts, true);
}

void AnswerCalls::finish(const Step& step, AnswerParts& parts) {
  for (Call& call : calls_) {
    if (!call.ended) end(step, call, parts, false);
  }
}

// A fragment without an id belongs to the last call.
AnswerCalls::Call& AnswerCalls::find(const Step& step, json::Value event, AnswerParts& parts) {
  std::string id(step.text(event.find("toolUseId")));
  if (const auto found = by_id_.find(id); found != by_id_.end()) return calls_[found->second];
  if (id.empty() && !calls_.empty() && !calls_.back().ended) return calls_.back();
  parts.close(step);
  const std::uint32_t part = parts.next();
  if (id.empty()) id = made_id("tooluse_", step.env.call_id(), 0, part);
  const std::string_view name = names_.of_client(step.text(event.find("name")));
  step.emit(sdk::events::part_start(0, part, AIP_PART_TOOL_CALL, id, name));
  by_id_.emplace(id, calls_.size());
  calls_.push_back({std::move(id), part});
  return calls_.back();
}

void AnswerCalls::add(const Step& step, Call& call, std::string_view fragment, AnswerParts& parts) {
  if (fragment.empty()) return;
  if (call.arguments.empty() && fragment == kNothing) {
    call.holds_first = true;
    return;
  }
  call.holds_first = false;
  call.arguments += fragment;
  send_arguments(step, call.part, fragment, parts);
}

// Calls without arguments say nothing or `{}`. Of a call that is cut, what came is what the client gets: to say `{}`
// instead would have it carry out another call than the model meant.
void AnswerCalls::end(const Step& step, Call& call, AnswerParts& parts, bool said) {
  call.ended = true;
  const bool nothing = call.arguments.empty();
  const bool whole = nothing ? said || call.holds_first : is_object(call.arguments);
  if (nothing && whole) send_arguments(step, call.part, kNothing, parts);
  if (!whole) truncated_ = true;
  step.emit(sdk::events::part_end(0, call.part, AIP_PART_TOOL_CALL));
}

}  // namespace aipool::kiro
