// SPDX-License-Identifier: MIT
#include "plugins/ollama/pass_decoder.h"

#include <array>

#include "plugins/ollama/metrics.h"

namespace aipool::ollama {
namespace {

bool says_something(json::Value value) { return !value.string_raw().empty() || value.size() != 0; }

// An empty text is none: the upstream has yet to begin.
bool has_content(json::Value line) {
  const json::Value message = line.find("message");
  return says_something(message.find("content")) || says_something(message.find("thinking")) ||
         says_something(message.find("tool_calls")) || says_something(line.find("response")) ||
         says_something(line.find("thinking"));
}

}  // namespace

void PassDecoder::frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) {
  if (failed_ || frame.data.len == 0) return;
  std::array<json::Node, kUsualLineNodes> room AIPOOL_UNINITIALIZED;
  json::Document document(room);
  const json::Value line = parse_line(document, frame);
  const Step step{env, out, origin_};
  if (tells_error(line)) {
    failed_ = true;
    return emit_error(step, line);
  }
  if (finished_) return stream_ ? hold(frame, out) : void();
  finished_ = line.find("done").boolean() == true;
  begin(step, line);
  if (!finished_) return;
  emit_metrics(step, line);
  // It would tell the client that all is well, which is known only once the framing has ended as well.
  if (stream_) hold(frame, out);
}

void PassDecoder::hold(const aip_frame& frame, sdk::Out& out) {
  last_ += sdk::view(frame.raw);
  out.splice(0, frame.raw.len, {});
}

void PassDecoder::end(sdk::Env& env, sdk::Out& out) {
  if (failed_ || !finished_) return;
  if (stream_) out.bytes(last_);
  const Step step{env, out, origin_};
  step.emit(sdk::events::end());
}

void PassDecoder::begin(const Step& step, json::Value line) {
  if (begun_ || (!finished_ && !has_content(line))) return;
  begun_ = true;
  aip_event event = sdk::events::make(AIP_EVENT_OPAQUE);
  event.json = sdk::bytes(line.raw());
  step.emit(event);
}

}  // namespace aipool::ollama
