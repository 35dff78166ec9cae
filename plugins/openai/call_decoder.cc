// SPDX-License-Identifier: MIT
#include "plugins/openai/call_decoder.h"

#include <algorithm>
#include <string>

#include "plugins/openai/convert.h"

namespace aipool::openai {

namespace {

constexpr json::Names kFragmentNames("index", "id", "type", "function", "custom");

}  // namespace

void CallDecoder::take(const Step& step, json::Value object) {
  AnswerExtras extras(step);
  const json::Fields<kFragmentNames> fragment(object, extras);
  const bool custom = fragment["custom"].is_object();
  const json::Value body = custom ? fragment["custom"] : fragment["function"];
  const std::string_view id = step.text(fragment["id"]);
  Call& call = find(fragment["index"].int64().value_or(kNoIndex), id, step.text(body.find("name")));
  if (custom) call.flags |= AIP_PART_FLAG_CUSTOM;
  if (call.started) {
    extras.emit_part(choice_, call.part, AIP_PART_TOOL_CALL);
  } else if (call.extras.count == 0) {
    call.extras = extras.keep();
  }
  merge(step, call, body, custom ? "input" : "arguments", id);
}

void CallDecoder::legacy(const Step& step, json::Value fragment) {
  if (calls_.empty()) add(kNoIndex).flags = AIP_PART_FLAG_LEGACY;
  merge(step, calls_.back(), fragment, "arguments", {});
}

void CallDecoder::finish(const Step& step) {
  for (Call& call : calls_) {
    if (!call.started && call.name.empty()) {
      step.env.loss("/choices/" + std::to_string(choice_) + "/message/tool_calls", "a call without a name");
      continue;
    }
    if (!call.started) start(step, call);
    step.emit(sdk::events::part_end(choice_, call.part, AIP_PART_TOOL_CALL));
  }
  calls_.clear();
}

// By index where there is one; another id under the same index is another call (some hosts count all as 0). Without an
// index by id; without both a name begins a call unless the last one still waits for it.
CallDecoder::Call& CallDecoder::find(std::int64_t index, std::string_view id, std::string_view name) {
  const auto same = [&](const Call& call) { return index != kNoIndex ? call.index == index : call.id == id; };
  if (index != kNoIndex || !id.empty()) {
    const auto found = std::find_if(calls_.rbegin(), calls_.rend(), same);
    if (found == calls_.rend()) return add(index);
    return id.empty() || found->id.empty() || found->id == id ? *found : add(index);
  }
  if (calls_.empty() || (!name.empty() && !calls_.back().name.empty())) return add(index);
  return calls_.back();
}

CallDecoder::Call& CallDecoder::add(std::int64_t index) {
  if (calls_.size() == kCallsMax) throw sdk::upstream_fault("the upstream's answer has too many tool calls");
  Call& call = calls_.emplace_back();
  call.index = index;
  return call;
}

void CallDecoder::merge(const Step& step, Call& call, json::Value body, std::string_view payload, std::string_view id) {
  if (call.id.empty()) call.id = id;
  if (call.name.empty()) call.name = step.text(body.find("name"));
  const json::Value value = body.find(payload);
  const std::string_view piece = value.is_object() ? value.raw() : step.text(value);  // an object: not yet as text
  const bool ready = !call.name.empty() && (!call.id.empty() || !piece.empty());
  if (!call.started && ready) start(step, call);
  if (piece.empty()) return;
  if (call.started) {
    step.emit(sdk::events::delta(choice_, call.part, AIP_PART_TOOL_CALL, piece));
  } else {
    call.held += piece;
  }
}

void CallDecoder::start(const Step& step, Call& call) {
  call.started = true;
  call.part = next_part_++;
  aip_event event = sdk::events::part_start(choice_, call.part, AIP_PART_TOOL_CALL, call.id, call.name, call.flags);
  event.extras = call.extras;
  step.emit(event);
  if (!call.held.empty()) step.emit(sdk::events::delta(choice_, call.part, AIP_PART_TOOL_CALL, call.held));
  call.held.clear();
}

}  // namespace aipool::openai
