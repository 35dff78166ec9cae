// SPDX-License-Identifier: MIT
#include "plugins/gemini/stream_encoder.h"

#include <algorithm>

#include "plugins/gemini/error.h"

namespace aipool::gemini {

void StreamEncoder::event(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  if (closed_ || head_.take(env, event)) return;
  switch (event.kind) {
    case AIP_EVENT_PART_START:
      return part_start(env, event);
    case AIP_EVENT_PART_DELTA:
      return part_delta(event, out);
    case AIP_EVENT_PART_SIGN:
      if (AnswerPart* part = parts_.find(event); part != nullptr && event.origin == origin_) {
        part->signature += sdk::view(event.text);
      }
      return;
    case AIP_EVENT_PART_END:
      return part_end(env, event, out);
    case AIP_EVENT_ANNOTATION:
      return lose_event(env, event);
    case AIP_EVENT_OPAQUE: {
      if (event.origin != origin_ || event.json.len == 0) return lose_event(env, event);
      AnswerPart opaque(event);
      return write_out(env, opaque, out);
    }
    case AIP_EVENT_ERROR:
      begin_frame();
      frame_ += write_error(*event.error, origin_);
      end_frame(out);
      closed_ = true;
      if (!events_) out.bytes("]");
      return;
    case AIP_EVENT_END:
      return end(env, out);
    case AIP_EVENT_PING:
      return tick(env, out);
    default:
      return;
  }
}

// Blank lines are passed over by all clients, comments are not.
void StreamEncoder::tick(sdk::Env&, sdk::Out& out) {
  if (!closed_) out.bytes("\r\n");
}

void StreamEncoder::part_start(sdk::Env& env, const aip_event& event) {
  if (can_answer(env, event, origin_)) parts_.add(event, env, event, origin_);
}

void StreamEncoder::part_delta(const aip_event& event, sdk::Out& out) {
  AnswerPart* part = parts_.find(event);
  if (part == nullptr || event.text.len == 0) return;
  if (!part->is_text()) {
    part->text += sdk::view(event.text);
    return;
  }
  parts_text_.clear();
  json::Writer w(parts_text_);
  part->write_piece(w, sdk::view(event.text), false);
  part->extras.clear();
  send(part->choice, out);
}

void StreamEncoder::part_end(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  AnswerPart* part = parts_.find(event);
  if (part == nullptr) return;
  write_out(env, *part, out);
  parts_.remove(event);
}

// What of the part has not gone out yet.
void StreamEncoder::write_out(sdk::Env& env, AnswerPart& part, sdk::Out& out) {
  if (part.is_text() && part.signature.empty() && part.extras.empty()) return;
  parts_text_.clear();
  json::Writer w(parts_text_);
  if (!part.write(w)) {
    env.loss("/content/" + std::to_string(part.part) + "/args", "arguments that are no JSON object");
  }
  send(part.choice, out);
}

void StreamEncoder::end(sdk::Env& env, sdk::Out& out) {
  parts_.each([&](AnswerPart& part) { write_out(env, part, out); });
  parts_.clear();
  begin_frame();
  json::Writer w(frame_);
  w.begin_object();
  if (!head_.candidates().empty()) {
    w.key("candidates").begin_array();
    for (auto& [index, candidate] : head_.candidates()) head_.write_candidate(w, candidate, R"({"text":""})", true);
    w.end_array();
  }
  head_.write_members(w, true);
  w.end_object();
  end_frame(out);
  if (!events_) out.bytes("]");
  closed_ = true;
}

void StreamEncoder::send(std::uint32_t choice, sdk::Out& out) {
  begin_frame();
  json::Writer w(frame_);
  w.begin_object().key("candidates").begin_array();
  head_.write_candidate(w, head_.candidate(choice), parts_text_, false);
  w.end_array();
  head_.write_members(w, false);
  w.end_object();
  end_frame(out);
}

void StreamEncoder::begin_frame() {
  if (events_) {
    frame_ = "data: ";
  } else {
    frame_ = begun_ ? ",\r\n" : "[";
  }
  begun_ = true;
}

void StreamEncoder::end_frame(sdk::Out& out) {
  if (events_) {
    convert::make_one_line(frame_);
    frame_ += "\r\n\r\n";
  }
  out.bytes(frame_);
}

}  // namespace aipool::gemini
