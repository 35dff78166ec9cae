// SPDX-License-Identifier: MIT
#include "plugins/claude/pass_decoder.h"

#include <array>

namespace aipool::claude {

void PassDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  if (failed_ || frame.data.len == 0) return;
  std::array<json::Node, kUsualEventNodes> room AIPOOL_UNINITIALIZED;
  json::Document document(room);
  const json::Value root = parse_event(document, frame);
  const Step step{env, out, origin_};
  if (tells_error(root)) {
    failed_ = true;
    return emit_error(step, root);
  }
  stream_ ? event(step, root, frame) : message(step, root);
}

void PassDecoder::end(sdk::Env& env, sdk::Out& out) {
  if (failed_ || !finished_ || (stream_ && !stopped_)) return;
  if (stream_) out.bytes(last_);
  const Step step{env, out, origin_};
  step.emit(sdk::events::end());
}

void PassDecoder::event(const Step& step, json::Value event, const aip_frame& frame) {
  const json::Value type = event.find("type");
  if (type.equals("content_block_delta") || type.equals("content_block_start")) {
    begin(step, event);
  } else if (type.equals("message_start")) {
    usage(step, event.find("message").find("usage"));
  } else if (type.equals("message_delta")) {
    finished_ = finished_ || event.find("delta").find("stop_reason").is_string();
    begin(step, event);
    usage(step, event.find("usage"));
  } else if (type.equals("message_stop")) {
    // It would tell the client that all is well, which is known only once the framing has ended as well.
    stopped_ = true;
    last_ = sdk::view(frame.raw);
    step.out.splice(0, frame.raw.len, {});
  }
}

void PassDecoder::message(const Step& step, json::Value message) {
  finished_ = message.find("stop_reason").is_string();
  begin(step, message.find("content"));
  usage(step, message.find("usage"));
}

// An empty block is none: the upstream has yet to say something.
void PassDecoder::begin(const Step& step, json::Value content) {
  const json::Value block = content.find("content_block");
  const bool empty = (block.find("type").equals("text") && block.find("text").string_raw().empty()) ||
                     (block.find("type").equals("thinking") && block.find("thinking").string_raw().empty());
  if (begun_ || empty) return;
  begun_ = true;
  aip_event event = sdk::events::make(AIP_EVENT_OPAQUE);
  event.json = sdk::bytes(content.raw());
  step.emit(event);
}

void PassDecoder::usage(const Step& step, json::Value usage) {
  if (!usage.is_object()) return;
  usage_.read(usage);
  step.emit(sdk::events::usage(usage_.counts(origin_)));
}

}  // namespace aipool::claude
