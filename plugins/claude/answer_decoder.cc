// SPDX-License-Identifier: MIT
#include "plugins/claude/answer_decoder.h"

#include <array>
#include <utility>

#include "plugins/claude/answer_event.h"
#include "plugins/claude/stop_reason.h"

namespace aipool::claude {

void AnswerDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  if (failed_ || frame.data.len == 0) return;
  std::array<json::Node, kUsualEventNodes> room AIPOOL_UNINITIALIZED;
  json::Document document(room);
  const json::Value root = parse_event(document, frame);
  const Step step{env, out, origin_};
  const Event fields(root);
  if (fields["type"].equals("error") || given(fields["error"])) {
    failed_ = tells_error(root);
    if (failed_) return emit_error(step, root);
  }
  stream_ ? event(step, fields, root) : message(step, root);
}

void AnswerDecoder::end(sdk::Env& env, sdk::Out& out) {
  if (failed_ || !finished_ || (stream_ && !stopped_)) return;
  const Step step{env, out, origin_};
  step.emit(sdk::events::end());
}

void AnswerDecoder::event(const Step& step, const Event& event, json::Value whole) {
  const json::Value type = event["type"];
  if (type.equals("content_block_delta")) {
    block_.delta(step, event["delta"]);
  } else if (type.equals("content_block_start")) {
    block_.start(step, event["content_block"], parts_++);
  } else if (type.equals("content_block_stop")) {
    block_.stop(step);
  } else if (type.equals("message_start")) {
    start(step, event["message"]);
    usage(step, event["message"].find("usage"), false);
  } else if (type.equals("message_delta")) {
    block_.stop(step);
    finish(step, event["delta"]);
    usage(step, event["usage"], false);
    lose_others(step, whole);
  } else if (type.equals("message_stop")) {
    stopped_ = true;
  } else if (type.equals("ping")) {
    step.emit(sdk::events::make(AIP_EVENT_PING));
  }
}

void AnswerDecoder::message(const Step& step, json::Value message) {
  if (!message.find("type").equals("message")) throw sdk::upstream_fault("The upstream's answer is not a message.");
  start(step, message);
  for (const json::Value block : message.find("content").elements()) {
    block_.start(step, block, parts_++);
    block_.stop(step);
  }
  finish(step, message);
  usage(step, message.find("usage"), true);
}

// Some hosts say it twice.
void AnswerDecoder::start(const Step& step, json::Value message) {
  if (std::exchange(started_, true)) return;
  AnswerExtras extras(step);
  extras.collect(message, {"id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "stop_details",
                           "usage"});
  aip_event event = sdk::events::start(step.text(message.find("id")), step.text(message.find("model")), 0);
  event.extras = extras.get();
  step.emit(event);
}

// The tree has no place for what a stream says beside its end.
void AnswerDecoder::lose_others(const Step& step, json::Value event) const {
  for (const json::Member member : event.members()) {
    const bool known = convert::is_among(member.key, {"type", "delta", "usage"});
    if (!known && !member.value.is_null()) step.env.loss("/" + member.key.string(), "beside the end of a stream");
  }
}

// `delta`: of message_delta, or a whole message.
void AnswerDecoder::finish(const Step& step, json::Value delta) {
  const json::Value reason = delta.find("stop_reason");
  if (!reason.is_string() || finished_) return;
  finished_ = true;
  AnswerExtras details(step);
  if (stream_) {
    details.collect(delta, {"stop_reason", "stop_sequence"});
  } else {
    details.add(delta, "stop_details");  // START had the rest
  }
  details.emit(0);
  const std::string_view word = step.text(reason);
  step.emit(sdk::events::finish(0, finish_of(word), word, step.text(delta.find("stop_sequence"))));
}

// The last event counts, so each has all that was said so far. The vendor's own text goes along where it says all.
void AnswerDecoder::usage(const Step& step, json::Value usage, bool whole) {
  if (!usage.is_object()) return;
  usage_.read(usage);
  aip_usage counts = usage_.counts(origin_);
  if (whole || given(usage.find("input_tokens"))) counts.json = sdk::bytes(usage.raw());
  step.emit(sdk::events::usage(counts));
}

}  // namespace aipool::claude
