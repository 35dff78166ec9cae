// SPDX-License-Identifier: MIT
#include "plugins/claude/stream_encoder.h"

#include <algorithm>

#include "plugins/claude/error.h"

namespace aipool::claude {

StreamEncoder::StreamEncoder(sdk::Env& env, std::uint32_t origin, const aip_request& request)
    : origin_(origin), head_(env, origin, request) {}

void StreamEncoder::event(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  if (writer_.ended() || head_.take(env, event)) return;
  switch (event.kind) {
    case AIP_EVENT_PART_START:
      return part_start(env, event, out);
    case AIP_EVENT_PART_DELTA:
      return part_delta(event, out);
    case AIP_EVENT_PART_SIGN:
      return part_sign(event);
    case AIP_EVENT_PART_END:
      if (AnswerPart* part = find(event.part); part != nullptr && event.choice == 0) part->ended = true;
      return advance(out);
    case AIP_EVENT_ANNOTATION:
      return annotation(env, event, out);
    case AIP_EVENT_OPAQUE:
      if (event.origin != origin_ || event.json.len == 0) return lose_event(env, event);
      parts_.emplace_back(event);
      return advance(out);
    case AIP_EVENT_LOGPROBS:
      return lose_event(env, event);
    case AIP_EVENT_ERROR:
      return writer_.error(out, write_error(*event.error, origin_, env.call_id()));
    case AIP_EVENT_END:
      return end(out);
    case AIP_EVENT_PING:
      return tick(env, out);
    default:
      return;
  }
}

void StreamEncoder::tick(sdk::Env&, sdk::Out& out) { writer_.ping(out); }

void StreamEncoder::part_start(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  if (!can_answer(env, event, origin_)) return;
  parts_.emplace_back(env, event, origin_);
  if (parts_.back().is_call()) head_.note_call();
  advance(out);
}

void StreamEncoder::part_delta(const aip_event& event, sdk::Out& out) {
  AnswerPart* part = event.choice == 0 ? find(event.part) : nullptr;
  if (part == nullptr || event.text.len == 0) return;
  if (open_ && part == &parts_.front() && !part->delta_type().empty()) {
    writer_.delta(out, part->delta_type(), part->delta_key(), sdk::view(event.text));
  } else {
    part->text += sdk::view(event.text);
  }
}

// Signatures are for the vendor that made them, and end the thoughts that they sign.
void StreamEncoder::part_sign(const aip_event& event) {
  AnswerPart* part = event.choice == 0 ? find(event.part) : nullptr;
  if (part != nullptr && event.origin == origin_) part->signature += sdk::view(event.text);
}

void StreamEncoder::annotation(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  AnswerPart* part = event.choice == 0 ? find(event.part) : nullptr;
  if (part == nullptr || event.origin != origin_) return lose_event(env, event);
  if (open_ && part == &parts_.front()) {
    return writer_.delta(out, "citations_delta", "citation", sdk::view(event.json), true);
  }
  (part->citations += part->citations.empty() ? "" : ",") += sdk::view(event.json);
}

void StreamEncoder::begin(sdk::Out& out) {
  writer_.message_start(out, [this](json::Writer& w) { head_.write_start(w); });
}

void StreamEncoder::end(sdk::Out& out) {
  for (AnswerPart& part : parts_) part.ended = true;
  advance(out);
  begin(out);
  writer_.end(out, [this](json::Writer& w) { head_.write_end(w); });
}

void StreamEncoder::advance(sdk::Out& out) {
  while (!parts_.empty()) {
    AnswerPart& first = parts_.front();
    const bool whole = first.delta_type().empty();
    if (whole && !first.ended) return;
    if (!open_) {
      begin(out);
      writer_.block_start(out, [&](json::Writer& w) { first.write_start(w); });
      open_ = true;
      flush(first, out);
    }
    if (!first.ended) return;
    if (!first.signature.empty() && !first.is_redacted()) {
      writer_.delta(out, "signature_delta", "signature", first.signature);
    }
    writer_.block_stop(out);
    open_ = false;
    parts_.pop_front();
  }
}

// What came before the block could begin.
void StreamEncoder::flush(AnswerPart& part, sdk::Out& out) {
  if (part.is_custom()) {
    writer_.delta(out, "input_json_delta", "partial_json", part.custom_input());
  } else if (!part.text.empty() && !part.delta_type().empty()) {
    writer_.delta(out, part.delta_type(), part.delta_key(), part.text);
  }
  part.text.clear();
}

AnswerPart* StreamEncoder::find(std::uint32_t part) {
  const auto found = std::find_if(parts_.begin(), parts_.end(),
                                  [&](const AnswerPart& p) { return p.part == part && p.kind != AIP_PART_OPAQUE; });
  return found == parts_.end() ? nullptr : &*found;
}

}  // namespace aipool::claude
