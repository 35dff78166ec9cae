// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/pass_decoder.h"

#include <array>

namespace aipool::openai::responses {

void PassDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  if (failed_) return;
  if (complete_) return stream_ ? hold(frame, out) : void();
  std::array<json::Node, kUsualEventNodes> room AIPOOL_UNINITIALIZED;
  json::Document document(room);
  const json::Value root = parse_event(document, frame);
  if (!root) return;
  const Step step{env, out, origin_};
  if (tells_error(root)) {
    failed_ = true;
    return openai::responses::emit_error(step, root);
  }
  if (stream_) return event(step, root, frame);
  check_response(root);
  start(step, root);
  complete_ = emit_outcome(step, {}, root, got_);
  failed_ = !complete_;
  if (complete_) begin(step, root);
}

void PassDecoder::end(sdk::Env& env, sdk::Out& out) {
  if (failed_ || !complete_) return;
  if (stream_) out.bytes(last_);
  const Step step{env, out, origin_};
  step.emit(sdk::events::end());
}

void PassDecoder::event(const Step& step, json::Value event, const aip_frame& frame) {
  const json::Value type = event.find("type");
  if (!started_) start(step, event.find("response"));
  if (!is_last(type)) {
    // An item that is only announced is none: the upstream has yet to say something.
    const std::string_view word = type.string_raw();
    if (!begun_ && (word.ends_with(".delta") || word.ends_with(".done"))) begin(step, event);
    return;
  }
  complete_ = emit_outcome(step, type, response_of(event), got_);
  failed_ = !complete_;
  if (failed_) return;
  begin(step, event);
  // It would tell the client that all is well, which is known only once the framing has ended as well.
  hold(frame, step.out);
}

void PassDecoder::start(const Step& step, json::Value response) {
  if (!response.is_object()) return;
  started_ = true;
  step.emit(sdk::events::start(step.text(response.find("id")), step.text(response.find("model")), 0));
}

void PassDecoder::begin(const Step& step, json::Value content) {
  if (begun_) return;
  begun_ = true;
  aip_event event = sdk::events::make(AIP_EVENT_OPAQUE);
  event.json = sdk::bytes(content.raw());
  step.emit(event);
}

void PassDecoder::hold(const aip_frame& frame, sdk::Out& out) {
  last_ += sdk::view(frame.raw);
  out.splice(0, frame.raw.len, {});
}

}  // namespace aipool::openai::responses
