// SPDX-License-Identifier: MIT
//
// AnswerDecoder reads all of an answer: one whole message, or the events of a stream.
//
// Flow:      frame() for each, end() when the framing ended as it should. END is emitted only after the stop reason and,
//            in a stream, message_stop.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    an event that is no JSON throws sdk::Fault; an error event becomes ERROR, after which nothing is read.
#pragma once

#include <string_view>

#include "plugins/claude/block_decoder.h"
#include "plugins/claude/usage.h"

namespace aipool::claude {

class AnswerDecoder final : public sdk::Decoder {
 public:
  AnswerDecoder(std::uint32_t origin, bool stream) : origin_(origin), stream_(stream) {}

  void frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) override;
  void end(sdk::Env& env, sdk::Out& out) override;

 private:
  static constexpr json::Names kEventNames{"type", "error", "delta", "content_block", "message", "usage"};
  using Event = json::Fields<kEventNames>;

  void event(const Step& step, const Event& event, json::Value whole);
  void message(const Step& step, json::Value message);
  void start(const Step& step, json::Value message);
  void finish(const Step& step, json::Value delta);
  void usage(const Step& step, json::Value usage, bool whole);
  void lose_others(const Step& step, json::Value event) const;

  const std::uint32_t origin_;
  const bool stream_;
  bool started_ = false;
  bool failed_ = false;
  bool stopped_ = false;   // message_stop
  bool finished_ = false;  // a stop reason
  std::uint32_t parts_ = 0;
  BlockDecoder block_;
  Usage usage_;
};

}  // namespace aipool::claude
