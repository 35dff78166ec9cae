// SPDX-License-Identifier: MIT
#include "plugins/openai/unary_choice.h"

#include <algorithm>

#include "plugins/openai/convert.h"
#include "plugins/openai/losses.h"

namespace aipool::openai {

void UnaryChoice::event(sdk::Env& env, const aip_event& event) {
  switch (event.kind) {
    case AIP_EVENT_PART_START:
      return part_start(env, event);
    case AIP_EVENT_PART_DELTA:
      return part_delta(event);
    case AIP_EVENT_ANNOTATION:
      if (event.origin != origin_) return lose_event(env, event);
      annotations_.emplace_back(sdk::view(event.json));
      return;
    case AIP_EVENT_LOGPROBS:
      return logprobs(env, event);
    case AIP_EVENT_FINISH:
      finish_ = client_finish_word(event, origin_, !calls_.empty(), legacy_);
      return;
    case AIP_EVENT_EXTRA:
      return extra(env, event);
    case AIP_EVENT_OPAQUE:
      return lose_event(env, event);
    default:  // signatures are kept by the host for the vendor that made them
      return;
  }
}

void UnaryChoice::part_start(sdk::Env& env, const aip_event& event) {
  const bool surplus = legacy_ && event.part_kind == AIP_PART_TOOL_CALL && !calls_.empty();
  if (!can_answer(event) || surplus) {
    lost_.push_back(event.part);
    return lose_event(env, event);
  }
  switch (event.part_kind) {
    case AIP_PART_TEXT:
      has_text_ = true;
      return;
    case AIP_PART_REASONING:
      if (event.origin == origin_ && event.name.len != 0) thought_key_ = sdk::view(event.name);
      return;
    case AIP_PART_AUDIO:
      has_audio_ = true;
      audio_id_ = sdk::view(event.id);
      return;
    case AIP_PART_TOOL_CALL: {
      const std::string_view id = sdk::view(event.id);
      calls_.push_back({event.part, (event.flags & AIP_PART_FLAG_CUSTOM) != 0,
                        id.empty() ? made_id("call_", env.call_id(), index_, event.part) : std::string(id),
                        std::string(sdk::view(event.name))});
      return calls_.back().extras.take(env, event.extras, origin_);
    }
    default:
      return;
  }
}

void UnaryChoice::part_delta(const aip_event& event) {
  if (std::find(lost_.begin(), lost_.end(), event.part) != lost_.end()) return;
  const std::string_view piece = sdk::view(event.text);
  switch (event.part_kind) {
    case AIP_PART_TEXT:
      text_ += piece;
      return;
    case AIP_PART_REFUSAL:
      refusal_ += piece;
      return;
    case AIP_PART_REASONING:
      thoughts_ += piece;
      return;
    case AIP_PART_AUDIO:
      audio_data_ += piece;
      return;
    case AIP_PART_TOOL_CALL:
      if (Call* found = call(event.part)) found->payload += piece;
      return;
    default:
      return;
  }
}

void UnaryChoice::logprobs(sdk::Env& env, const aip_event& event) {
  if (event.origin != origin_) return lose_event(env, event);
  json::Document document;
  if (document.parse(sdk::view(event.json)) != json::Error::kNone) return lose_event(env, event);
  for (const json::Member member : document.root().members()) {
    const std::string key = member.key.string();
    const aip_extra piece = {origin_, 0, sdk::bytes(key), sdk::bytes(member.value.raw())};
    logprobs_.take(env, {&piece, 1}, origin_);
  }
}

void UnaryChoice::extra(sdk::Env& env, const aip_event& event) {
  if (event.part_kind == AIP_PART_AUDIO) {
    audio_extras_.take(env, event.extras, origin_);
  } else if (event.part_kind == AIP_PART_TOOL_CALL) {
    if (Call* found = call(event.part)) found->extras.take(env, event.extras, origin_);
  } else {
    (event.name.len != 0 ? message_extras_ : extras_).take(env, event.extras, origin_);
  }
}

UnaryChoice::Call* UnaryChoice::call(std::uint32_t part) {
  const auto found = std::find_if(calls_.begin(), calls_.end(), [&](const Call& c) { return c.part == part; });
  return found == calls_.end() ? nullptr : &*found;
}

void UnaryChoice::write(json::Writer& w) const {
  w.begin_object().key("index").number(index_).key("message").begin_object();
  write_message(w);
  w.end_object().key("logprobs");
  write_logprobs(w);
  w.key("finish_reason").string(finish_.empty() ? "stop" : std::string_view(finish_));
  extras_.write(w);
  w.end_object();
}

void UnaryChoice::write_message(json::Writer& w) const {
  const bool silent = !has_text_ && (!calls_.empty() || !refusal_.empty() || has_audio_);
  w.key("role").string("assistant").key("content");
  silent ? w.null() : w.string(text_);
  if (!thoughts_.empty()) w.key(thought_key_).string(thoughts_);
  w.key("refusal");
  refusal_.empty() ? w.null() : w.string(refusal_);
  w.key("annotations").begin_array();
  for (const std::string& annotation : annotations_) w.raw(annotation);
  w.end_array();
  if (has_audio_) {
    w.key("audio").begin_object().key("id").string(audio_id_).key("data").string(audio_data_);
    audio_extras_.write(w);
    w.end_object();
  }
  write_calls(w);
  message_extras_.write(w);
}

void UnaryChoice::write_calls(json::Writer& w) const {
  if (calls_.empty()) return;
  if (legacy_) {
    const Call& only = calls_[0];
    w.key("function_call").begin_object().key("name").string(only.name).key("arguments");
    w.string(only.payload.empty() ? "{}" : std::string_view(only.payload)).end_object();
    return;
  }
  w.key("tool_calls").begin_array();
  for (const Call& call : calls_) write_call(w, call);
  w.end_array();
}

void UnaryChoice::write_call(json::Writer& w, const Call& call) {
  const std::string_view type = call.custom ? "custom" : "function";
  const bool nothing = call.payload.empty() && !call.custom;  // clients parse the arguments, and nothing is no JSON
  w.begin_object().key("id").string(call.id).key("type").string(type).key(type).begin_object();
  w.key("name").string(call.name).key(call.custom ? "input" : "arguments");
  w.string(nothing ? "{}" : std::string_view(call.payload)).end_object();
  call.extras.write(w);
  w.end_object();
}

void UnaryChoice::write_logprobs(json::Writer& w) const {
  if (logprobs_.empty()) {
    w.null();
    return;
  }
  w.begin_object();
  logprobs_.write(w);
  w.end_object();
}

}  // namespace aipool::openai
