// SPDX-License-Identifier: MIT
//
// AnswerDecoder reads an answer: frames of an event stream become canonical events.
//
// Flow:      frame() for each piece of the body, end() when the transfer ended as it should. END is emitted only
//            where every frame was whole and the service has said something that it says at the end; or where a
//            call is cut: the service closes silently at its own limit of output, and the answer then ends as one
//            that was too long.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    what is no event stream throws sdk::Fault; an exception becomes ERROR, after which nothing is read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/kiro/answer_calls.h"
#include "plugins/kiro/answer_parts.h"
#include "plugins/kiro/answer_usage.h"
#include "plugins/kiro/event_stream.h"
#include "plugins/kiro/thinking_tags.h"

namespace aipool::kiro {

class AnswerDecoder final : public sdk::Decoder {
 public:
  AnswerDecoder(const aip_hash_service& hash, std::uint32_t origin, const aip_request& request);

  void frame(sdk::Env& env, const aip_frame& frame, sdk::Out& out) override;
  void end(sdk::Env& env, sdk::Out& out) override;

 private:
  void event(const Step& step, const EventFrame& frame);
  void dispatch(const Step& step, std::string_view type, json::Value payload);
  void start(const Step& step, json::Value payload);
  void text(const Step& step, json::Value payload);
  void thought(const Step& step, json::Value payload);
  void call(const Step& step, json::Value payload);
  void ending(const Step& step, json::Value payload);
  void exception(const Step& step, const EventFrame& frame, json::Value payload);
  void finish(const Step& step);
  aip_enum finish_reason() const;

  const std::uint32_t origin_;
  const std::string model_;
  EventStream stream_;
  ThinkingTags tags_;
  AnswerParts parts_;
  AnswerCalls calls_;
  AnswerUsage usage_;
  std::string stop_reason_;
  bool started_ = false;
  bool failed_ = false;
  bool ended_ = false;  // something was said that is said at the end
  bool too_long_ = false;
};

}  // namespace aipool::kiro
