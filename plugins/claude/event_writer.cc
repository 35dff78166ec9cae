// SPDX-License-Identifier: MIT
#include "plugins/claude/event_writer.h"

namespace aipool::claude {

void EventWriter::delta(sdk::Out& out, std::string_view type, std::string_view key, std::string_view text, bool raw) {
  if (state_ != State::kInBlock) return;
  if (type != delta_type_) begin_deltas(type, key);
  frame_ = delta_head_;
  json::Writer w(frame_);
  raw ? w.raw(text) : w.string(text);
  frame_ += "}}\n\n";
  out.bytes(frame_);
}

void EventWriter::begin_deltas(std::string_view type, std::string_view key) {
  delta_type_ = type;
  delta_head_ = "event: content_block_delta\ndata: ";
  json::Writer w(delta_head_);
  w.begin_object().key("type").string("content_block_delta").key("index").number(index_).key("delta");
  w.begin_object().key("type").string(type).key(key);
}

void EventWriter::block_stop(sdk::Out& out) {
  if (state_ != State::kInBlock) return;
  state_ = State::kBetween;
  send(out, "content_block_stop", [&](json::Writer& w) { w.key("index").number(index_); });
  ++index_;
  delta_type_ = {};
}

void EventWriter::error(sdk::Out& out, std::string_view body) {
  if (state_ == State::kEnded) return;
  state_ = State::kEnded;
  frame_.assign("event: error\ndata: ").append(body).append("\n\n");
  out.bytes(frame_);
}

void EventWriter::ping(sdk::Out& out) {
  if (state_ != State::kEnded) out.bytes("event: ping\ndata: {\"type\": \"ping\"}\n\n");
}

}  // namespace aipool::claude
